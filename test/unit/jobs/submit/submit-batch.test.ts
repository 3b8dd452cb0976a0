import { expect, test } from 'vitest'
import { DEFAULT_OPTIONS } from '../../../../src/jobs/job-options.ts'
import { createSubmitBatch } from '../../../../src/jobs/submit/submit-batch.ts'
import { openDatabase } from '../../../../src/storage/sqlite/database.ts'
import { createSqliteJobStore } from '../../../../src/storage/sqlite/sqlite-job-store.ts'
import { ManualClock } from '../../../support/manual-clock.ts'

const BATCH = 500
const MINUTE_MS = 60_000

function setUp() {
  const clock = new ManualClock()
  const db = openDatabase(':memory:')
  const jobs = createSqliteJobStore(db)
  const submit = createSubmitBatch({ jobs, clock, onSubmitted: () => {} })
  const request = { options: DEFAULT_OPTIONS, report: null, owner: null, idempotency: null }
  const rows = () => Number(db.statement('SELECT count(*) AS rows FROM batch_job_addresses').get()!.rows)
  return { clock, jobs, rows, upload: (entries: AsyncIterable<string>) => submit({ ...request, entries }) }
}

const TOO_LONG = {
  kind: 'invalid',
  message: 'The list took longer than 60 minutes to arrive and was dropped. Please send it in smaller parts.',
}

/** One batch, then what happens meanwhile, then another. */
async function* inTwoParts(meanwhile: () => Promise<unknown>): AsyncGenerator<string> {
  for (let i = 0; i < BATCH; i += 1) yield `a${i}@example.com`
  await meanwhile()
  for (let i = 0; i < BATCH; i += 1) yield `b${i}@example.com`
}

test('an upload may take an hour', async () => {
  const { clock, jobs, upload } = setUp()
  const { job } = await upload(
    inTwoParts(async () => {
      await clock.advance(59 * MINUTE_MS)
      await jobs.purge(clock.now(), 1000)
    }),
  )
  expect(job).toMatchObject({ status: 'pending', totalEmails: 2 * BATCH })
})

test('an upload that takes longer is told so, and nothing of it stays', async () => {
  const { clock, jobs, rows, upload } = setUp()
  const tooSlow = inTwoParts(async () => {
    await clock.advance(61 * MINUTE_MS)
  })
  await expect(upload(tooSlow)).rejects.toMatchObject(TOO_LONG)
  while ((await jobs.purge(clock.now(), 1000)) > 0);
  expect(rows()).toBe(0)
})

test('so is one whose job was purged by a replica with an earlier clock', async () => {
  const { clock, jobs, rows, upload } = setUp()
  const purged = inTwoParts(async () => {
    while ((await jobs.purge(clock.now() + 61 * MINUTE_MS, 1000)) > 0);
  })
  await expect(upload(purged)).rejects.toMatchObject(TOO_LONG)
  expect(rows()).toBe(0)
})
