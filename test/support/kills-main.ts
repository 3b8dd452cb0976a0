import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startDynamoDbLocal } from './dynamodb-local.ts'
import { seededRandom } from './fault-proxy.ts'
import { killReplicas } from './kills-of-replicas.ts'
import type { LanesAtDeath } from './lanes-at-death.ts'
import { startSampleUpstreamProcess } from './sample-upstream-process.ts'
import { startServiceProcess } from './service-process.ts'

/**
 * `npm run kills -- 20 1`: so many `kill -9` of a service at work on the embedded store, at random moments from this seed; then everything is
 * fetched, and the units that were reserved without a call are counted. Ends with 1 where a promise is broken. `npm run kills -- 2 1 dynamodb` kills
 * replicas whose machines never come back: 310 units for 300 addresses, with the usual delay of 2 s, or with the one that follows.
 */
const [kills = 20, seed = 1] = process.argv.slice(2, 4).map(Number)
/** Units beyond the addresses on DynamoDB. */
const SPARE = 10
if (process.argv[4] === 'dynamodb') await killOnDynamoDb()
const JOBS = 6
const LANES = 5
const CALLS_BETWEEN = 60
/** Of a token's usual day: what so many kills may cost. */
const MOST_LOST = 0.1 * 500
const ADDRESSES = Math.ceil((CALLS_BETWEEN * (kills + 2)) / JOBS)
const TOKENS = 60
const CONFIG = { delay_seconds: 0.5, parallel_tokens: LANES, requests_per_token: 10 }

const random = seededRandom(seed)
const folder = await mkdtemp(join(tmpdir(), 'tokenwheel-kills-'))
const secrets = Array.from({ length: TOKENS }, (_, n) => `secret-token-${n}`)
const upstream = await startSampleUpstreamProcess(['--tokens', secrets.join(','), '--daily-limit', '1000', '--latency-ms', '20'])
let service = await startServiceProcess('fast', folder, upstream.url)
try {
  await service.post('/tokens/add-multiple', {
    tokens: secrets.map(token => ({ token, token_id: token.replace('secret-', ''), daily_limit: 1_000 })),
  })
  const ids: string[] = []
  for (let job = 0; job < JOBS; job += 1) {
    const emails = Array.from({ length: ADDRESSES }, (_, n) => `user${n}@job${job}.example`)
    ids.push((await service.post('/jobs/create-batch', { emails, config: CONFIG })).job_id)
  }
  for (let kill = 1; kill <= kills; kill += 1) {
    await upstream.reached({ calls: kill * CALLS_BETWEEN })
    console.error(`kill ${kill} of ${kills}`)
    await sleep(random() * 100)
    await service.end('SIGKILL')
    service = await startServiceProcess('fast', folder, upstream.url)
  }
  for (const id of ids) await service.until(id, (_, type) => type === 'finished')
  const { calls, overshoot, addresses } = await upstream.stats()
  const { total_daily_usage: reserved, written_off_today: writtenOff } = await service.get('/tokens/status')
  const jobs = await Promise.all(ids.map(id => service.get(`/jobs/${id}`)))
  const done = jobs.reduce((sum, job) => sum + job.successful, 0)
  const uncalled = reserved - calls
  console.log(
    JSON.stringify({
      kills,
      seed,
      done,
      of: JOBS * ADDRESSES,
      calls,
      repeated: calls - Object.keys(addresses).length,
      uncalled,
      writtenOff,
      overshoot,
    }),
  )
  process.exitCode = done === JOBS * ADDRESSES && overshoot === 0 && uncalled >= 0 && uncalled <= MOST_LOST ? 0 : 1
} finally {
  await service.end('SIGKILL')
  await upstream.stop()
  await rm(folder, { recursive: true, force: true })
}

async function killOnDynamoDb(): Promise<never> {
  const delaySeconds = Number(process.argv[5] ?? 2)
  const local = await startDynamoDbLocal()
  if ('enable' in local) throw new Error(`DynamoDB Local cannot run here: ${local.enable}`)
  const random = seededRandom(seed)
  const moments = Array.from({ length: kills }, (_, n) => ({
    calls: Math.round((240 * (n + 1)) / (kills + 1)),
    thenMs: random() * delaySeconds * 1_000,
  }))
  const killed = await killReplicas(local.endpoint, delaySeconds, moments).finally(() => local.stop())
  const sum = (of: (death: LanesAtDeath) => number) => killed.deaths.reduce((total, death) => total + of(death), 0)
  const [calling, aboutToCall] = [sum(death => death.calling), sum(death => death.aboutToCall)]
  // Each lane in the act costs a unit at most, and there are ten more units than addresses.
  const missing = Math.max(0, calling + aboutToCall - SPARE)
  const broken = [
    ...(killed.overshoot === 0 ? [] : ['calls over the limit']),
    ...(killed.done >= killed.of - missing ? [] : [`fewer than ${killed.of - missing} done`]),
    ...(killed.repeated <= calling ? [] : ['more calls repeated than lanes were calling']),
    ...(killed.uncalled >= 0 && killed.uncalled <= aboutToCall ? [] : ['more units without a call than lanes were about to call']),
    ...(killed.uncalled <= killed.writtenOff ? [] : ['units lost in silence']),
  ]
  console.log(JSON.stringify({ kills, seed, delaySeconds, ...killed, broken }))
  process.exit(broken.length === 0 ? 0 : 1)
}
