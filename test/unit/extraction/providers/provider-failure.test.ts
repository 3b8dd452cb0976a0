import { expect, test } from 'vitest'
import { consequencesOf, FAILURES, type FailureReason } from '../../../../src/extraction/providers/failure-reasons.ts'
import { readGeminiAnswer } from '../../../../src/extraction/providers/gemini/gemini-answer.ts'
import { readOpenAiAnswer } from '../../../../src/extraction/providers/openai/openai-answer.ts'
import { readChatAnswer } from '../../../../src/extraction/providers/openai-compatible/chat-answer.ts'
import { ProviderError } from '../../../../src/extraction/providers/provider-error.ts'
import { classifyHttpFailure, classifyTransportError } from '../../../../src/extraction/providers/provider-failure.ts'
import { PROVIDERS } from '../../../../src/extraction/providers/providers.ts'
import { PROVIDER_NAMES } from '../../../../src/settings/ai-providers.ts'
import { askedOf, bodyOf, PROVIDER_FIXTURES, type ProviderFixture } from '../../../support/provider-fixtures.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')

test('there are fixtures of every provider and every failure, and each names its source', () => {
  expect(PROVIDER_FIXTURES.length).toBeGreaterThanOrEqual(100)
  for (const provider of PROVIDER_NAMES) {
    expect(PROVIDER_FIXTURES.filter(fixture => fixture.provider === provider).length, provider).toBeGreaterThan(6)
  }
  // Names of one's own: no such thing as an answer.
  const untold: readonly string[] = ['network', 'bad_answer'] satisfies FailureReason[]
  const told = new Set<string>(PROVIDER_FIXTURES.map(fixture => fixture.expect.reason))
  for (const reason of Object.keys(FAILURES)) expect(told.has(reason) || untold.includes(reason), reason).toBe(true)
  for (const { source, name } of PROVIDER_FIXTURES) expect(source, name).toMatch(/https:\/\/|^npm |no public source|FastAPI/)
})

const READERS = { gemini: readGeminiAnswer, openai: readOpenAiAnswer, 'openai-compatible': readChatAnswer } as const

/** What an answer of 200 says is read by the provider's reader, all else by the table of errors. */
function verdictOf(fixture: ProviderFixture, provider: (typeof PROVIDER_NAMES)[number]) {
  const { status, headers, body } = fixture
  if (status === 200 && typeof body !== 'string') {
    try {
      return { reason: 'none', read: READERS[provider](body) }
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      expect(error.billed?.usage.input_tokens).toBeGreaterThan(0)
      return { reason: error.reason }
    }
  }
  const { message, ...verdict } = classifyHttpFailure({ status, headers, body: bodyOf(fixture) }, PROVIDERS[provider].errors, NOW)
  expect(message).toContain(`HTTP ${status}`)
  return verdict
}

test.each(PROVIDER_FIXTURES.map(fixture => [fixture.name, fixture] as const))('%s', (_name, fixture) => {
  for (const provider of askedOf(fixture)) {
    const verdict = verdictOf(fixture, provider)
    const { fault, repeated } = consequencesOf(verdict.reason as FailureReason)
    expect({ fault, ...verdict, retryable: repeated }).toEqual(fixture.expect)
  }
})

test("Google's list form of an error is understood", () => {
  const body = JSON.stringify([
    { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'x', details: [{ reason: 'API_KEY_INVALID' }] } },
  ])
  expect(classifyHttpFailure({ status: 400, headers: {}, body }, PROVIDERS.gemini.errors, NOW).reason).toBe('invalid_key')
})

test.each([
  ['ECONNRESET', 'network'],
  ['ECONNREFUSED', 'network'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_SOCKET', 'network'],
  ['ENOTFOUND', 'wrong_address'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'wrong_address'],
  ['EWHATEVER', undefined],
])('a transport error %s, two causes deep, is %s', (code, expected) => {
  const cause = Object.assign(new Error('inner'), { code })
  expect(classifyTransportError(new Error('Connection error.', { cause: new TypeError('fetch failed', { cause }) }))).toBe(expected)
})

test('of several messages of one answer the final one counts, what was said on the way to it does not', () => {
  const message = (phase: string | null, text: string) => ({ type: 'message', phase, content: [{ type: 'output_text', text }] })
  const read = (...output: unknown[]) => readOpenAiAnswer({ status: 'completed', output }).text
  expect(read(message('commentary', 'I look at page 2.'), message('final_answer', '{"total": 5}'))).toBe('{"total": 5}')
  expect(read({ type: 'reasoning' }, message(null, '{"total": 5}'))).toBe('{"total": 5}')
})
