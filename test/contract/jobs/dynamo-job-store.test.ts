import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { KEPT_TURNS } from '../../../src/jobs/job-history.ts'
import { DEFAULT_OPTIONS } from '../../../src/jobs/job-options.ts'
import { systemClock } from '../../../src/shared/clock.ts'
import { createDynamo } from '../../../src/storage/dynamodb/create-dynamo.ts'
import type { CapacityMeter } from '../../../src/storage/dynamodb/dynamo.ts'
import { createDynamoJobStore } from '../../../src/storage/dynamodb/dynamo-job-store.ts'
import { shortId } from '../../../src/tokens/short-id.ts'
import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { openJobStore, openTables } from '../../support/dynamo-tables-support.ts'
import { describeJobStore } from './describe-job-store.ts'
import { block, claimed, LEASE_MS, NOW, submit } from './samples.ts'

describeOnDynamoDb('on DynamoDB Local', endpoint => {
  test('a job that was stored when there were fewer options has the others at their defaults', async () => {
    const tables = await openTables(endpoint)
    const store = openJobStore(tables)
    await submit(store, 'one', { priority: 'HIGH' })
    const expression = { names: { '#config': 'config' }, values: { ':config': { requestsPerToken: 4 } } }
    await tables.dynamo.update(tables.names.jobs, { job_id: 'one' }, 'SET #config = :config', 'attribute_exists(job_id)', expression)
    const first = await claimed(store, 'a')
    const second = await claimed(store, 'b', NOW + 2 * LEASE_MS)
    for (const { job } of [first, second]) expect(job.options).toEqual({ ...DEFAULT_OPTIONS, priority: 'HIGH', requestsPerToken: 4 })
    tables.dynamo.close()
  })

  test("a lane's turns cost nothing: with a full ring, long ids and a block that it leaves its row is still one write unit", async () => {
    const { names, dynamo } = await openTables(endpoint)
    dynamo.close()
    let units = 0
    const meter: CapacityMeter = used => {
      if (used.operation === 'update' && used.table === names.results) units += used.units
    }
    const metered = createDynamo({ region: 'us-east-1', endpoint, clock: systemClock, meter })
    const store = createDynamoJobStore({ dynamo: metered, clock: systemClock, jobs: names.jobs, results: names.results })
    const jobId = randomUUID()
    await submit(store, jobId)
    const { lease } = await claimed(store, 'w1')
    const blocks = Array.from({ length: KEPT_TURNS + 5 }, () => block(randomUUID(), 14, { tokenId: randomUUID(), reservedAt: NOW }))
    for (const [i, { tokenId }] of blocks.entries())
      await store.saveLane(lease, 19, blocks[i]!, blocks[i - 1], { at: NOW + i, to: shortId(tokenId), reason: 'second_opinion' })
    expect((await store.history(jobId)).turns).toHaveLength(KEPT_TURNS)
    expect(units).toBe(blocks.length)
    metered.close()
  })

  describeJobStore('DynamoDB', async () => {
    const tables = await openTables(endpoint)
    const other = await openTables(endpoint, tables.names)
    return {
      store: openJobStore(tables),
      sibling: openJobStore(other),
      async close() {
        tables.dynamo.close()
        other.dynamo.close()
      },
    }
  })
})
