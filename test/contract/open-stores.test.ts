import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createRetryPolicy } from '../../src/retry/retry-policy.ts'
import { loadSettings } from '../../src/settings/settings.ts'
import { systemClock as clock } from '../../src/shared/clock.ts'
import { createSecretBox } from '../../src/shared/secret-box.ts'
import { openStores } from '../../src/storage/open-stores.ts'
import { describeOnDynamoDb } from '../support/dynamo-stores.ts'
import { freshNames } from '../support/dynamo-tables-support.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { tempDir } from '../support/temp-dir.ts'
import { block, newToken, TODAY } from './tokens/samples.ts'

async function openAs(env: Record<string, string>, sleepSync: (ms: number) => void = () => {}, lines: string[] = []) {
  const settings = loadSettings({ DATA_DIR: tempDir(), ...env })
  const retry = createRetryPolicy(settings.app.retry, { clock, sleepSync })
  const quotaDay = () => ({ day: TODAY, resetsAt: clock.now() + 3_600_000 })
  const logger = pino({ level: 'warn' }, { write: line => void lines.push((JSON.parse(line) as { msg: string }).msg) })
  const stores = await openStores({ settings, secrets: createSecretBox(undefined), clock, quotaDay, retry, logger })
  onTestFinished(() => stores.close())
  return stores
}

test('the embedded stores are local, a company database is not', async () => {
  const embedded = await openAs({})
  expect([embedded.batch.isLocal, embedded.company.isLocal]).toEqual([true, true])
  const remote = await openAs({ COMPANY_STORE: 'sqlserver', SQLSERVER_URL: 'mssql://app:secret@127.0.0.1:9/docs' })
  expect([remote.batch.isLocal, remote.company.isLocal]).toEqual([true, false])
})

test('a time zone for SQL Server is told where there is none', async () => {
  const APP_SETTINGS = join(tempDir(), 'appSetting.json')
  writeFileSync(APP_SETTINGS, '{"sqlserver":{"time_zone":"Europe/Berlin"}}')
  const told = async (env: Record<string, string>) => {
    const lines: string[] = []
    await openAs(env, () => {}, lines)
    return lines.filter(line => line.includes('time_zone'))
  }
  const words = 'sqlserver.time_zone "Europe/Berlin" has no effect: COMPANY_STORE is sqlite, whose times and days of usage are UTC.'
  expect(await told({ APP_SETTINGS })).toEqual([words])
  expect(await told({ APP_SETTINGS, COMPANY_STORE: 'sqlserver', SQLSERVER_URL: 'mssql://app:secret@127.0.0.1:9/docs' })).toEqual([])
  expect(await told({})).toEqual([])
})

test('a file that another program holds at the start is tried again, through the shared policy', async () => {
  const DATA_DIR = tempDir()
  const holder = new DatabaseSync(join(DATA_DIR, 'tokenwheel.db'))
  onTestFinished(() => holder.close())
  holder.exec('BEGIN EXCLUSIVE')
  let waits = 0
  const { batch } = await openAs({ DATA_DIR }, () => {
    waits += 1
    holder.exec('COMMIT')
  })
  expect([waits, batch.isLocal]).toEqual([1, true])
})

describeOnDynamoDb('DynamoDB, as the settings name it', endpoint => {
  test('leaves the replica its share of the fallback tokens while it is out of reach', async () => {
    const proxy = await startFaultProxy(endpoint)
    onTestFinished(() => proxy.stop())
    const { tokens: BEARER_TOKENS_TABLE, jobs: JOBS_TABLE, results: JOB_RESULTS_TABLE, profiles: DYNAMODB_TABLE_NAME } = freshNames()
    const tables = { BEARER_TOKENS_TABLE, JOBS_TABLE, JOB_RESULTS_TABLE, DYNAMODB_TABLE_NAME }
    const { batch } = await openAs({ TOKEN_STORE: 'dynamodb', DYNAMODB_ENDPOINT: proxy.url, ...tables })
    await batch.tokens.add(newToken('file-1', { source: 'file', secret: null, dailyLimit: 40 }))
    proxy.down()
    expect(await batch.tokens.reserve(block('file-1', 30))).toMatchObject({ granted: true, units: 30 })
    expect(await batch.tokens.reserve(block('file-1', 30))).toMatchObject({ granted: true, units: 10 })
    expect(await batch.tokens.reserve(block('file-1', 30))).toMatchObject({ granted: false })
  })
})
