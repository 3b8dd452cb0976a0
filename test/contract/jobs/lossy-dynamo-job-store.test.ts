import { describeOnDynamoDb } from '../../support/dynamo-stores.ts'
import { openJobStore, openLossyTables } from '../../support/dynamo-tables-support.ts'
import { describeJobStore } from './describe-job-store.ts'

/** The same promises hold when one answer in ten is lost after the write: repeats must count, write and refuse nothing twice. */
describeOnDynamoDb('on DynamoDB Local, one answer in ten lost', endpoint => {
  describeJobStore('DynamoDB', async () => {
    const { tables, other, stop } = await openLossyTables(endpoint, 0.1)
    return { store: openJobStore(tables), sibling: openJobStore(other), close: stop }
  })
})
