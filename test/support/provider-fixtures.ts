import { readdirSync, readFileSync } from 'node:fs'
import type { FailureReason, Fault } from '../../src/extraction/providers/failure-reasons.ts'
import { PROVIDER_NAMES, type ProviderName } from '../../src/settings/ai-providers.ts'
import type { StubAnswer } from './stub-provider.ts'

/** An answer as a provider gave it (`source`), and what it means. */
export interface ProviderFixture {
  readonly name: string
  readonly source: string
  readonly provider: ProviderName | 'proxy'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly expect: { readonly fault: Fault; readonly reason: FailureReason; readonly retryable: boolean; readonly retryAfterMs?: number }
  readonly body: unknown
}

const FOLDER = new URL('../fixtures/provider-errors/', import.meta.url)

export const PROVIDER_FIXTURES: readonly ProviderFixture[] = readdirSync(FOLDER)
  .filter(file => file.endsWith('.json'))
  .map(file => ({ name: file.replace(/\.json$/, ''), ...JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) }))

export function fixturesOf(...faults: readonly Fault[]): readonly ProviderFixture[] {
  return PROVIDER_FIXTURES.filter(({ expect }) => faults.includes(expect.fault))
}

/** Who may have been asked: what somebody in between says is read alike of everybody. */
export function askedOf({ provider }: ProviderFixture): readonly ProviderName[] {
  return provider === 'proxy' ? PROVIDER_NAMES : [provider]
}

export function answerOf({ status, headers, body }: ProviderFixture): StubAnswer {
  return { status, headers, body }
}

export function bodyOf({ body }: ProviderFixture): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

/** One for each provider and reason: enough to see that what follows from a reason follows. */
export function oneOfEach(fixtures: readonly ProviderFixture[]): readonly ProviderFixture[] {
  return [...new Map(fixtures.map(fixture => [`${fixture.provider} ${fixture.expect.reason}`, fixture])).values()]
}
