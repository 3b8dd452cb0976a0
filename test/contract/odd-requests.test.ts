import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeOnDynamoDb } from '../support/dynamo-stores.ts'
import { freshNames } from '../support/dynamo-tables-support.ts'
import { type Service, startService } from '../support/service.ts'

const cursorOf = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const UNREAL_CURSORS = [
  ...['', '%00', 'nope', 'null', 'bm9wZQ', cursorOf('{"a":'), cursorOf(null), cursorOf([]), cursorOf({}), cursorOf(-1), cursorOf('1e999')],
  ...[cursorOf({ createdAt: 0, jobId: '' }), cursorOf({ createdAt: 0, jobId: '\ud800' }), cursorOf({ createdAt: -1, jobId: 'a' })],
  ...[
    cursorOf({ createdAt: 8.64e15, jobId: 'a' }),
    cursorOf({ createdAt: 1, jobId: 'a'.repeat(90) }),
    cursorOf({ createdAt: '1', jobId: 1 }),
  ],
  ...[cursorOf({ tokenId: '' }), cursorOf({ tokenId: '#fingerprint-key' }), cursorOf({ rank: 1e30, tokenId: 'x' }), 'a'.repeat(3_000)],
]
/** Ids that no thing has, and that a store may not like as a key. */
const UNREAL_IDS = ['%20', '%00', '%23months', 'fp%23x', 'key%23x', '%F0%9F%8E%A1', '%C3%A4'.repeat(150)]

describeOnDynamoDb('odd requests on DynamoDB', endpoint => {
  let service: Service
  beforeAll(async () => {
    const { tokens, jobs, results, profiles } = freshNames()
    service = await startService({
      env: {
        ...{ TOKEN_STORE: 'dynamodb', DYNAMODB_ENDPOINT: endpoint, BEARER_TOKENS_TABLE: tokens, JOBS_TABLE: jobs },
        ...{ JOB_RESULTS_TABLE: results, DYNAMODB_TABLE_NAME: profiles },
      },
    })
  })
  afterAll(() => service.stop())

  const failures = async (requests: readonly (readonly [method: string, path: string])[]) => {
    const failed: unknown[] = []
    for (const [method, path] of requests) {
      const { status, text } = await service.call(method, path)
      if (status >= 500) failed.push([method, path, status, text.slice(0, 200)])
    }
    return failed
  }

  it('a cursor that no page has given is no fault of the service', async () => {
    const { job_id: jobId } = (await service.post('/jobs/create-batch', { emails: ['a@x.com'] })).json
    const lists = ['/jobs', `/jobs/${jobId}/results`, '/tokens/status']
    expect(await failures(lists.flatMap(list => UNREAL_CURSORS.map(cursor => ['GET', `${list}?cursor=${cursor}`] as const)))).toEqual([])
  })

  it('an id that no thing has is no fault of the service, and names nothing of its own in the tables', async () => {
    const about = UNREAL_IDS.flatMap(id => [
      ...['', '/results', '/events'].map(what => ['GET', `/jobs/${id}${what}`] as const),
      ...['cancel', 'retry-failed', 'save-to-linkedin-profiles'].map(what => ['POST', `/jobs/${id}/${what}`] as const),
      ...(['GET', 'DELETE'] as const).flatMap(method => ['jobs', 'tokens', 'profiles'].map(of => [method, `/${of}/${id}`] as const)),
      ...['enable', 'disable'].map(what => ['POST', `/tokens/${id}/${what}`] as const),
      ['GET', `/profiles/${id}/export`] as const,
    ])
    expect(await failures(about)).toEqual([])
    expect((await service.get('/tokens/tok-0')).json).toMatchObject({ token_id: 'tok-0', status: 'active' })
  })

  it("the key of the fingerprints is nobody's token: it stays, and a secret is one token", async () => {
    for (const method of ['GET', 'DELETE', 'PATCH'] as const) {
      const body = method === 'PATCH' ? { body: '{"daily_limit":5}', headers: { 'content-type': 'application/json' } } : {}
      expect((await service.call(method, '/tokens/%23fingerprint-key', body)).status).toBe(404)
    }
    const again = await service.post('/tokens/add', { token: 'token-one-secret', token_id: 'again' })
    expect([again.status, again.json.message]).toEqual([409, expect.stringContaining('tok-0')])
  })
})
