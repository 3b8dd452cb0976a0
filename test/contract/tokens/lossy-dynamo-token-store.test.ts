import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { openLossyTables, openTokenStore } from '../../support/dynamo-tables-support.ts'
import { describeTokenStore } from './describe-token-store.ts'

/** The same promises hold when one answer in ten is lost after the write: repeats must count, write and refuse nothing twice. */
describeOnDynamoDb('on DynamoDB Local, one answer in ten lost', endpoint => {
  describeTokenStore('DynamoDB', async () => {
    const { tables, other, stop } = await openLossyTables(endpoint, 0.1)
    const [store, sibling] = [openTokenStore(tables), openTokenStore(other)]
    return {
      store,
      sibling,
      losesAnswers: true,
      async close() {
        await Promise.all([store.sweep.stop(), sibling.sweep.stop()])
        await stop()
      },
    }
  })
})
