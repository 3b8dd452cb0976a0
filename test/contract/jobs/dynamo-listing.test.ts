import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../src/shared/clock.ts'
import { createDynamo } from '../../../src/storage/dynamodb/create-dynamo.ts'
import { listedOf } from '../../../src/storage/dynamodb/job-items.ts'
import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { openJobStore, openTables } from '../../support/dynamo-tables-support.ts'
import { NOW, submit } from './samples.ts'

const STRANGERS = 400

describeOnDynamoDb('a list of jobs on DynamoDB', endpoint => {
  test("of one's own jobs reads no job of others, however many there are; jobs of an earlier version are found as before", async () => {
    const { dynamo, names, facts } = await openTables(endpoint)
    const used: { operation: string; units: number; items: number }[] = []
    const metered = createDynamo({ region: 'us-east-1', endpoint, clock: systemClock, meter: each => used.push(each) })
    onTestFinished(() => {
      metered.close()
      dynamo.close()
    })
    const store = openJobStore({ dynamo, names, facts })
    await submit(store, 'of-anna', { owner: 'key:anna', createdAt: NOW - 10, total: 1 })
    await submit(store, 'of-all', { owner: null, createdAt: NOW - 9, total: 1 })
    await submit(store, 'of-bert', { owner: 'key:bert', createdAt: NOW, total: 1 })
    const bert = (await dynamo.get(names.jobs, { job_id: 'of-bert' }))!
    const copy = (jobId: string, at: number) => ({ put: { ...bert, job_id: jobId, created_at: at, ...listedOf(at, jobId, 'key:bert') } })
    await dynamo.writeMany(
      names.jobs,
      Array.from({ length: STRANGERS }, (_, n) => copy(`strange-${n}`, NOW + n)),
    )
    // Their keys had no mark.
    const old = { created_at: NOW - 20, ...listedOf(NOW - 20, 'old', null), job_id: 'old' }
    const older = { created_at: NOW - 21, ...listedOf(NOW - 21, 'older', null), job_id: 'older' }
    await dynamo.writeMany(names.jobs, [{ put: { ...bert, ...old, owned_by: 'key:anna' } }, { put: { ...bert, ...older } }])

    const list = async (query: Parameters<typeof store.list>[0]) => {
      used.length = 0
      const found = await openJobStore({ dynamo: metered, names, facts }).list(query)
      const sum = (operation: string, of: 'units' | 'items') =>
        used.filter(each => each.operation === operation).reduce((total, each) => total + each[of], 0)
      return {
        ids: found.map(job => job.jobId),
        read: sum('getMany', 'items'),
        entries: sum('query', 'items'),
        units: sum('query', 'units'),
      }
    }
    const own = await list({ before: null, limit: 20, of: ['key:anna'] })
    expect(own).toMatchObject({ ids: ['of-all', 'of-anna', 'old'], read: 4, entries: STRANGERS + 5 })
    expect(own.units).toBeLessThan(STRANGERS / 20)
    expect(await list({ before: { createdAt: NOW - 9, jobId: 'of-all' }, limit: 1, of: ['key:anna'] })).toMatchObject({ ids: ['of-anna'] })
    expect(await list({ before: null, limit: 2, of: ['key:anna', 'key:bert'] })).toMatchObject({
      ids: [`strange-${STRANGERS - 1}`, `strange-${STRANGERS - 2}`],
      entries: 100,
    })
    expect(await list({ before: { createdAt: NOW, jobId: 'of-bert' }, limit: 20 })).toMatchObject({
      ids: ['of-all', 'of-anna', 'old', 'older'],
    })
  })
})
