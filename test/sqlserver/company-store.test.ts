import { describeCompanyStore } from '../contract/companies/company-store-contract.ts'
import { describeOnSqlServer, shared } from '../support/sql-server.ts'

describeOnSqlServer('a company database', current => {
  const stores = shared(current)
  describeCompanyStore('SQL Server', async () => {
    await current().clear()
    return { store: stores().companies, close: async () => {} }
  })
})
