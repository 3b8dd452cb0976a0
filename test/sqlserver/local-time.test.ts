import { expect, onTestFinished, test } from 'vitest'
import { newKey, usageRecord } from '../support/companies.ts'
import { describeOnSqlServer, openTestStores } from '../support/sql-server.ts'

describeOnSqlServer('the five tables in local time', current => {
  test('what is written is what clocks there say, and a report of a local day finds it', async () => {
    const stores = await openTestStores(current().url, { timeZone: 'Europe/Berlin' })
    onTestFinished(() => stores.close())
    await stores.warmUp()
    const { keyId, createdAt } = await stores.companies.addKey(newKey())
    await stores.companies.recordUsage(usageRecord({ keyId, loggedAt: '2026-01-01T23:30:00.000Z' }))
    const [row] = await current().query('SELECT CONVERT(VARCHAR(16), LoggedAt, 120) AS LoggedAt FROM [docUpload].[TokenUsageLogs]')
    expect(Object.values(row!)).toEqual(['2026-01-02 00:30'])
    const range = { from: '2026-01-01T23:00:00.000Z', to: '2026-01-02T23:00:00.000Z' }
    const days = await stores.companies.usage({ companyId: 'ACME', group: 'day', ...range })
    expect(days.map(({ group, extractions }) => [group, extractions])).toEqual([['2026-01-02', 1]])
    const [key] = await stores.companies.listKeys('ACME')
    expect(key).toMatchObject({ createdAt, lastUpdated: '2026-01-01T23:30:00.000Z' })
    expect(Math.abs(Date.now() - Date.parse(createdAt!))).toBeLessThan(600_000)
  })
})
