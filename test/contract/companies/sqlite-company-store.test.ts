import { expect, test } from 'vitest'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteCompanyStore } from '../../../src/storage/sqlite/sqlite-company-store.ts'
import { usageRecord } from '../../support/companies.ts'
import { describeCompanyStore } from './company-store-contract.ts'

describeCompanyStore('SQLite', async () => {
  const db = openDatabase(':memory:')
  return { store: createSqliteCompanyStore(db), byHand: async sql => db.statement(sql).run(), close: () => db.close() }
})

test('an erasure from usage leaves whoever has an address that ends with the same letters', async () => {
  const db = openDatabase(':memory:')
  const store = createSqliteCompanyStore(db)
  for (const requestedBy of ['mac.adä@x.example', 'macadä@x.example', 'Adä <ADÄ@x.example>', 'adä@x.examples'])
    await store.recordUsage(usageRecord({ keyId: null, requestedBy, branch: null }))
  await store.eraseFromUsage('adä@x.example')
  const rows = await store.usage({ companyId: 'ACME', from: null, to: null, group: 'user' })
  expect(rows.map(row => row.group).sort()).toEqual(['[erased]', 'adä@x.examples', 'mac.adä@x.example', 'macadä@x.example'].sort())
  await db.close()
})
