import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { describeOnDynamoDb } from '../support/dynamo-stores.ts'
import { freshNames, openTables, openTokenStore } from '../support/dynamo-tables-support.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { startReplica } from '../support/replicas.ts'
import { startSampleUpstreamProcess } from '../support/sample-upstream-process.ts'

const LANES = 20
const UNITS = 50
const SLOW_MS = 700
const STOP_MS = 10_000

describeOnDynamoDb('a stop while DynamoDB is slow', endpoint => {
  const cleanUps: (() => unknown)[] = []
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })

  test('twenty lanes with blocks of fifty, each answer 700 ms late: no unit is left behind', {
    timeout: 90_000,
  }, async () => {
    const names = freshNames()
    const secrets = Array.from({ length: LANES }, (_, n) => `secret-of-token-${n}`)
    const upstream = await startSampleUpstreamProcess(['--tokens', secrets.join(','), '--daily-limit', '100', '--latency-ms', '5'])
    cleanUps.push(() => upstream.stop())
    const proxy = await startFaultProxy(endpoint)
    cleanUps.push(() => proxy.stop())
    const folder = await mkdtemp(join(tmpdir(), 'tokenwheel-replica-'))
    cleanUps.push(() => rm(folder, { recursive: true, force: true }))
    const replica = await startReplica({ folder, endpoint: proxy.url, names, upstreamUrl: upstream.url, leaseSeconds: 30 })
    cleanUps.push(() => replica.end('SIGKILL'))

    const tokens = secrets.map(token => ({ token, token_id: token.replace('secret-of-', ''), daily_limit: 100 }))
    await replica.call('/tokens/add-multiple', { tokens })
    const emails = Array.from({ length: LANES * UNITS }, (_, n) => `user${n}@slow.example`)
    const config = { delay_seconds: 0, parallel_tokens: LANES, requests_per_token: UNITS, save_to_dynamodb: false }
    await upstream.control({ hold: true })
    await replica.call('/jobs/create-batch', { emails, config })
    await upstream.reached({ held: LANES })
    const store = openTokenStore(await openTables(endpoint, names))
    cleanUps.push(() => store.sweep.stop())
    const used = async () => (await store.list({ after: null, limit: 100, source: 'pool' })).reduce((sum, t) => sum + t.dailyUsage, 0)
    expect(await used()).toBe(LANES * UNITS)

    proxy.slow(SLOW_MS)
    const asked = performance.now()
    const gone = replica.end('SIGTERM')
    await upstream.control({ hold: false })
    await gone
    expect(performance.now() - asked).toBeLessThan(STOP_MS)
    expect(await used()).toBe((await upstream.stats()).calls)
  })
})
