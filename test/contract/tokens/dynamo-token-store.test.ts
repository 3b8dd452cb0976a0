import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { openTables, openTokenStore } from '../../support/dynamo-tables-support.ts'
import { describeTokenStore } from './describe-token-store.ts'

describeOnDynamoDb('on DynamoDB Local', endpoint => {
  describeTokenStore('DynamoDB', async () => {
    const tables = await openTables(endpoint)
    const other = await openTables(endpoint, tables.names)
    const [store, sibling] = [openTokenStore(tables), openTokenStore(other)]
    return {
      store,
      sibling,
      async close() {
        await Promise.all([store.sweep.stop(), sibling.sweep.stop()])
        tables.dynamo.close()
        other.dynamo.close()
      },
    }
  })
})
