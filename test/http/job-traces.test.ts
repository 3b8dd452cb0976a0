import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace'
import { describe, expect, onTestFinished, test } from 'vitest'
import { MOST_CALL_SPANS } from '../../src/jobs/run/run-spans.ts'
import { Trace } from '../../src/tracing/trace.ts'
import { provide, startUpstream, TOKEN } from '../support/profile-provider-harness.ts'
import { recordSpans } from '../support/recorded-spans.ts'
import { FAST, type ServiceOptions, startService } from '../support/service.ts'
import { answerJson, type StubAnswer, startStubUpstream } from '../support/stub-upstream.ts'

const GOOD = 'canary-good-token-0123456789'
const BAD = 'canary-bad-token-0123456789'
const TRACEPARENT = `00-${'4b'.repeat(16)}-${'f0'.repeat(8)}-01`

async function serve(answer: StubAnswer, options: ServiceOptions = {}) {
  const recorded = recordSpans()
  const stub = await startStubUpstream(answer)
  const service = await startService({ tokens: [GOOD], upstreamUrl: stub.url, tracing: recorded, ...options })
  onTestFinished(async () => {
    await service.stop()
    await stub.stop()
  })
  const submit = async (emails: readonly string[], headers: Record<string, string> = {}, config: object = {}) => {
    const { json, status } = await service.post('/jobs/create-batch', { emails, config: { ...FAST, ...config } }, headers)
    expect(status).toBe(202)
    return json.job_id as string
  }
  return { recorded, service, stub, submit }
}

const profile: StubAnswer = response => answerJson(response, 200, { displayName: 'Ada', jobTitle: 'Countess' })

/** The run's span ends when the job has been left, a moment after the event that tells of it. */
const runEnded = (recorded: ReturnType<typeof recordSpans>, runs = 1) => expect.poll(() => recorded.spans('run job').length).toBe(runs)

describe('a job', () => {
  test('is a span for each run and one below it for each call, found by its id; no address, no secret, and no header for the upstream', async () => {
    const { recorded, submit, service, stub } = await serve(
      (response, { url, headers }) => {
        if (headers.authorization === `Bearer ${BAD}`) answerJson(response, 401, { error: { code: 'InvalidAuthenticationToken' } })
        else if (url.includes('nobody'))
          answerJson(response, 404, { error: { code: 'Request_ResourceNotFound', message: `no ${url} for ${GOOD}` } })
        else profile(response, { url } as never)
      },
      { tokens: [GOOD, BAD] },
    )
    const jobId = await submit(
      ['ada@people.example', 'nobody@people.example', 'carl@people.example'],
      { traceparent: TRACEPARENT },
      { requests_per_token: 1 },
    )
    await service.finished(jobId)
    await runEnded(recorded)

    const [run] = recorded.spans('run job')
    const [submission] = recorded.spans('POST /jobs/create-batch')
    expect(run).toMatchObject({ kind: SpanKind.CONSUMER, status: { code: SpanStatusCode.UNSET } })
    expect(run!.attributes).toMatchObject({
      ...{ 'tokenwheel.job.id': jobId, 'tokenwheel.job.status': 'completed', 'tokenwheel.job.addresses': 3, 'tokenwheel.job.processed': 3 },
      ...{ 'tokenwheel.upstream.calls': stub.requests.length, 'tokenwheel.upstream.calls_without_span': 0 },
    })
    expect(submission!.attributes['tokenwheel.job.id']).toBe(jobId)
    // Its caller's decisions were for the submission.
    expect(run!.parentSpanContext).toBeUndefined()

    const calls = recorded.spans('GET').filter(({ kind }) => kind === SpanKind.CLIENT)
    expect(calls).toHaveLength(stub.requests.length)
    for (const call of calls) {
      expect(call.parentSpanContext?.spanId).toBe(run!.spanContext().spanId)
      expect(call.attributes).toMatchObject({
        ...{ 'http.request.method': 'GET', 'server.address': '127.0.0.1', 'server.port': Number(new URL(stub.url).port) },
      })
    }
    const of = (status: number) => calls.filter(({ attributes }) => attributes['http.response.status_code'] === status)
    expect(of(200)[0]).toMatchObject({ status: { code: SpanStatusCode.UNSET }, attributes: { 'tokenwheel.token.id': 'tok-0' } })
    expect(of(200)[0]!.attributes).not.toHaveProperty('error.type')
    expect(of(404)[0]).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'not_found' } })
    expect(of(401)).not.toEqual([])
    for (const { attributes } of of(401)) expect(attributes).toMatchObject({ 'error.type': 'token_error', 'tokenwheel.token.id': 'tok-1' })
    for (const { attributes } of calls) {
      const attempt = attributes['tokenwheel.attempt'] as number
      expect(attributes['http.request.resend_count']).toBe(attempt === 1 ? undefined : attempt - 1)
    }
    expect(calls.some(({ attributes }) => attributes['tokenwheel.attempt'] === 2)).toBe(true)

    expect(recorded.said()).not.toMatch(/canary|people\.example|@|\/users/)
    for (const { headers } of stub.requests) expect(Object.keys(headers)).not.toContain('traceparent')
  })

  test('that pauses ends its run’s span, and begins another', async () => {
    const held: (() => void)[] = []
    const { recorded, submit, service } = await serve((response, request) => void held.push(() => profile(response, request)))
    const jobId = await submit(['ada@people.example', 'bob@people.example'])
    await expect.poll(() => held.length).toBe(1)
    const paused = service.post(`/jobs/${jobId}/pause`)
    await service.until(jobId, () => true)
    held.shift()!()
    await paused
    await runEnded(recorded)
    expect(recorded.spans('run job')[0]!.attributes).toMatchObject({ 'tokenwheel.job.status': 'paused', 'tokenwheel.job.processed': 1 })
    await service.post(`/jobs/${jobId}/resume`)
    await expect.poll(() => held.length).toBe(1)
    held.shift()!()
    await runEnded(recorded, 2)
    expect(recorded.spans('run job')[1]!.attributes).toMatchObject({
      ...{ 'tokenwheel.job.id': jobId, 'tokenwheel.job.status': 'completed' },
      ...{ 'tokenwheel.job.processed_before': 1, 'tokenwheel.job.processed': 1 },
    })
  })

  test('of many addresses has spans for its first calls, and says how many have none', async () => {
    const beyond = 7
    const { recorded, submit, service } = await serve(profile, { dailyLimit: 10_000 })
    const emails = Array.from({ length: MOST_CALL_SPANS + beyond }, (_, n) => `person${n}@people.example`)
    const jobId = await submit(emails, {}, { save_to_dynamodb: false, requests_per_token: 50 })
    await service.finished(jobId)
    await runEnded(recorded)
    expect(recorded.spans('GET').filter(({ kind }) => kind === SpanKind.CLIENT)).toHaveLength(MOST_CALL_SPANS)
    expect(recorded.spans('run job')[0]!.attributes).toMatchObject({
      ...{ 'tokenwheel.upstream.calls': emails.length, 'tokenwheel.upstream.calls_without_span': beyond },
    })
  })

  test('that the sampler leaves out has no span at all', async () => {
    const recorded = recordSpans(new AlwaysOffSampler())
    const { submit, service, stub } = await serve(profile, { tracing: recorded })
    await service.finished(await submit(['ada@people.example']))
    expect(stub.requests).toHaveLength(1)
    expect(recorded.spans()).toEqual([])
  })
})

test('the test of a token has its call below the request', async () => {
  const { recorded, service } = await serve(profile)
  expect((await service.post('/tokens/tok-0/test', { email: 'ada@people.example' })).json.success).toBe(true)
  const [request] = recorded.spans('POST /tokens/:token_id/test')
  const [call] = recorded.spans('GET')
  expect(call).toMatchObject({ kind: SpanKind.CLIENT, parentSpanContext: { spanId: request!.spanContext().spanId } })
  expect(call!.attributes).toMatchObject({ 'http.response.status_code': 200, 'tokenwheel.token.id': 'tok-0' })
  expect(recorded.said()).not.toMatch(/canary|people\.example/)
})

describe('a call of the upstream', () => {
  const traced = () => {
    const recorded = recordSpans()
    const trace = Trace.at(recorded.tracer, recorded.tracer.startSpan('run job'))!
    return { recorded, call: { trace, tokenId: 'abc12345-and-more', attempt: 1 } }
  }

  test('that is given up ends its span, which is no error', async () => {
    const arrived = Promise.withResolvers<void>()
    const { url } = await startUpstream(() => arrived.resolve())
    const { recorded, call } = traced()
    const stop = new AbortController()
    const outcome = provide(url).fetch('ada@people.example', TOKEN, stop.signal, call)
    await arrived.promise
    stop.abort(new Error(`stopped for ${TOKEN}`))
    await expect(outcome).rejects.toThrow('stopped')
    expect(recorded.spans()).toMatchObject([{ name: 'GET', status: { code: SpanStatusCode.UNSET } }])
    expect(recorded.spans()[0]!.attributes).toMatchObject({ 'tokenwheel.token.id': 'abc12345' })
    expect(recorded.said()).not.toContain('canary')
  })

  test.each([
    ['times out', { timeout_seconds: 0.1 }, 'timeout'],
    ['finds nobody there', { url: 'http://127.0.0.1:9/users/{email}' }, 'upstream_error'],
  ])('that %s is an error without a status', async (_, request, errorType) => {
    const { url } = await startUpstream(() => undefined)
    const { recorded, call } = traced()
    await provide(url, { request }).fetch('ada@people.example', TOKEN, undefined, call)
    const [span] = recorded.spans()
    expect(span).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': errorType } })
    expect(span!.attributes).not.toHaveProperty('http.response.status_code')
  })

  test('that is never sent has none', async () => {
    const { url, requests } = await startUpstream(() => undefined)
    const { recorded, call } = traced()
    const provider = provide(url)
    await provider.fetch('ada\r\n@people.example', TOKEN, undefined, call)
    await expect(provider.fetch('ada@people.example', TOKEN, AbortSignal.abort(), call)).rejects.toThrow()
    expect([requests, recorded.spans()]).toEqual([[], []])
  })

  test('of a POST whose URL holds a secret names neither path nor query', async () => {
    const upstream = await startUpstream((response, request) => profile(response, request))
    const { recorded, call } = traced()
    const request = { method: 'POST', url: `${upstream.url}/canary-path/lookup?key=canary-query`, body: '{"mail":"{email}"}' }
    const headers = { authorization: 'Bearer {token}' }
    await provide(upstream.url, { request: { ...request, headers } }).fetch('ada@people.example', TOKEN, undefined, call)
    expect(upstream.requests).toHaveLength(1)
    expect(recorded.spans('POST')).toHaveLength(1)
    expect(recorded.said()).not.toMatch(/canary|@/)
  })
})
