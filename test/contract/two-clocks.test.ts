import { afterEach, expect, test, vi } from 'vitest'
import { DEFAULT_OPTIONS } from '../../src/jobs/job-options.ts'
import { type Clock, systemClock } from '../../src/shared/clock.ts'
import { createQuotaCalendar } from '../../src/shared/quota-day.ts'
import { createDynamo } from '../../src/storage/dynamodb/create-dynamo.ts'
import { describeOnDynamoDb } from '../support/dynamo-stores.ts'
import { type DynamoTables, openJobStore, openProfileStore, openTables, openTokenStore } from '../support/dynamo-tables-support.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { composeTestBatch } from '../support/test-batch.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const MIDNIGHT = Date.parse('2026-11-22T00:00:00.000Z')
const LIMIT = 8
const LEASE_MS = 3_000
const calendar = createQuotaCalendar('UTC')
/** A `Date` has no others. */
const wholeSeconds = (ms: number) => Math.round(ms / 1000) * 1000

describeOnDynamoDb('replicas whose clocks differ', endpoint => {
  const cleanUps: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })

  const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 40_000, interval: 100 })

  /** A true time that a test moves, DynamoDB and the upstream with it; replicas are ahead of it. */
  const startWorld = async (start: number) => {
    let shiftMs = wholeSeconds(start - Date.now())
    const trueNow = () => Date.now() + shiftMs
    const tables = await openTables(endpoint)
    cleanUps.push(async () => tables.dynamo.close())
    const calls = new Map<string, number>()
    const proxies: Awaited<ReturnType<typeof startFaultProxy>>[] = []

    const startReplica = async (aheadMs: number) => {
      const proxy = await startFaultProxy(endpoint)
      proxy.shiftDates(shiftMs)
      proxies.push(proxy)
      // Whoever waits for long looks at its clock again and again: the true time jumps.
      const clock: Clock = { now: () => trueNow() + aheadMs, sleep: (ms, signal) => systemClock.sleep(ms > 2_000 ? 500 : ms, signal) }
      const dynamo = createDynamo({ region: 'us-east-1', endpoint: proxy.url, clock })
      const behind: DynamoTables = { ...tables, dynamo }
      const [tokens, jobs, profiles] = [openTokenStore(behind), openJobStore(behind), openProfileStore(behind)]
      const provider = {
        async fetch(email: string, secret: string) {
          const key = `${calendar(trueNow()).day} ${secret}`
          calls.set(key, (calls.get(key) ?? 0) + 1)
          return { ok: true as const, restMs: null, profile: { email } }
        },
        close: async () => {},
      }
      const time = { clock, quotaDay: calendar, storeTime: dynamo.time, leaseMs: LEASE_MS }
      const { worker } = composeTestBatch({ stores: { tokens, jobs, profiles }, provider, ...time, maxConcurrentJobs: 2 })
      worker.start()
      cleanUps.push(async () => {
        await worker.stop(0)
        await tokens.sweep.stop()
        dynamo.close()
        await proxy.stop()
      })
      return { proxy, jobs, tokens, dynamo }
    }
    const jumpTo = (to: number) => {
      shiftMs += wholeSeconds(to - trueNow())
      for (const proxy of proxies) proxy.shiftDates(shiftMs)
    }
    const submit = async (addresses: number) => {
      const jobs = openJobStore(tables)
      const options = { ...DEFAULT_OPTIONS, delaySeconds: 0, saveToDynamodb: false, requestsPerToken: 4, parallelTokens: 2 }
      await jobs.create({ jobId: 'job', owner: null, options, createdAt: trueNow() })
      const list = Array.from({ length: addresses }, (_, n) => ({ emailNumber: n + 1, email: `user${n}@clocks.example` }))
      await jobs.append('job', list, [])
      const counts = { totalEmails: addresses, invalidEmails: 0, duplicatesRemoved: 0 }
      await jobs.publish({ jobId: 'job', ...counts, now: trueNow(), idempotency: null })
    }
    const addTokens = async (count: number) => {
      const store = openTokenStore(tables)
      for (let n = 0; n < count; n += 1) {
        const token = { tokenId: `token-${n}`, secret: `secret-${n}`, fingerprint: `print-${n}`, source: 'pool' as const }
        const added = { ...token, dailyLimit: LIMIT, createdAt: trueNow(), expiresAt: null }
        // Refused as long as the table is read for tokens that it holds already.
        await until(async () => void (await store.add(added)))
      }
      await store.sweep.stop()
    }
    const job = async () => (await openJobStore(tables).get('job'))!
    const callsOn = (day: string) => [...calls].flatMap(([key, made]) => (key.startsWith(day) ? [made] : []))
    return { tables, startReplica, jumpTo, submit, addTokens, job, callsOn }
  }

  test('five minutes apart around midnight: no true day is overspent, and the day goes on once it has come for both', {
    timeout: 120_000,
  }, async () => {
    const { startReplica, jumpTo, submit, addTokens, job, callsOn } = await startWorld(MIDNIGHT - 2 * MINUTE_MS)
    await addTokens(2)
    // More than one day's, less than two: replicas that take jobs from each other write units off.
    await submit(3 * LIMIT)
    const right = await startReplica(0)
    await until(async () => expect(await job()).toMatchObject({ status: 'waiting_for_capacity' }))
    expect(right.dynamo.time.skew().provenMs).toBe(0)

    // Its midnight was three minutes ago: for it the job is due, and the tokens are fresh.
    const ahead = await startReplica(5 * MINUTE_MS)
    await until(async () => expect((await job()).waitingReason).toContain('The quota day ends'))
    expect(ahead.dynamo.time.skew().provenMs).toBeGreaterThan(5 * MINUTE_MS - 1_100)
    expect(Math.max(...callsOn('2026-11-21'))).toBeLessThanOrEqual(LIMIT)

    jumpTo(MIDNIGHT + 6 * MINUTE_MS)
    await until(async () => expect(await job()).toMatchObject({ status: 'completed', successful: 3 * LIMIT }))
    expect(Math.max(...callsOn('2026-11-21'), ...callsOn('2026-11-22'))).toBeLessThanOrEqual(LIMIT)
  })

  test('two days ahead: that replica makes no call, and counts nothing for a day to come', async () => {
    const { startReplica, submit, addTokens, job, callsOn, tables } = await startWorld(MIDNIGHT - 12 * 60 * MINUTE_MS)
    await addTokens(1)
    await submit(10)
    await startReplica(2 * DAY_MS)
    await until(async () => expect((await job()).waitingReason).toContain('The quota day ends'))
    expect(callsOn('2026-11')).toEqual([])
    const store = openTokenStore(tables)
    cleanUps.push(() => store.sweep.stop())
    expect(await store.get('token-0')).toMatchObject({ quotaDay: null, dailyUsage: 0 })
  })

  test('a token that was counted two days ahead: the job waits for it, and asks for it no more meanwhile', async () => {
    const { startReplica, submit, addTokens, job, tables } = await startWorld(MIDNIGHT - 12 * 60 * MINUTE_MS)
    await addTokens(1)
    const store = openTokenStore(tables)
    cleanUps.push(() => store.sweep.stop())
    await store.charge('token-0', '2026-11-23', 3)
    await submit(10)
    const { proxy } = await startReplica(0)
    await until(async () => expect(await job()).toMatchObject({ status: 'waiting_for_capacity' }))
    let asked = 0
    proxy.plan(({ body }) => {
      asked += Number(body.includes(`"TableName":"${tables.names.tokens}"`))
      return null
    })
    // What the run asks on its way out is over soon. The worker looks for what is due every second.
    await until(async () => {
      asked = 0
      await systemClock.sleep(1_500)
      expect(asked).toBe(0)
    })
  })
})
