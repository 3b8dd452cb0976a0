import { expect, test } from 'vitest'
import { DEFAULT_OPTIONS } from '../../../src/jobs/job-options.ts'
import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { openJobStore, openTables } from '../../support/dynamo-tables-support.ts'
import { describeJobStore } from './describe-job-store.ts'
import { claimed, LEASE_MS, NOW, submit } from './samples.ts'

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
