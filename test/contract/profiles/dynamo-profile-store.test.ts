import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { openProfileStore, openTables } from '../../support/dynamo-tables-support.ts'
import { describeProfileStore } from './describe-profile-store.ts'

describeOnDynamoDb('on DynamoDB Local', endpoint => {
  describeProfileStore('DynamoDB', async () => {
    const tables = await openTables(endpoint)
    const other = await openTables(endpoint, tables.names)
    return {
      store: openProfileStore(tables),
      sibling: openProfileStore(other),
      async close() {
        tables.dynamo.close()
        other.dynamo.close()
      },
    }
  })
})
