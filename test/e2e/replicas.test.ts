import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { describeOnDynamoDb } from '../support/dynamo-stores.ts'
import { freshNames } from '../support/dynamo-tables-support.ts'
import { type FaultProxy, seededRandom, startFaultProxy } from '../support/fault-proxy.ts'
import { type Replica, startReplica } from '../support/replicas.ts'
import { type SampleUpstreamProcess, startSampleUpstreamProcess } from '../support/sample-upstream-process.ts'

const LIMIT = 31
const LANES = 5
const JOBS = 6
const ADDRESSES = 60
const TOKENS = Array.from({ length: 10 }, (_, n) => `secret-of-token-${n}`)
const MORE_TOKENS = Array.from({ length: 10 }, (_, n) => `secret-of-late-token-${n}`)

interface Fleet {
  readonly replicas: Replica[]
  readonly upstream: SampleUpstreamProcess
  readonly proxy: FaultProxy
  start(): Promise<Replica>
}

describeOnDynamoDb('replicas on one DynamoDB', endpoint => {
  const cleanUps: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })

  const startFleet = async (size: number, rotation: Record<string, unknown> = {}): Promise<Fleet> => {
    const names = freshNames()
    const upstream = await startSampleUpstreamProcess(['--tokens', TOKENS.join(','), '--daily-limit', String(LIMIT), '--latency-ms', '10'])
    cleanUps.push(() => upstream.stop())
    const proxy = await startFaultProxy(endpoint)
    cleanUps.push(() => proxy.stop())
    const replicas: Replica[] = []
    const start = async (): Promise<Replica> => {
      const folder = await mkdtemp(join(tmpdir(), 'tokenwheel-replica-'))
      cleanUps.push(() => rm(folder, { recursive: true, force: true }))
      const replica = await startReplica({ folder, endpoint: proxy.url, names, upstreamUrl: upstream.url, rotation })
      cleanUps.push(() => replica.end('SIGKILL'))
      replicas.push(replica)
      return replica
    }
    await start()
    await Promise.all(Array.from({ length: size - 1 }, start))
    return { replicas, upstream, proxy, start }
  }

  const addTokens = async (replica: Replica, tokens: readonly string[]) => {
    const list = tokens.map(token => ({ token, token_id: token.replace('secret-of-', ''), daily_limit: LIMIT }))
    expect(await replica.call('/tokens/add-multiple', { tokens: list })).toMatchObject({ status: 200 })
  }

  const submitAll = async (replica: Replica): Promise<string[]> => {
    const config = { delay_seconds: 0, parallel_tokens: LANES, requests_per_token: 4 }
    const ids: string[] = []
    for (let job = 0; job < JOBS; job += 1) {
      const emails = Array.from({ length: ADDRESSES }, (_, n) => `user${n}@job${job}.example`)
      const { status, body } = await replica.call('/jobs/create-batch', { emails, config })
      expect(status).toBe(202)
      ids.push((body as { job_id: string }).job_id)
    }
    return ids
  }

  /** Waits until every job is in one of these states. */
  const reached = async (replica: Replica, ids: readonly string[], states: readonly string[]): Promise<void> => {
    for (const until = Date.now() + 120_000; Date.now() < until; await new Promise(resolve => setTimeout(resolve, 200))) {
      const answers = await Promise.all(ids.map(id => replica.call(`/jobs/${id}`)))
      if (answers.every(({ body }) => states.includes((body as { status: string }).status))) return
    }
    throw new Error(`The jobs do not come to ${states.join(' or ')}:\n${replica.log().slice(-3000)}`)
  }

  const expectOneResultEach = async (replica: Replica, ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      expect((await replica.call(`/jobs/${id}`)).body).toMatchObject({ status: 'completed', processed: ADDRESSES, successful: ADDRESSES })
      const { results } = (await replica.call(`/jobs/${id}/results?limit=1000`)).body as { results: { email_number: number }[] }
      expect(results.map(result => result.email_number)).toEqual(Array.from({ length: ADDRESSES }, (_, n) => n + 1))
    }
  }

  test.each([
    ['three replicas, two of them killed', 0],
    ['three replicas, two of them killed, 5% of all answers lost', 0.05],
  ])('%s: no token overspent, one result per address', { timeout: 180_000 }, async (_name, lossRate) => {
    const { replicas, upstream, proxy, start } = await startFleet(3)
    const [first, second, third] = replicas as [Replica, Replica, Replica]
    await addTokens(first, TOKENS)
    const random = seededRandom(1)
    proxy.plan(() => (random() < lossRate ? 'lose-answer' : null))
    const ids = await submitAll(first)
    await upstream.reached({ calls: 60 })
    await first.end('SIGKILL')
    await upstream.reached({ calls: 150 })
    await second.end('SIGKILL')
    await reached(third, ids, ['waiting_for_capacity', 'completed'])
    const tight = await upstream.stats()
    expect(tight.overshoot).toBe(0)

    await upstream.control({ addTokens: MORE_TOKENS })
    const fresh = await start()
    await addTokens(fresh, MORE_TOKENS)
    await reached(third, ids, ['completed'])
    proxy.plan(() => null)
    await expectOneResultEach(fresh, ids)
    const { overshoot, calls, addresses, tokens } = await upstream.stats()
    expect(overshoot).toBe(0)
    expect(Math.max(...Object.values(tokens).map(token => token.calls))).toBeLessThanOrEqual(LIMIT)
    expect(Object.keys(addresses)).toHaveLength(JOBS * ADDRESSES)
    // A call whose process died before its result was written is made again: one per lane that was at work in a process that was killed.
    const repeats = calls - Object.keys(addresses).length
    expect(repeats).toBeLessThanOrEqual(2 * LANES * JOBS)
    console.info(
      `${_name}: ${calls} calls for ${JOBS * ADDRESSES} addresses, ${repeats} repeated, ${proxy.faults['lose-answer']} answers lost`,
    )
  })
})
