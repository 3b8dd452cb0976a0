import { describeCompanyStore } from '../contract/companies/company-store-contract.ts'
import { describeOnSqlServer, shared } from '../support/sql-server.ts'

describeOnSqlServer('a company database', current => {
  const stores = shared(current)
  describeCompanyStore('SQL Server', async () => {
    await current().clear()
    const byHand = (sql: string) => current().query(sql.replace(/\bToken(Master|Usage\w+)\b/g, '[docUpload].[Token$1]'))
    return { store: stores().companies, byHand, close: async () => {} }
  })
})
