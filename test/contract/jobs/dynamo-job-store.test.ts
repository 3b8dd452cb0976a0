import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { openJobStore, openTables } from '../../support/dynamo-tables-support.ts'
import { describeJobStore } from './describe-job-store.ts'

describeOnDynamoDb('on DynamoDB Local', endpoint => {
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
