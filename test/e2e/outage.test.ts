import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeOnDynamoDb } from '../support/dynamo-stores.ts'
import { freshNames } from '../support/dynamo-tables-support.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { startReplica } from '../support/replicas.ts'
import { startSampleUpstreamProcess } from '../support/sample-upstream-process.ts'

const ADDRESSES = 200
const LANES = 4
const BLOCK = 10
/** Longer than the lease (2 s): the replica may not go on calling on the strength of what it once held. OUTAGE_MS=60000 is the long version. */
const OUTAGE_MS = Number(process.env.OUTAGE_MS ?? 8_000)
const ANSWER_MS = 6_000

describeOnDynamoDb('DynamoDB out of reach in the middle of a job', endpoint => {
  test('nothing fails, nothing is lost, and everybody is told', { timeout: OUTAGE_MS + 120_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenwheel-outage-'))
    const upstream = await startSampleUpstreamProcess(['--tokens', 'a-token,b-token,c-token,d-token', '--latency-ms', '20'])
    const proxy = await startFaultProxy(endpoint)
    const replica = await startReplica({ folder, endpoint: proxy.url, names: freshNames(), upstreamUrl: upstream.url })
    try {
      const tokens = ['a', 'b', 'c', 'd'].map(name => ({ token: `${name}-token`, token_id: name }))
      await replica.call('/tokens/add-multiple', { tokens })
      const emails = Array.from({ length: ADDRESSES }, (_, n) => `user${n}@example.com`)
      const config = { delay_seconds: 0, parallel_tokens: LANES, requests_per_token: BLOCK }
      const { body } = await replica.call('/jobs/create-batch', { emails, config })
      const id = (body as { job_id: string }).job_id
      await upstream.reached({ calls: 30 })

      proxy.down()
      const before = (await upstream.stats()).calls
      const down = Date.now()
      for (const path of [`/jobs/${id}`, '/tokens/status', '/jobs?limit=5']) {
        const asked = Date.now()
        const answer = await replica.call(path)
        expect(answer.status, path).toBe(503)
        expect(answer.headers.get('retry-after'), path).toBe('5')
        expect(answer.body).toMatchObject({ status: 'error', code: 'STORE_UNAVAILABLE' })
        expect(Date.now() - asked, path).toBeLessThan(ANSWER_MS)
      }
      const submission = await replica.call('/jobs/create-batch', { emails: ['new@example.com'] })
      expect(submission.status).toBe(503)
      const health = await replica.call('/system/health')
      expect(health.status).toBe(503)
      expect((health.body as { issues: string[] }).issues.join(' ')).toMatch(/out of reach/)
      expect((await replica.call('/system/health/live')).status).toBe(200)
      await new Promise(resolve => setTimeout(resolve, Math.max(0, OUTAGE_MS - (Date.now() - down))))
      // Every lane could at most end the call under way: a result that is not written down is not followed by another call.
      expect((await upstream.stats()).calls - before).toBeLessThanOrEqual(LANES)

      proxy.up()
      await upstream.reached({ calls: ADDRESSES })
      for (const until = Date.now() + 60_000; Date.now() < until; await new Promise(resolve => setTimeout(resolve, 200))) {
        if (((await replica.call(`/jobs/${id}`)).body as { status?: string }).status === 'completed') break
      }
      expect((await replica.call(`/jobs/${id}`)).body).toMatchObject({
        status: 'completed',
        processed: ADDRESSES,
        successful: ADDRESSES,
        failed: 0,
      })
      const { calls, addresses } = await upstream.stats()
      expect(Object.keys(addresses)).toHaveLength(ADDRESSES)
      // Nobody died: the answers waited in memory for their store.
      expect(calls).toBe(ADDRESSES)
      expect((await replica.call('/system/health')).body).toMatchObject({ components: { token_store: { status: 'healthy' } } })
    } finally {
      await replica.end('SIGKILL')
      await proxy.stop()
      await upstream.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })
})
