import { describeResultStore } from '../contract/extraction/result-store-contract.ts'
import { describeOnSqlServer, shared } from '../support/sql-server.ts'

describeOnSqlServer('kept results', current => {
  const stores = shared(current)
  describeResultStore('SQL Server', async () => {
    await current().clear()
    return { store: stores().results, close: async () => {} }
  })
})
