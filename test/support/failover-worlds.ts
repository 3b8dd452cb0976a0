import type { CompanyStore } from '../../src/companies/company-store.ts'
import { PROVIDER_NAMES, type ProviderName } from '../../src/settings/ai-providers.ts'
import { newKey } from './companies.ts'
import { makePng } from './made-documents.ts'
import type { Answer, Form } from './open-extraction.ts'
import { answerOf, askedOf, type ProviderFixture } from './provider-fixtures.ts'
import { answerWell, type StubAnswer, type StubProvider } from './stub-provider.ts'

/** The running service, as far as a world needs it. */
export interface WorldParts {
  readonly store: CompanyStore
  readonly stub: StubProvider
  extract(form: Partial<Form>): Promise<Answer>
}

export interface WorldResult {
  /** Statuses of all requests, in order. */
  readonly statuses: readonly number[]
  /** Calls of each request. */
  readonly calls: readonly number[]
  readonly keys: readonly { readonly keyId: number; readonly status: string; readonly rests: boolean }[]
}

/** Any document: a picture is looked at by its header alone, so that thousands of requests cost little. */
const PICTURE = makePng(100, 100)
let worlds = 0

/** Two keys of one provider, the first of which answers as the fixture says, whatever is asked. */
export async function twoKeysOneBad(parts: WorldParts, fixture: ProviderFixture, requests: number): Promise<WorldResult> {
  const [provider] = askedOf(fixture)
  const company = nextCompany()
  const bad = `bad-key-${company}`
  await parts.store.addKey(newKey({ companyId: company, provider: provider!, storedKey: bad }))
  await parts.store.addKey(newKey({ companyId: company, provider: provider!, storedKey: `good-key-${company}` }))
  return play(parts, company, requests, apiKey => (apiKey === bad ? answerOf(fixture) : undefined))
}

/** A key of each of two providers; one of them answers as the fixture says. */
export async function twoProvidersOneDown(parts: WorldParts, fixture: ProviderFixture, requests: number): Promise<WorldResult> {
  const [provider] = askedOf(fixture)
  const other = PROVIDER_NAMES.find(name => name !== provider)!
  const company = nextCompany()
  await parts.store.addKey(newKey({ companyId: company, provider: provider! }))
  await parts.store.addKey(newKey({ companyId: company, provider: other }))
  return play(parts, company, requests, (_key, asked) => (asked === provider ? answerOf(fixture) : undefined))
}

/** Three keys of one provider; the document that is sent first is answered as the fixture says, every further one well. */
export async function oneBadDocument(parts: WorldParts, fixture: ProviderFixture): Promise<WorldResult> {
  const [provider] = askedOf(fixture)
  const company = nextCompany()
  for (let key = 0; key < 3; key += 1) await parts.store.addKey(newKey({ companyId: company, provider: provider! }))
  const first = await play(parts, company, 1, () => answerOf(fixture))
  const then = await play(parts, company, 2, () => undefined)
  return { statuses: [...first.statuses, ...then.statuses], calls: [...first.calls, ...then.calls], keys: then.keys }
}

async function play(
  { store, stub, extract }: WorldParts,
  company: string,
  requests: number,
  behave: (apiKey: string, provider: ProviderName) => StubAnswer | undefined,
): Promise<WorldResult> {
  stub.behave(call => behave(call.apiKey, call.provider) ?? answerWell(call))
  const [statuses, calls]: [number[], number[]] = [[], []]
  for (let request = 0; request < requests; request += 1) {
    const before = stub.calls.length
    statuses.push((await extract({ companyID: company, file: PICTURE })).status)
    calls.push(stub.calls.length - before)
  }
  const keys = (await store.listKeys(company)).map(({ keyId, status, restUntil }) => ({ keyId, status, rests: restUntil !== null }))
  return { statuses, calls, keys }
}

function nextCompany(): string {
  worlds += 1
  return `WORLD${worlds}`
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
