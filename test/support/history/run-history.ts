import pino from 'pino'
import { DEFAULT_OPTIONS } from '../../../src/jobs/job-options.ts'
import { createCloseLeftBlocks } from '../../../src/jobs/run/close-blocks.ts'
import type { JobWorker } from '../../../src/jobs/run/job-worker.ts'
import type { ProfileProvider } from '../../../src/profiles/profile-provider.ts'
import { appSettingsSchema } from '../../../src/settings/app-settings.ts'
import { systemClock } from '../../../src/shared/clock.ts'
import type { Dynamo } from '../../../src/storage/dynamodb/dynamo.ts'
import { createDynamoCallRecords } from '../../../src/storage/dynamodb/dynamo-call-records.ts'
import { createTokenWheel } from '../../../src/tokens/token-wheel.ts'
import { createUpstreamBreaker } from '../../../src/tokens/upstream-breaker.ts'
import {
  createTestDynamo,
  type DynamoTables,
  openJobStore,
  openProfileStore,
  openTables,
  openTokenStore,
} from '../dynamo-tables-support.ts'
import { type Fault, type FaultProxy, seededRandom, startFaultProxy } from '../fault-proxy.ts'
import { composeTestBatch } from '../test-batch.ts'
import { checkHistory, type Verdict } from './check-history.ts'
import { History } from './recorder.ts'

const REPLICAS = 3
const JOBS = 3
const LANES = 3
const ADDRESSES = 24
const TOKENS = 6
const LIMIT = 15
const LEASE_MS = 900
const DAY = '2026-11-21'
const RUN_MS = 60_000
/** Shares of all requests to DynamoDB. */
const RATES: readonly (readonly [Fault, number])[] = [
  ['lose-answer', 0.03],
  ['lose-request', 0.01],
  ['internal-error', 0.01],
  ['internal-error-after', 0.01],
  ['throttle', 0.01],
  ['stall', 0.002],
  ['late', 0.002],
]

const quotaDay = () => ({ day: DAY, resetsAt: Date.now() + 86_400_000 })

interface TestReplica {
  readonly worker: JobWorker
  readonly proxy: FaultProxy
  readonly dynamo: Dynamo
  readonly stop: () => Promise<void>
  alive: boolean
}

/**
 * Three replicas, the real engine each, on one DynamoDB Local, each behind a proxy that loses, refuses, stalls and delays requests. On the way
 * one is cut off for longer than its lease and comes back, another for good; now and then the upstream answers later than a lease lasts.
 */
export async function runHistory(endpoint: string, seed: number): Promise<Verdict & { readonly faults: number }> {
  const random = seededRandom(seed)
  const history = new History()
  const tables = await openTables(endpoint)
  const replicas: TestReplica[] = []
  try {
    // In every other run lanes pause between their calls, and so announce them.
    await prepare(tables, seed % 2 === 0 ? 0 : 0.03)
    for (let i = 0; i < REPLICAS; i += 1) replicas.push(await startTestReplica(`r${i}`, endpoint, tables, history, random))
    await disturb(replicas, history, random)
    await finish(tables, replicas)
    for (const replica of replicas) replica.proxy.plan(() => null)
    const verdict = checkHistory(history, await factsOf(tables))
    const violations = [...verdict.violations, ...(await leftOver(tables)), ...(await uncalledUnits(tables, replicas, verdict.calls))]
    const faults = replicas.reduce((sum, { proxy }) => sum + Object.values(proxy.faults).reduce((a, b) => a + b, 0), 0)
    return { ...verdict, violations, faults }
  } finally {
    for (const replica of replicas) await replica.stop()
    tables.dynamo.close()
  }
}

async function prepare(tables: DynamoTables, delaySeconds: number): Promise<void> {
  const [tokens, jobs] = [openTokenStore(tables), openJobStore(tables)]
  for (let i = 0; i < TOKENS; i += 1) await addToken(tables, `token-${i}`)
  for (let i = 0; i < JOBS; i += 1) {
    const jobId = `job-${i}`
    const options = { ...DEFAULT_OPTIONS, delaySeconds, saveToDynamodb: false, requestsPerToken: 4, parallelTokens: LANES }
    await jobs.create({ jobId, owner: null, options, createdAt: Date.now() })
    const list = Array.from({ length: ADDRESSES }, (_, n) => ({ emailNumber: n + 1, email: `user${n + 1}@${jobId}.example` }))
    await jobs.append(jobId, list, [])
    const counts = { totalEmails: ADDRESSES, invalidEmails: 0, duplicatesRemoved: 0 }
    await jobs.publish({ jobId, ...counts, now: Date.now(), idempotency: null })
  }
  await tokens.sweep.stop()
}

async function addToken(tables: DynamoTables, tokenId: string): Promise<void> {
  const tokens = openTokenStore(tables)
  const token = { tokenId, secret: `secret-${tokenId}`, fingerprint: tokenId, source: 'pool' as const }
  await tokens.add({ ...token, dailyLimit: LIMIT, createdAt: Date.now(), expiresAt: null })
  await tokens.sweep.stop()
}

async function startTestReplica(
  name: string,
  endpoint: string,
  direct: DynamoTables,
  history: History,
  random: () => number,
): Promise<TestReplica> {
  const proxy = await startFaultProxy(endpoint)
  proxy.plan(() => pick(random()))
  const dynamo = createTestDynamo(proxy.url, 400)
  const tables = { ...direct, dynamo }
  const tokenStore = openTokenStore(tables)
  const provider: ProfileProvider = {
    async fetch(email, secret, signal) {
      signal?.throwIfAborted()
      history.note({ kind: 'call', replica: name, secret, email })
      // One call in fifty takes longer than a lease that is not renewed lasts.
      await systemClock.sleep(random() < 0.02 ? LEASE_MS * 1.2 : 5 + 15 * random(), signal)
      return { ok: true, restMs: null, profile: { email } }
    },
    close: async () => {},
  }
  const calls = createDynamoCallRecords({ dynamo, table: direct.names.jobs, clock: systemClock })
  const stores = { tokens: history.tokens(tokenStore), jobs: history.jobs(openJobStore(tables)), profiles: openProfileStore(tables), calls }
  const limits = { leaseMs: LEASE_MS, maxConcurrentJobs: 2, callsAWrite: 1 }
  const { worker } = composeTestBatch({ stores, provider, clock: systemClock, quotaDay, ...limits })
  worker.start()
  const replica: TestReplica = {
    worker,
    proxy,
    dynamo,
    alive: true,
    async stop() {
      const stopped = worker.stop(0)
      // What is cut off for good waits for its store for ever: its process would be gone.
      if (replica.alive) await stopped
      await tokenStore.sweep.stop()
      dynamo.close()
      await proxy.stop()
    },
  }
  return replica
}

function pick(chance: number): Fault | null {
  let sum = 0
  for (const [fault, share] of RATES) {
    sum += share
    if (chance < sum) return fault
  }
  return null
}

/** One replica is away for longer than its lease and comes back a zombie; another never comes back. */
async function disturb(replicas: readonly TestReplica[], history: History, random: () => number): Promise<void> {
  const calls = async (count: number) => {
    const until = Date.now() + RUN_MS / 2
    while (history.events.filter(event => event.kind === 'call').length < count && Date.now() < until) await nudgeAll(replicas)
  }
  await calls(5 + Math.floor(20 * random()))
  const [away, dead] = [replicas[0]!, replicas[1]!]
  away.proxy.down()
  await calls(30 + Math.floor(10 * random()))
  dead.proxy.down()
  dead.alive = false
  await systemClock.sleep(LEASE_MS * (1 + random()))
  away.proxy.up()
}

async function nudgeAll(replicas: readonly TestReplica[]): Promise<void> {
  // The replicas look for work every second by themselves; a nudge costs nine requests each.
  for (const replica of replicas) if (replica.alive) replica.worker.nudge()
  await systemClock.sleep(150)
}

/** Until every job is complete; a job that has run out of tokens (stranded blocks) gets new ones. */
async function finish(tables: DynamoTables, replicas: readonly TestReplica[]): Promise<void> {
  const jobs = openJobStore(tables)
  let added = 0
  for (const until = Date.now() + RUN_MS; Date.now() < until; ) {
    const { byStatus } = await jobs.counts()
    if (byStatus.completed === JOBS) return
    if ((byStatus.waiting_for_capacity ?? 0) > 0) {
      added += 1
      await addToken(tables, `late-token-${added}`)
      await jobs.wakeWaiting(Date.now())
    }
    await nudgeAll(replicas)
  }
  throw new Error(`The jobs do not come to their end: ${JSON.stringify((await jobs.counts()).byStatus)}`)
}

/** G2: reserved = calls + handed back + written off, once nobody works any more and what was left is closed, as every process does at its start. */
async function uncalledUnits(tables: DynamoTables, replicas: readonly TestReplica[], calls: number): Promise<string[]> {
  await Promise.all(replicas.map(({ proxy }) => proxy.idle()))
  const tokens = openTokenStore(tables)
  const breaker = createUpstreamBreaker(systemClock)
  const fallback = { refresh: async () => 0, secretOf: () => null }
  const { rotation } = appSettingsSchema.parse({})
  const logger = pino({ level: 'silent' })
  const wheel = createTokenWheel({ store: tokens, clock: systemClock, quotaDay, breaker, fallback, rotation, logger })
  await createCloseLeftBlocks({ wheel, jobs: openJobStore(tables) })()
  const reserved = (await tokens.list({ after: null, limit: 1_000, source: 'pool' })).reduce((sum, token) => sum + token.dailyUsage, 0)
  const writtenOff = await tokens.writtenOff(DAY)
  await tokens.sweep.stop()
  if (reserved < calls) return [`G1: ${reserved} units for ${calls} calls`]
  return reserved - calls <= writtenOff ? [] : [`G2: ${reserved - calls} units without a call, of which ${writtenOff} were written off`]
}

async function factsOf(tables: DynamoTables) {
  const { dynamo, names } = tables
  const limits = new Map<string, number>()
  for (const { token_id: id, daily_limit: limit } of (await dynamo.scan({ table: names.tokens })).items)
    if (limit !== undefined) limits.set(String(id), Number(limit))
  const versions = new Map<string, number>()
  for (const { job_id: id, lease_version: version } of (await dynamo.scan({ table: names.jobs })).items)
    if (version !== undefined) versions.set(String(id), Number(version))
  const tokenOf = (secret: string) => secret.replace('secret-', '')
  return { limits, tokenOf, versions, lanes: LANES, addresses: JOBS * ADDRESSES }
}

/** The final state must agree with the history. */
async function leftOver(tables: DynamoTables): Promise<string[]> {
  const jobs = openJobStore(tables)
  const found: string[] = []
  for (let i = 0; i < JOBS; i += 1) {
    const job = await jobs.get(`job-${i}`)
    const results = await jobs.results(`job-${i}`, { after: 0, limit: 1000 })
    if (results.length !== ADDRESSES) found.push(`G3: job-${i} has ${results.length} results`)
    if (job?.processed !== ADDRESSES || job.successful !== ADDRESSES) found.push(`job-${i} counts ${job?.processed} of ${ADDRESSES}`)
  }
  return found
}
