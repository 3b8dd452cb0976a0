import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { StoreUnavailableError } from '../../src/shared/app-error.ts'
import { newKey } from '../support/companies.ts'
import { encode, startExtraction } from '../support/extraction-server.ts'
import { makePdf } from '../support/made-documents.ts'
import { createRecordingClock } from '../support/recording-clock.ts'
import { answerWell, geminiAnswer, openaiAnswer, type StubAnswer } from '../support/stub-provider.ts'

const PDF = makePdf()

const INVALID_KEY: StubAnswer = {
  status: 400,
  body: {
    error: {
      code: 400,
      message: 'API key not valid. Please pass a valid API key.',
      status: 'INVALID_ARGUMENT',
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' }],
    },
  },
}
const OVERLOADED: StubAnswer = { status: 503, body: { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } } }
const rateLimited = (retryDelay?: string): StubAnswer => ({
  status: 429,
  body: {
    error: {
      code: 429,
      message: 'Resource has been exhausted (e.g. check quota).',
      status: 'RESOURCE_EXHAUSTED',
      ...(retryDelay === undefined ? {} : { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }] }),
    },
  },
})
const NO_QUOTA: StubAnswer = {
  status: 429,
  body: {
    error: { message: 'You exceeded your current quota.', type: 'insufficient_quota', param: null, code: 'insufficient_quota' },
  },
}

describe('a provider that is down', () => {
  test.each([
    ['503', 'Gemini', OVERLOADED, 502],
    ['dropped connections', 'Gemini', 'drop', 502],
    ['rate limit', 'Gemini', rateLimited(), 502],
    ['504 of its own', 'Gemini', { status: 504, body: 'gateway timeout' }, 504],
    ['no candidate', 'Gemini', geminiAnswer(undefined, { candidates: [] }), 502],
    ['500', 'OpenAI', { status: 500, body: { error: { message: 'The server had an error', type: 'server_error' } } }, 502],
    ['dropped connections', 'OpenAI', 'drop', 502],
    ['429', 'OpenAI', { status: 429, body: { error: { message: 'Rate limit reached', code: 'rate_limit_exceeded' } } }, 502],
  ] as [string, string, StubAnswer, number][])(
    '%s (%s): exactly 1 + max_retries calls, every failed attempt recorded',
    async (_name, provider, answer, status) => {
      const { extract, store, stub, attempts, service } = await startExtraction({ retry: { max_retries: 3, initial_delay: 0 } })
      const { keyId } = await store.addKey(newKey({ provider }))
      stub.behave(() => answer)
      const failed = await extract({ file: PDF })
      expect(failed.status).toBe(status)
      expect(failed.body).toMatchObject({ status: 'error', code: 'EXTRACTION_FAILED', message: 'Failed to process invoice', data: null })
      expect(stub.calls).toHaveLength(4)
      expect(attempts.map(({ attempt, keyId: id, companyId, isRetryable }) => [attempt, id, companyId, isRetryable])).toEqual(
        [1, 2, 3, 4].map(attempt => [attempt, keyId, 'ACME', true]),
      )
      expect(service.stats().extraction).toMatchObject({ failed: 1, failedByCode: { EXTRACTION_FAILED: 1 }, inFlight: 0 })
    },
  )

  test('it recovers: the answer tells what happened before', async () => {
    const { extract, store, stub } = await startExtraction()
    await store.addKey(newKey())
    stub.behave((_call, index) => (index < 2 ? OVERLOADED : geminiAnswer()))
    const { status, body } = await extract({ file: PDF })
    expect(status).toBe(200)
    expect(body.meta.attempts).toBe(3)
    expect(body.meta.retry_log).toMatchObject([
      { attempt: 1, retryable: true, error: 'Gemini: HTTP 503: The model is overloaded.' },
      { attempt: 2, retryable: true },
    ])
    expect(body.meta.usage.requests).toBe(1)
  })

  test('waits between attempts: full jitter within the bounds, and no less than the provider asks for', async () => {
    const policyClock = createRecordingClock(Date.now())
    policyClock.skipSleeps(30_000)
    const { extract, store, stub } = await startExtraction({
      policyClock,
      retry: { max_retries: 4, initial_delay: 1, max_delay: 30, backoff_multiplier: 2 },
    })
    await store.addKey(newKey())
    stub.behave((_call, index) => (index === 2 ? { status: 503, body: '', headers: { 'retry-after': '7' } } : OVERLOADED))
    await extract({ file: PDF })
    const waits = policyClock.sleeps
    expect(waits).toHaveLength(4)
    for (const [index, ceiling] of [1000, 2000, 7000, 8000].entries()) expect(waits[index]).toBeLessThanOrEqual(ceiling)
    expect(waits[2]).toBe(7000)
  })

  /** Looks like a good answer: only the reason why it ended tells. */
  const whole = { content: { parts: [{ text: '{"total": 1}' }] } }
  test.each([
    ['blocked', 'Gemini', geminiAnswer(undefined, { candidates: [], promptFeedback: { blockReason: 'SAFETY' } }), 3218, 422],
    ['cut off', 'Gemini', geminiAnswer(undefined, { candidates: [{ ...whole, finishReason: 'MAX_TOKENS' }] }), 3218, 422],
    ['stopped', 'Gemini', geminiAnswer(undefined, { candidates: [{ ...whole, finishReason: 'RECITATION' }] }), 3218, 422],
    [
      'not JSON',
      'Gemini',
      geminiAnswer(undefined, { candidates: [{ content: { parts: [{ text: 'Sorry!' }] }, finishReason: 'STOP' }] }),
      3218,
      502,
    ],
    [
      'cut off',
      'OpenAI',
      openaiAnswer(undefined, { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }),
      2000,
      422,
    ],
    ['filtered', 'OpenAI', openaiAnswer(undefined, { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }), 2000, 422],
    [
      'refused',
      'OpenAI',
      openaiAnswer(undefined, { output: [{ type: 'message', content: [{ type: 'refusal', refusal: 'I cannot.' }] }] }),
      2000,
      422,
    ],
  ] as [string, string, StubAnswer, number, 422 | 502][])(
    'an answer that is %s (%s) is not repeated, and what it cost is metered',
    async (_name, provider, answer, tokens, wanted) => {
      const { extract, store, stub, attempts } = await startExtraction()
      await store.addKey(newKey({ provider }))
      stub.behave(() => answer)
      const { status, body } = await extract({ file: PDF })
      // What the document is to blame for is a 4xx; an answer that is none is the provider's.
      expect([status, body.code]).toEqual([wanted, wanted === 422 ? 'INVALID_FILE' : 'EXTRACTION_FAILED'])
      expect(stub.calls).toHaveLength(1)
      expect(attempts).toMatchObject([{ attempt: 1, isRetryable: false }])
      expect(await store.listKeys('ACME')).toMatchObject([{ totalUsedTokens: tokens }])
    },
  )

  test("a document that the provider cannot open is the document's fault", async () => {
    const { extract, store, stub } = await startExtraction()
    await store.addKey(newKey())
    stub.behave(() => ({ status: 400, body: { error: { code: 400, message: 'The document has no pages.', status: 'INVALID_ARGUMENT' } } }))
    const { status, body } = await extract({ file: PDF })
    expect([status, body.code]).toEqual([422, 'INVALID_FILE'])
    expect(stub.calls).toHaveLength(1)
  })
})

describe('time', () => {
  test('one deadline covers everything: 504, and the call is ended', async () => {
    const { extract, store, stub } = await startExtraction({ extraction: { timeout_seconds: 1 } })
    await store.addKey(newKey())
    stub.behave(() => 'hang')
    const hungUp = stub.hungUp()
    const { status, body } = await extract({ file: PDF })
    expect([status, body.code, body.message]).toEqual([504, 'EXTRACTION_FAILED', 'Failed to process invoice'])
    await hungUp
    expect(stub.calls).toHaveLength(1)
  })

  test("a client that hangs up takes the provider's call with it", async () => {
    const { server, store, stub, service } = await startExtraction()
    await store.addKey(newKey())
    stub.behave(() => 'hang')
    await server.listen({ port: 0, host: '127.0.0.1' })
    const { body, type } = await encode({ companyID: 'ACME', username: 'anna', file: PDF })
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1')
    socket.write(`POST /extract HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`)
    socket.write(body)
    await stub.arrived(1)
    const hungUp = stub.hungUp()
    socket.destroy()
    await hungUp
    await vi.waitFor(() => expect(service.stats().extraction).toMatchObject({ failedByCode: { CLIENT_CLOSED: 1 }, inFlight: 0 }))
  })
})

describe('keys', () => {
  test('a rejected key is blocked and the next one serves, which costs no retry', async () => {
    const { extract, store, stub, attempts } = await startExtraction({ retry: { max_retries: 0 } })
    const bad = await store.addKey(newKey({ storedKey: 'bad-key-0001' }))
    const low = await store.addKey(newKey({ storedKey: 'low-key-0001', status: 'BelowThreshold' }))
    stub.behave(call => (call.apiKey === 'bad-key-0001' ? INVALID_KEY : geminiAnswer()))
    const { status, body } = await extract({ file: PDF })
    expect([status, body.meta.attempts]).toEqual([200, 2])
    expect(stub.calls.map(call => call.apiKey)).toEqual(['bad-key-0001', 'low-key-0001'])
    expect(await store.listKeys('ACME')).toMatchObject([
      { keyId: bad.keyId, status: 'Blocked', totalUsedTokens: 0 },
      { keyId: low.keyId, totalUsedTokens: 3218 },
    ])
    expect(attempts).toMatchObject([{ keyId: bad.keyId, attempt: 1, isRetryable: false }])
  })

  test('more bad keys than retries: the good one is found', async () => {
    const { extract, store, stub } = await startExtraction({ retry: { max_retries: 1 } })
    for (let key = 0; key < 6; key += 1) await store.addKey(newKey({ storedKey: `bad-key-000${key}` }))
    await store.addKey(newKey({ storedKey: 'good-key-001', status: 'BelowThreshold' }))
    stub.behave(call => (call.apiKey.startsWith('bad') ? INVALID_KEY : geminiAnswer()))
    expect((await extract({ file: PDF })).status).toBe(200)
    expect(stub.calls).toHaveLength(7)
  })

  test("the only key is rejected: from now on the company's key is unavailable", async () => {
    const { extract, store, stub } = await startExtraction()
    await store.addKey(newKey())
    stub.behave(() => INVALID_KEY)
    for (let call = 0; call < 2; call += 1) {
      const { status, body } = await extract({ file: PDF })
      expect([status, body.code]).toEqual([403, 'TOKEN_UNAVAILABLE'])
    }
    expect(stub.calls).toHaveLength(1)
  })

  test("a 401 that is not the provider's own blocks nobody", async () => {
    const { extract, store, stub } = await startExtraction()
    await store.addKey(newKey())
    stub.behave(() => ({ status: 401, body: '<html>proxy login</html>' }))
    expect((await extract({ file: PDF })).status).toBe(502)
    expect(stub.calls).toHaveLength(1)
    expect(await store.listKeys('ACME')).toMatchObject([{ status: 'Active' }])
  })

  test('a rate-limited key rests as long as the provider says, and another serves', async () => {
    const clock = createRecordingClock()
    const { extract, store, stub } = await startExtraction({ clock, retry: { max_delay: 30 } })
    const limited = await store.addKey(newKey({ storedKey: 'limited-key1' }))
    await store.addKey(newKey({ storedKey: 'spare-key-01', status: 'BelowThreshold' }))
    stub.behave(call => (call.apiKey === 'limited-key1' ? rateLimited('34s') : geminiAnswer()))
    expect((await extract({ file: PDF })).status).toBe(200)
    expect((await extract({ file: PDF })).status).toBe(200)
    expect(stub.calls.map(call => call.apiKey)).toEqual(['limited-key1', 'spare-key-01', 'spare-key-01'])
    expect(await store.listKeys('ACME')).toMatchObject([{ keyId: limited.keyId, status: 'Active', restUntil: clock.now() + 34_000 }, {}])
    clock.advance(34_001)
    stub.behave(answerWell)
    await extract({ file: PDF })
    expect(stub.calls.at(-1)!.apiKey).toBe('limited-key1')
  })

  test('without quota on the only key nothing is repeated; the next caller learns when to come back', async () => {
    const { extract, store, stub, attempts } = await startExtraction({ retry: { max_retries: 3 } })
    await store.addKey(newKey({ provider: 'OpenAI' }))
    stub.behave(() => NO_QUOTA)
    expect((await extract({ file: PDF })).body).toMatchObject({ code: 'EXTRACTION_FAILED' })
    expect(stub.calls).toHaveLength(1)
    expect(attempts).toMatchObject([{ isRetryable: false }])
    const next = await extract({ file: PDF })
    expect([next.status, next.body.code]).toEqual([502, 'EXTRACTION_FAILED'])
    expect(Number(next.headers['retry-after'])).toBeGreaterThan(890)
    expect(stub.calls).toHaveLength(1)
  })

  test('a rest ends early when the key proves itself', async () => {
    const { extract, store, stub } = await startExtraction({ retry: { max_retries: 1 } })
    await store.addKey(newKey())
    stub.behave((_call, index) => (index === 0 ? rateLimited() : geminiAnswer()))
    expect((await extract({ file: PDF })).status).toBe(200)
    expect((await extract({ file: PDF })).status).toBe(200)
    expect(stub.calls).toHaveLength(3)
  })

  test.each([
    'Claude',
    // Known to every object, and so to a lookup in one.
    'constructor',
    '__proto__',
  ])("a provider nobody knows (%s): clear words, and the company's other key serves if there is one", async provider => {
    const { extract, store, stub } = await startExtraction()
    await store.addKey(newKey({ provider }))
    const alone = await extract({ file: PDF })
    expect([alone.status, alone.body.code]).toEqual([502, 'EXTRACTION_FAILED'])
    expect(alone.body.errors).toEqual([
      { field: 'provider', problem: `The key's provider "${provider}" is not supported; it must be Gemini, OpenAI or OpenAI-compatible.` },
    ])
    await store.addKey(newKey({ status: 'BelowThreshold' }))
    expect((await extract({ file: PDF })).status).toBe(200)
    expect(stub.calls).toHaveLength(1)
  })
})

describe('the company store is out of reach', () => {
  const away = {
    wrapStore: (store: object) =>
      new Proxy(store, { get: () => async () => Promise.reject(new StoreUnavailableError('company store', new Error('down'))) }) as never,
  }

  test('the fallback key serves, and its usage waits in the outbox', async () => {
    const { extract, stub, service } = await startExtraction({
      ...away,
      extraction: { fallback: { provider: 'Gemini', api_key: 'fallback-key' } },
    })
    expect((await extract({ file: PDF })).status).toBe(200)
    expect(stub.calls[0]!.apiKey).toBe('fallback-key')
    expect(service.stats().outbox.depth).toBe(1)
  })

  test('without a fallback it is a 503 that asks to come back, never a refusal', async () => {
    const { extract } = await startExtraction(away)
    const { status, body, headers } = await extract({ file: PDF })
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'STORE_UNAVAILABLE', '5'])
  })
})
