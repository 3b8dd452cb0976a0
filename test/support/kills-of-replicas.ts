import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestDynamo, freshNames } from './dynamo-tables-support.ts'
import { type LanesAtDeath, lanesAtDeath } from './lanes-at-death.ts'
import { type Replica, startReplica } from './replicas.ts'
import { startSampleUpstreamProcess } from './sample-upstream-process.ts'

const JOBS = 6
const LANES = 5
const ADDRESSES = 50
const BLOCK = 10
/** 310 units for 300 addresses. */
const TOKENS = 31
const LATENCY_MS = 20

export interface KilledReplicas {
  readonly done: number
  readonly of: number
  readonly calls: number
  readonly repeated: number
  /** Reserved without a call. */
  readonly uncalled: number
  readonly writtenOff: number
  readonly overshoot: number
  /** Of each kill. */
  readonly deaths: readonly LanesAtDeath[]
}

/** A replica is killed when so many calls were made, and so long after. */
export interface Kill {
  readonly calls: number
  readonly thenMs: number
}

/**
 * Two replicas, each on a machine of its own, at six jobs of five lanes; at each of these moments one is killed and its machine never comes back,
 * while a new one joins. Everything is fetched in the end, or the jobs wait for tomorrow.
 */
export async function killReplicas(endpoint: string, delaySeconds: number, kills: readonly Kill[]): Promise<KilledReplicas> {
  const names = freshNames()
  const secrets = Array.from({ length: TOKENS }, (_, n) => `secret-of-token-${n}`)
  const upstream = await startSampleUpstreamProcess([
    '--tokens',
    secrets.join(','),
    '--daily-limit',
    '10',
    '--latency-ms',
    String(LATENCY_MS),
  ])
  const dynamo = createTestDynamo(endpoint)
  const folders: string[] = []
  const deaths: LanesAtDeath[] = []
  const replicas: Replica[] = []
  const start = async (): Promise<Replica> => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenwheel-replica-'))
    folders.push(folder)
    const replica = await startReplica({ folder, endpoint, names, upstreamUrl: upstream.url })
    replicas.push(replica)
    return replica
  }
  try {
    const alive = [await start(), await start()]
    const tokens = secrets.map(token => ({ token, token_id: token.replace('secret-of-', ''), daily_limit: BLOCK }))
    await alive[0]!.call('/tokens/add-multiple', { tokens })
    const config = { delay_seconds: delaySeconds, parallel_tokens: LANES, requests_per_token: BLOCK }
    const ids: string[] = []
    for (let job = 0; job < JOBS; job += 1) {
      const emails = Array.from({ length: ADDRESSES }, (_, n) => `user${n}@job${job}.example`)
      const { body } = await alive[job % 2]!.call('/jobs/create-batch', { emails, config })
      ids.push((body as { job_id: string }).job_id)
    }
    for (const { calls, thenMs } of kills) {
      await upstream.reached({ calls })
      await sleep(thenMs)
      const dead = alive.shift()!
      await dead.end('SIGKILL')
      deaths.push(await lanesAtDeath(dynamo, names, dead.folder))
      alive.push(await start())
    }
    const jobs = await ended(alive[0]!, ids)
    const { calls, overshoot, addresses } = await upstream.stats()
    const status = (await alive[0]!.call('/tokens/status')).body as { total_daily_usage: number; written_off_today: number }
    return {
      done: jobs.reduce((sum, job) => sum + job.successful, 0),
      of: JOBS * ADDRESSES,
      ...{ calls, repeated: calls - Object.keys(addresses).length },
      ...{ uncalled: status.total_daily_usage - calls, writtenOff: status.written_off_today, overshoot, deaths },
    }
  } finally {
    for (const replica of replicas) await replica.end('SIGKILL')
    await upstream.stop()
    dynamo.close()
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  }
}

interface JobAnswer {
  readonly status: string
  readonly successful: number
}

async function ended(replica: Replica, ids: readonly string[]): Promise<readonly JobAnswer[]> {
  for (let quiet = 0; ; await sleep(250)) {
    const jobs = await Promise.all(ids.map(async id => (await replica.call(`/jobs/${id}`)).body as JobAnswer))
    if (jobs.every(({ status }) => status === 'completed')) return jobs
    // For longer than it takes units to come back: the rest waits for tomorrow.
    const waits = jobs.every(({ status }) => status === 'completed' || status === 'waiting_for_capacity')
    quiet = waits ? quiet + 1 : 0
    if (quiet === 40) return jobs
  }
}
