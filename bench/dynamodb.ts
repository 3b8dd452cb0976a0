import { DEFAULT_OPTIONS } from '../src/jobs/job-options.ts'
import type { JobStore } from '../src/jobs/job-store.ts'
import type { Profile, ProfileProvider } from '../src/profiles/profile-provider.ts'
import { appSettingsSchema } from '../src/settings/app-settings.ts'
import { environmentSchema } from '../src/settings/environment.ts'
import { systemClock } from '../src/shared/clock.ts'
import { createSecretBox } from '../src/shared/secret-box.ts'
import { createDynamo } from '../src/storage/dynamodb/create-dynamo.ts'
import type { CapacityMeter, Dynamo } from '../src/storage/dynamodb/dynamo.ts'
import type { TableNames } from '../src/storage/dynamodb/dynamo-tables.ts'
import { createDynamoTokenStore } from '../src/storage/dynamodb/dynamo-token-store.ts'
import { openDynamoStores } from '../src/storage/dynamodb/open-dynamo-stores.ts'
import { toItem } from '../src/storage/dynamodb/token-items.ts'
import type { BatchStores } from '../src/storage/stores.ts'
import { startDynamoDbLocal } from '../test/support/dynamodb-local.ts'
import { composeTestBatch } from '../test/support/test-batch.ts'

/**
 * What the service costs on DynamoDB, in the units that DynamoDB itself reports (ReturnConsumedCapacity), on DynamoDB Local:
 * write and read units per address, items read per choice from a pool of 100,000 tokens, and how long the pool's totals take.
 *
 *   node bench/dynamodb.ts [addresses] [lanes] [tokens] [delay]
 *
 * With a delay (seconds; 0 by default) the job runs at that pace, so that calls are announced from twelve lanes on, and the upstream takes 20 to
 * 120 ms. 0 tokens leave out the large pool.
 */
const ADDRESSES = Number(process.argv[2] ?? 3_000)
const LANES = Number(process.argv[3] ?? 4)
const TOKENS = Number(process.argv[4] ?? 100_000)
const DELAY_SECONDS = Number(process.argv[5] ?? 0)
const REQUESTS_PER_TOKEN = 15
/** With it the result and the saved profile are items of just under 1 KB each. */
const PROFILE: Profile = { display_name: 'Ada Lovelace', headline: 'Analyst', about: 'x'.repeat(640) }
const POOL_OF_THE_JOB = Math.max(20, Math.ceil(ADDRESSES / 400))
const PICKS = 25
const DAY = '2026-11-21'
const NOW = Date.parse('2026-11-21T12:00:00Z')
const NAMES: TableNames = { tokens: 'bench_tokens', jobs: 'bench_jobs', results: 'bench_results', profiles: 'bench_profiles' }
/** The same, as the settings name them. */
const TABLES = {
  BEARER_TOKENS_TABLE: NAMES.tokens,
  JOBS_TABLE: NAMES.jobs,
  JOB_RESULTS_TABLE: NAMES.results,
  DYNAMODB_TABLE_NAME: NAMES.profiles,
}
const secrets = createSecretBox(undefined)
const quotaDay = () => ({ day: DAY, resetsAt: Date.now() + 86_400_000 })
const WRITES = new Set(['put', 'update', 'delete', 'writeMany', 'transact'])

interface Meter {
  readonly meter: CapacityMeter
  readonly writes: Map<string, number>
  readonly reads: Map<string, number>
  requests: number
  items: number
}

function createMeter(): Meter {
  const writes = new Map<string, number>()
  const reads = new Map<string, number>()
  const counts: Meter = {
    writes,
    reads,
    requests: 0,
    items: 0,
    meter({ operation, table, units, items }) {
      const to = WRITES.has(operation) ? writes : reads
      to.set(table, (to.get(table) ?? 0) + units)
      counts.requests += 1
      counts.items += items
    },
  }
  return counts
}

const sum = (units: ReadonlyMap<string, number>) => [...units.values()].reduce((a, b) => a + b, 0)
const quantile = (values: readonly number[], q: number) => [...values].sort((a, b) => a - b)[Math.floor(q * (values.length - 1))]!

async function main(): Promise<void> {
  const local = await startDynamoDbLocal(2_048)
  if ('enable' in local) throw new Error(`DynamoDB Local cannot run here: ${local.enable}`)
  try {
    await costPerAddress(local.endpoint)
    if (TOKENS > 0) await largePool(local.endpoint)
  } finally {
    await local.stop()
  }
}

async function costPerAddress(endpoint: string): Promise<void> {
  const counts = createMeter()
  const environment = environmentSchema.parse({ DYNAMODB_ENDPOINT: endpoint, ...TABLES })
  const settings = { ...environment, app: appSettingsSchema.parse({}), appSettingsFile: undefined }
  const stores = await openDynamoStores(settings, { secrets, clock: systemClock, quotaDay, meter: counts.meter })
  for (let i = 0; i < POOL_OF_THE_JOB; i += 1) {
    const token = { tokenId: `bench-token-${i}`, secret: `secret-${i}`, fingerprint: `print-${i}`, source: 'pool' as const }
    await stores.tokens.add({ ...token, dailyLimit: 500, createdAt: NOW, expiresAt: null })
  }
  for (const map of [counts.writes, counts.reads]) map.clear()
  const started = performance.now()
  const seconds = await runJob(stores, await submit(stores.jobs))
  const writes = sum(counts.writes) / ADDRESSES
  const parts = Object.entries(NAMES).map(([name, table]) => `${name} ${((counts.writes.get(table) ?? 0) / ADDRESSES).toFixed(3)}`)
  console.log(
    `One job of ${ADDRESSES} addresses in ${LANES} lanes, ${REQUESTS_PER_TOKEN} requests per token, delay ${DELAY_SECONDS} s, result and profile just under 1 KB:`,
  )
  console.log(`  write units per address  ${writes.toFixed(3)}   (${parts.join(', ')}; aim: at most 2.5)`)
  console.log(`  read units per address   ${(sum(counts.reads) / ADDRESSES).toFixed(3)}`)
  console.log(
    `  ${Math.round(ADDRESSES / seconds)} addresses per second on DynamoDB Local (${((performance.now() - started) / 1000).toFixed(1)} s in all)`,
  )
  if (DELAY_SECONDS === 0) {
    // At a real pace the heartbeats weigh more: one every 10 s, whatever the lanes do.
    for (const lanes of [1, 5]) {
      const beat = 1 / ((10 / 2) * lanes)
      console.log(
        `  with a delay of 2 s and ${lanes} lane${lanes > 1 ? 's' : ''}: + ${beat.toFixed(3)} for heartbeats = ${(writes + beat).toFixed(3)}`,
      )
    }
  }
  await stores.close()
}

async function submit(jobs: JobStore): Promise<string> {
  const options = { ...DEFAULT_OPTIONS, delaySeconds: DELAY_SECONDS, requestsPerToken: REQUESTS_PER_TOKEN, parallelTokens: LANES }
  const jobId = crypto.randomUUID()
  await jobs.create({ jobId, owner: null, options, createdAt: Date.now() })
  for (let first = 1; first <= ADDRESSES; first += 500) {
    const list = Array.from({ length: Math.min(500, ADDRESSES - first + 1) }, (_, i) => ({
      emailNumber: first + i,
      email: `user.name${first + i}@example.com`,
    }))
    await jobs.append(jobId, list, [])
  }
  await jobs.publish({ jobId, totalEmails: ADDRESSES, invalidEmails: 0, duplicatesRemoved: 0, now: Date.now(), idempotency: null })
  return jobId
}

async function runJob(stores: BatchStores, jobId: string): Promise<number> {
  const provider: ProfileProvider = {
    async fetch() {
      if (DELAY_SECONDS > 0) await systemClock.sleep(20 + 100 * Math.random())
      return { ok: true, restMs: null, profile: PROFILE }
    },
    close: async () => {},
  }
  const { worker, events } = composeTestBatch({
    ...{ stores, provider, clock: systemClock, quotaDay, leaseMs: 30_000, maxConcurrentJobs: 1 },
  })
  const ended = Promise.withResolvers<void>()
  events.subscribe(jobId, ({ type }) => type === 'finished' && ended.resolve())
  const started = performance.now()
  worker.start()
  await ended.promise
  const seconds = (performance.now() - started) / 1000
  await worker.stop(1_000)
  const { emailsSuccessful } = await stores.jobs.counts()
  if (emailsSuccessful !== ADDRESSES) throw new Error(`${emailsSuccessful} results of ${ADDRESSES}`)
  return seconds
}

async function largePool(endpoint: string): Promise<void> {
  const loader = createDynamo({ region: 'us-east-1', endpoint, clock: systemClock, requestTimeoutMs: 60_000 })
  const started = performance.now()
  await loadPool(loader)
  console.log(`\nA pool of ${TOKENS.toLocaleString('en-US')} tokens (loaded in ${((performance.now() - started) / 1000).toFixed(0)} s):`)
  loader.close()

  const counts = createMeter()
  // DynamoDB Local keeps its indexes in SQLite and reads a large one slowly: its milliseconds say nothing about DynamoDB, its counts do.
  const dynamo = createDynamo({ region: 'us-east-1', endpoint, clock: systemClock, meter: counts.meter, requestTimeoutMs: 120_000 })
  const parts = { dynamo, table: NAMES.tokens, secrets, clock: systemClock, dayOf: () => DAY }
  const tokens = createDynamoTokenStore({ ...parts, defaultLimit: 500, tokenItems: 2 * TOKENS })
  await tokens.sweep.firstPass().catch(() => {})
  await tokens.sweep.stop()
  const picks: number[] = []
  let most = 0
  for (let i = 0; i < PICKS; i += 1) {
    counts.items = 0
    const asked = performance.now()
    const [best] = await tokens.candidates({ day: DAY, now: NOW, source: 'pool', limit: 17 })
    picks.push(performance.now() - asked)
    most = Math.max(most, counts.items)
    if (best === undefined) throw new Error('No candidate')
    const reservation = { tokenId: best.tokenId, reservationId: crypto.randomUUID(), day: DAY, maxUnits: 15, now: NOW, trialMs: 60_000 }
    if (!(await tokens.reserve(reservation)).granted) throw new Error('Refused')
  }
  console.log(
    `  a choice reads at most ${most} items (aim: 5); ${quantile(picks, 0.5).toFixed(1)} ms p50, ${quantile(picks, 0.99).toFixed(1)} ms p99`,
  )
  const total = async (): Promise<{ ms: number; tokens: number }> => {
    const asked = performance.now()
    const { totalTokens } = await tokens.totals({ day: DAY, now: NOW, source: 'pool' })
    return { ms: performance.now() - asked, tokens: totalTokens }
  }
  const cold = await total()
  const reading = performance.now()
  let exact = cold
  while (exact.tokens !== TOKENS + POOL_OF_THE_JOB && performance.now() - reading < 240_000) {
    await systemClock.sleep(500)
    exact = await total()
  }
  const warm = await Promise.all(Array.from({ length: 100 }, total))
  console.log(`  totals right after the start: extrapolated from a sample, ${cold.ms.toFixed(0)} ms (${cold.tokens} tokens)`)
  console.log(
    `  totals then: from a snapshot, ${Math.max(...warm.map(t => t.ms)).toFixed(1)} ms at most (${exact.tokens} tokens; aim: below 300 ms); read in the background in ${((performance.now() - reading) / 1000).toFixed(0)} s`,
  )
  const asked = performance.now()
  const page = await tokens.list({ after: null, limit: 1000, source: 'pool' })
  console.log(`  a page of ${page.length} tokens: ${(performance.now() - asked).toFixed(0)} ms`)
  dynamo.close()
}

async function loadPool(dynamo: Dynamo): Promise<void> {
  const state = { source: 'pool', enabled: true, dailyLimit: 500, totalUsage: 0, errorCount: 0, consecutiveErrors: 0, strikes: 0 } as const
  const rest = { lastError: null, lastUsed: null, createdAt: NOW, expiresAt: null, exclusion: null, learned: null, hour: null }
  let next = 0
  const load = async (): Promise<void> => {
    while (next < TOKENS) {
      const from = next
      next += 500
      const items = Array.from({ length: Math.min(500, TOKENS - from) }, (_, i) => {
        const tokenId = `pool-${from + i}`
        const used = (from + i) % 3 === 0 ? { quotaDay: '2026-11-20', dailyUsage: 500 } : { quotaDay: null, dailyUsage: 0 }
        return [
          { put: toItem({ ...state, ...rest, ...used, tokenId }, `secret-of-${tokenId}-${'x'.repeat(100)}`, `print-${tokenId}`) },
          { put: { token_id: `fp#print-${tokenId}`, holder: tokenId, seq: 1 } },
        ]
      }).flat()
      await dynamo.writeMany(NAMES.tokens, items)
    }
  }
  await Promise.all(Array.from({ length: 6 }, load))
}

await main()
process.exit(0)
