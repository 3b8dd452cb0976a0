import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { classifyHttpFailure, classifyTransportError, isRetryable } from '../../../../src/extraction/providers/provider-failure.ts'
import { PROVIDERS } from '../../../../src/extraction/providers/providers.ts'
import { PROVIDER_NAMES, type ProviderName } from '../../../../src/settings/ai-providers.ts'

const FIXTURES = new URL('../../../fixtures/provider-errors/', import.meta.url)
const NOW = Date.parse('2026-11-21T12:00:00Z')

interface Fixture {
  readonly provider: ProviderName | 'proxy'
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: unknown
  readonly expect: { reason: string; retryable: boolean; retryAfterMs?: number }
}

const files = readdirSync(FIXTURES).filter(name => name.endsWith('.json'))

test('there are fixtures of every provider', () => {
  expect(files.filter(name => name.startsWith('gemini')).length).toBeGreaterThan(8)
  for (const provider of PROVIDER_NAMES) {
    expect(files.filter(name => name.startsWith(`${provider}-`)).length, provider).toBeGreaterThan(6)
  }
})

/** What a proxy in between says is read alike, whoever was asked. */
const askedOf = ({ provider }: Fixture) => (provider === 'proxy' ? PROVIDER_NAMES : [provider])

test.each(files)('%s', name => {
  const fixture = JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8')) as Fixture
  const body = typeof fixture.body === 'string' ? fixture.body : JSON.stringify(fixture.body)
  for (const provider of askedOf(fixture)) {
    const { errors } = PROVIDERS[provider]
    const { message, ...verdict } = classifyHttpFailure({ status: fixture.status, headers: fixture.headers, body }, errors, NOW)
    expect({ ...verdict, retryable: isRetryable(verdict.reason) }).toEqual(fixture.expect)
    expect(message).toContain(`HTTP ${fixture.status}`)
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
  ['EWHATEVER', undefined],
])('a transport error %s, two causes deep, is %s', (code, expected) => {
  const cause = Object.assign(new Error('inner'), { code })
  expect(classifyTransportError(new Error('Connection error.', { cause: new TypeError('fetch failed', { cause }) }))).toBe(expected)
})
