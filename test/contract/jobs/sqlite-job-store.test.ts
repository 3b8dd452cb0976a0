import { expect, test } from 'vitest'
import { DEFAULT_OPTIONS } from '../../../src/jobs/job-options.ts'
import { createSqliteJobStore } from '../../../src/storage/sqlite/sqlite-job-store.ts'
import { openSharedDatabase } from '../../support/shared-database.ts'
import { describeJobStore } from './describe-job-store.ts'
import { addresses, block, claimed, LEASE_MS, NOW, newJob, result, submit, work } from './samples.ts'

/** @param lastJobNumber as if so many jobs had been there before */
async function openStores(lastJobNumber: number) {
  const { first, second, close } = await openSharedDatabase()
  await first.write(() => {
    const set = first.statement("UPDATE sqlite_sequence SET seq = ? WHERE name = 'batch_jobs'").run(lastJobNumber)
    expect(set.changes).toBe(1)
  })
  const closeCounted = async () => {
    // Whatever a test has done to its jobs: what is kept of them is what there is.
    expect(first.statement(KEPT).all()).toEqual(first.statement(COUNTED).all())
    await close()
  }
  return { store: createSqliteJobStore(first), sibling: createSqliteJobStore(second), close: closeCounted }
}

const KEPT =
  'SELECT status, jobs, processed, successful FROM kept_job_counts WHERE jobs <> 0 OR processed <> 0 OR successful <> 0 ORDER BY status'
const COUNTED = `SELECT status, count(*) AS jobs, sum(processed) AS processed, sum(successful) AS successful FROM batch_jobs
  WHERE status <> 'processing' GROUP BY status ORDER BY status`

describeJobStore('SQLite', () => openStores(0))
// From 2^21 jobs on the keys of results are larger than JavaScript's numbers are exact.
describeJobStore('SQLite after a thousand million jobs', () => openStores(2 ** 30))

test('nothing is read from or kept of jobs that are not there', async () => {
  const { store, close } = await openStores(0)
  await store.create(newJob('one'))
  await store.append('one', [], [result(1), result(2)])
  await store.create(newJob('two'))
  expect(await store.results('two', { after: -(2 ** 32), limit: 10 })).toEqual([])
  expect(await store.results('none', { after: 0, limit: 10 })).toEqual([])

  await store.append('none', addresses(1, 3), [result(4)])
  await store.create(newJob('none'))
  expect(await store.results('none', { after: 0, limit: 10 })).toEqual([])
  await store.publish({ jobId: 'none', totalEmails: 3, invalidEmails: 0, duplicatesRemoved: 0, idempotency: null, now: NOW })
  const claimed = await store.claim({ worker: 'a', now: NOW, leaseMs: 1000 })
  expect((await store.draw(claimed!.lease, 0)).addresses).toEqual([])
  await close()
})

test('a job that was stored when there were fewer options has the others at their defaults', async () => {
  const { first, second, close } = await openSharedDatabase()
  await submit(createSqliteJobStore(first), 'one', { priority: 'HIGH' })
  await first.write(() => first.statement(`UPDATE batch_jobs SET config = '{"requestsPerToken":4}'`).run())
  const { job } = await claimed(createSqliteJobStore(second), 'a')
  expect(job.options).toEqual({ ...DEFAULT_OPTIONS, priority: 'HIGH', requestsPerToken: 4 })
  await close()
})

test('what a write would have counted is not counted when it fails, nor by the writes that follow', async () => {
  const { store, sibling, close } = await openStores(0)
  await submit(store, 'one')
  const { lease } = await claimed(store, 'a')
  for (const lane of [0, 1]) await store.saveLane(lease, lane, block(`b${lane}`, 0))
  const refused = result(1, { email: null as never })
  const [failed] = await Promise.allSettled([
    store.record(lease, { lane: 0, block: block('b0', 9), result: refused }),
    store.record(lease, { lane: 1, block: block('b1', 1), result: result(2) }),
  ])
  expect(failed.status).toBe('rejected')
  await store.record(lease, { lane: 1, block: block('b1', 2), result: result(3) })
  const job = await sibling.get('one')
  expect(job?.lanes.map(({ lane, used }) => [lane, used])).toEqual([
    [0, 0],
    [1, 2],
  ])
  expect(job?.processed).toBe(2)
  await close()
})

test('what another process counted in between is known to a worker that gets its job back', async () => {
  const { store, sibling, close } = await openStores(0)
  await submit(store, 'one')
  const first = await claimed(store, 'a')
  await work(store, first.lease, [1, 2, 3])
  const second = await claimed(sibling, 'b', NOW + 2 * LEASE_MS)
  await sibling.record(second.lease, { lane: 0, block: block('block-of-lane-0', 8), result: result(4) })
  const third = await claimed(store, 'a', NOW + 4 * LEASE_MS)
  await store.saveLane(third.lease, 1, block('b1', 0))
  await store.record(third.lease, { lane: 1, block: block('b1', 1), result: result(5) })
  const job = await sibling.get('one')
  expect(job?.lanes.map(({ lane, used }) => [lane, used])).toEqual([
    [0, 8],
    [1, 1],
  ])
  await close()
})
