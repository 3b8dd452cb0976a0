import { describe, expect, test } from 'vitest'
import { newKey } from '../support/companies.ts'
import { type ExtractionServer, startExtraction } from '../support/extraction-server.ts'
import { oneBadDocument, sum, twoKeysOneBad, twoProvidersOneDown } from '../support/failover-worlds.ts'
import { makePdf } from '../support/made-documents.ts'
import { answerOf, fixturesOf, oneOfEach, PROVIDER_FIXTURES } from '../support/provider-fixtures.ts'
import { createRecordingClock } from '../support/recording-clock.ts'
import { answerWell, geminiAnswer, type StubAnswer } from '../support/stub-provider.ts'

const PDF = makePdf()
/** Of each world so many; `npm run bench:failover` plays twenty. */
const REQUESTS = 6

const fixture = (name: string) => PROVIDER_FIXTURES.find(one => one.name === name)!
const OVERLOADED = answerOf(fixture('gemini-503-overloaded'))
const DEAD = answerOf(fixture('gemini-403-key-leaked'))

test("two keys, one bad: whatever is the key's or its account's fault, no request fails", async () => {
  const running = await startExtraction({ retry: { max_retries: 0 } })
  for (const bad of oneOfEach(fixturesOf('key', 'account'))) {
    const { statuses, calls, keys } = await twoKeysOneBad(running, bad, REQUESTS)
    expect(statuses, bad.name).toEqual(Array(REQUESTS).fill(200))
    // The bad one is asked once at most.
    expect(sum(calls), bad.name).toBeLessThanOrEqual(REQUESTS + 1)
    const [first, second] = keys
    if (sum(calls) > REQUESTS) {
      expect([first!.status, first!.rests], bad.name).toEqual(bad.expect.fault === 'key' ? ['Blocked', false] : ['Active', true])
    }
    expect(second, bad.name).toMatchObject({ status: 'Active', rests: false })
  }
})

test.each(['gemini-503-overloaded', 'openai-404-model', 'proxy-404-html'])(
  'two providers, one down (%s): no request fails, few calls are wasted, no key is touched',
  async name => {
    const running = await startExtraction({ retry: { max_retries: 0 } })
    const { statuses, calls, keys } = await twoProvidersOneDown(running, fixture(name), 12)
    expect(statuses).toEqual(Array(12).fill(200))
    expect(sum(calls.slice(5)) / 7).toBeLessThanOrEqual(1.5)
    expect(sum(calls)).toBeLessThanOrEqual(12 + 3)
    for (const key of keys) expect(key).toMatchObject({ status: 'Active', rests: false })
  },
)

test("a document's own fault: one call, a clear 4xx, no key rests, the next document is served", async () => {
  const running = await startExtraction({ retry: { max_retries: 3 } })
  for (const bad of oneOfEach(fixturesOf('document'))) {
    const { statuses, calls, keys } = await oneBadDocument(running, bad)
    expect(statuses, bad.name).toEqual([bad.expect.reason === 'too_large' ? 413 : 422, 200, 200])
    expect(calls, bad.name).toEqual([1, 1, 1])
    for (const key of keys) expect(key, bad.name).toMatchObject({ status: 'Active', rests: false })
  }
  expect(running.service.troubles()).toEqual([])
})

test("the operator's own fault: no key is touched, health says what to mend, and forgets it when it is mended", async () => {
  const running = await startExtraction({ retry: { max_retries: 0 } })
  const keys = [await running.store.addKey(newKey({ provider: 'Gemini' })), await running.store.addKey(newKey({ provider: 'OpenAI' }))]
  for (const bad of oneOfEach(fixturesOf('installation').filter(({ expect: { reason } }) => reason !== 'bad_request'))) {
    const other = bad.provider === 'openai' ? keys[0]! : keys[1]!
    await running.store.changeKey('ACME', other.keyId, { status: 'Disabled' })
    running.stub.behave(() => answerOf(bad))
    expect((await running.extract({ file: PDF })).status, bad.name).toBe(502)
    const [used] = (await running.store.listKeys('ACME')).filter(({ keyId }) => keyId !== other.keyId)
    expect(used, bad.name).toMatchObject({ status: 'Active', restUntil: null })
    const [words, ...more] = running.service.troubles()
    expect(words, bad.name).toMatch(/base_urls|address or country/)
    expect(more).toEqual([])
    running.stub.behave(answerWell)
    expect((await running.extract({ file: PDF })).status).toBe(200)
    expect(running.service.troubles()).toEqual([])
    await running.store.changeKey('ACME', other.keyId, { status: 'Active' })
  }
})

describe('what stands in', () => {
  const fallback = { provider: 'OpenAI', api_key: 'fallback-key' }
  const keysOf = ({ stub }: ExtractionServer) => stub.calls.map(call => call.apiKey)

  test('the fallback serves while the provider of all keys is down, and with few calls', async () => {
    const running = await startExtraction({ extraction: { fallback }, retry: { max_retries: 3 } })
    await running.store.addKey(newKey())
    running.stub.behave(call => (call.provider === 'gemini' ? OVERLOADED : answerWell(call)))
    for (let request = 0; request < 12; request += 1) expect((await running.extract({ file: PDF })).status).toBe(200)
    expect(running.stub.calls.length).toBeLessThanOrEqual(12 + 3)
    expect(running.service.troubles().join()).toContain('Gemini fails at http://127.0.0.1:')
  })

  test('then the offline engine, where it may; the answer tells what failed before', async () => {
    const running = await startExtraction({ extraction: { offline: 'when-no-key' }, retry: { max_retries: 1, initial_delay: 0 } })
    await running.store.addKey(newKey())
    running.stub.behave(() => OVERLOADED)
    const { status, body } = await running.extract({ file: PDF })
    expect([status, body.meta.engine, body.meta.attempts]).toEqual([200, 'offline', 3])
    expect(body.meta.retry_log).toMatchObject([{ attempt: 1, retryable: true }, { attempt: 2 }])
  })

  test('nothing stands in for a document that is refused', async () => {
    const running = await startExtraction({ extraction: { fallback, offline: 'when-no-key' } })
    await running.store.addKey(newKey())
    running.stub.behave(() => answerOf(fixture('gemini-200-prompt-safety')))
    expect((await running.extract({ file: PDF })).status).toBe(422)
    expect(running.stub.calls).toHaveLength(1)
  })

  test('nothing serves over an expired key: the dead one beside it does not open the way', async () => {
    const running = await startExtraction({ extraction: { fallback, offline: 'when-no-key' } })
    await running.store.addKey(newKey({ storedKey: 'dead-key-0001' }))
    await running.store.addKey(newKey({ status: 'Expired' }))
    running.stub.behave(() => DEAD)
    expect((await running.extract({ file: PDF })).body.code).toBe('TOKEN_EXPIRED')
    expect(keysOf(running)).toEqual(['dead-key-0001'])
  })

  test('a dead fallback key is named and comes last', async () => {
    const running = await startExtraction({ extraction: { fallback: { provider: 'Gemini', api_key: 'fallback-key' } } })
    running.stub.behave(() => DEAD)
    expect((await running.extract({ file: PDF })).status).toBe(502)
    expect(running.service.troubles()).toEqual([expect.stringContaining('Gemini rejects the key of extraction.fallback: replace it')])
  })
})

test('a dead key is named by health until it is replaced', async () => {
  const running = await startExtraction({ retry: { max_retries: 0 } })
  const { keyId } = await running.store.addKey(newKey())
  running.stub.behave(() => DEAD)
  await running.extract({ file: PDF })
  expect(running.service.troubles()).toEqual([
    expect.stringMatching(new RegExp(`^Company key ${keyId} of ACME is dead .*reported as leaked.* /companies/ACME/tokens/${keyId}\\.$`)),
  ])
  const url = `/companies/ACME/tokens/${keyId}`
  await running.server.inject({ method: 'PATCH', url, payload: { api_key: 'another-key-0001' } })
  expect(running.service.troubles()).toEqual([])
})

test('a key that is replaced while its call is under way serves with its new secret, once', async () => {
  const running = await startExtraction({ retry: { max_retries: 0 } })
  const { keyId } = await running.store.addKey(newKey())
  const replace = (api_key: string) =>
    running.server.inject({ method: 'PATCH', url: `/companies/ACME/tokens/${keyId}`, payload: { api_key } })
  running.stub.behave(async call => {
    if (call.apiKey === 'another-key-0001') return answerWell(call)
    await replace('another-key-0001')
    return DEAD
  })
  expect((await running.extract({ file: PDF })).status).toBe(200)
  expect(running.stub.calls).toHaveLength(2)
  expect(await running.store.listKeys('ACME')).toMatchObject([{ status: 'Active' }])
  expect(running.service.troubles()).toEqual([])

  // Whoever replaces it again and again does not keep a request going for ever.
  running.stub.behave(async (_call, index) => {
    await replace(`another-key-${1000 + index}`)
    return DEAD
  })
  expect((await running.extract({ file: PDF })).status).toBe(502)
  expect(running.stub.calls).toHaveLength(4)
})

test('a provider that hangs leaves another one time to serve', async () => {
  const clock = createRecordingClock()
  const running = await startExtraction({ clock, extraction: { timeout_seconds: 120 }, retry: { max_retries: 0 } })
  await running.store.addKey(newKey({ provider: 'Gemini' }))
  await running.store.addKey(newKey({ provider: 'OpenAI', status: 'BelowThreshold' }))
  running.stub.behave(call => (call.provider === 'gemini' ? 'hang' : answerWell(call)) as StubAnswer)
  const answer = running.extract({ file: PDF })
  await running.stub.arrived(1)
  clock.advance(79_000)
  expect(running.stub.calls).toHaveLength(1)
  clock.advance(1_000)
  const { status, body } = await answer
  expect([status, body.meta.engine, body.meta.attempts]).toEqual([200, 'openai', 2])
})

test('while a breaker is open its keys come last; the call that goes there first again closes it', async () => {
  const clock = createRecordingClock()
  const running = await startExtraction({ clock, retry: { max_retries: 0 } })
  await running.store.addKey(newKey({ provider: 'Gemini' }))
  await running.store.addKey(newKey({ provider: 'OpenAI', status: 'BelowThreshold' }))
  running.stub.behave(call => (call.provider === 'gemini' ? OVERLOADED : answerWell(call)))
  for (let request = 0; request < 6; request += 1) await running.extract({ file: PDF })
  expect(running.stub.calls.filter(call => call.provider === 'gemini')).toHaveLength(3)
  running.stub.behave(call => (call.provider === 'gemini' ? geminiAnswer() : answerWell(call)))
  clock.advance(5001)
  for (let request = 0; request < 2; request += 1) expect((await running.extract({ file: PDF })).body.meta.engine).toBe('gemini')
  expect(running.service.troubles()).toEqual([])
})

test('an unknown provider is told by token-status in the words of the refusal', async () => {
  const running = await startExtraction()
  await running.store.addKey(newKey({ provider: 'constructor' }))
  const refused = await running.extract({ file: PDF })
  const { usable, usable_tokens, code, message } = (
    await running.server.inject({ method: 'GET', url: '/companies/ACME/token-status' })
  ).json()
  expect({ usable, usable_tokens, code }).toEqual({ usable: false, usable_tokens: 0, code: refused.body.code })
  expect(message).toBe(refused.body.errors[0].problem)
})
