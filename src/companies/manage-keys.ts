import { AppError, invalidInput, notFound } from '../shared/app-error.ts'
import { toIso } from '../shared/clock.ts'
import type { LocalTime } from '../shared/local-time.ts'
import { companyKeyPlace, type SecretBox } from '../shared/secret-box.ts'
import { REFUSAL_MESSAGES, type RefusalCode, refusalOf } from './company-key.ts'
import type { CompanyStore, KeyChange, KeyOverview, NewKey, UsageGroup, UsageRow, UsageTotals } from './company-store.ts'
import type { KeyRests } from './key-rests.ts'
import { type TargetDefaults, targetOf } from './key-target.ts'
import { judgeKey } from './key-usability.ts'

/** What the state of a company's keys comes to. */
export interface KeyStanding {
  readonly keys: readonly KeyOverview[]
  readonly usable: readonly KeyOverview[]
  /** What `/extract` answers while none is usable. */
  readonly code: RefusalCode | 'EXTRACTION_FAILED' | null
  readonly message: string | null
}

/** What operators do with a company's keys. A key goes in and never comes out. */
export interface ManageKeys {
  list(companyId: string): Promise<readonly KeyOverview[]>
  standing(companyId: string): Promise<KeyStanding>
  /** The next companies behind `after`, each with the state that its keys come to; `next` is null behind the last. */
  companies(query: { readonly after: string | null; readonly limit: number }): Promise<CompanyPage>
  /** @throws AppError for a key that could not be called */
  add(key: Omit<NewKey, 'storedKey'> & { apiKey: string }): Promise<KeyOverview>
  /** @throws AppError `NOT_FOUND`, or for a change after which the key could not be called */
  change(companyId: string, keyId: number, change: Omit<KeyChange, 'storedKey'> & { apiKey?: string }): Promise<KeyOverview>
  usage(companyId: string, range: { from?: string | undefined; to?: string | undefined }, group: UsageGroup): Promise<UsageReport>
}

export interface CompanyPage {
  readonly companies: readonly KeyStanding[]
  readonly next: string | null
}

export interface UsageReport {
  readonly from: string | null
  readonly to: string | null
  readonly timeZone: string
  readonly rows: readonly UsageRow[]
  readonly totals: UsageTotals
}

export interface ManageKeysParts {
  readonly store: CompanyStore
  readonly rests: KeyRests
  readonly secretBox: SecretBox
  readonly defaults: TargetDefaults
  /** Of the days that usage is added up by. */
  readonly time: LocalTime
}

/** What a call goes by: a change of none of them is no question of whether the key can be called. */
const TARGET_FIELDS = ['provider', 'model', 'baseUrl'] as const

/** ApiKey VARCHAR(500). */
const MAX_STORED_KEY = 500

export function createManageKeys({ store, rests, secretBox, defaults, time }: ManageKeysParts): ManageKeys {
  /** The rests of this process are newer than the store's when the store was away. */
  const withRests = (companyId: string, keys: readonly KeyOverview[]): KeyOverview[] => {
    const resting = rests.resting(companyId)
    return keys.map(key => {
      const until = resting.get(key.keyId)
      return until === undefined || until <= (key.restUntil ?? 0) ? key : { ...key, restUntil: until }
    })
  }
  const list = async (companyId: string) => withRests(companyId, await store.listKeys(companyId))

  return {
    list,
    standing: async companyId => standingOf(await list(companyId)),
    async companies({ after, limit }) {
      const keys = await store.companies({ after, limit })
      const byCompany = [...Map.groupBy(keys, key => key.companyId.toLowerCase()).values()]
      const companies = byCompany.map(of => standingOf(withRests(of[0]!.companyId, of)))
      // Which spellings are one company is the database's to say; it has no more companies than spellings.
      const spellings = new Set(keys.map(key => key.companyId))
      return { companies, next: spellings.size < limit ? null : keys.at(-1)!.companyId }
    },
    async add({ apiKey, ...key }) {
      mustBeCallable({ model: null, ...key })
      if (key.companyName === apiKey)
        throw invalidInput('The key itself is no name: names are shown.', [{ field: 'company_name', problem: 'is the key itself' }])
      return store.addKey({ ...key, storedKey: seal(secretBox, apiKey, key.companyId) })
    },
    async change(companyId, keyId, { apiKey, ...change }) {
      if (TARGET_FIELDS.some(field => change[field] !== undefined)) {
        const before = (await store.listKeys(companyId)).find(key => key.keyId === keyId)
        if (before !== undefined) mustBeCallable({ ...before, ...change })
      }
      const changed = await store.changeKey(companyId, keyId, {
        ...change,
        ...(apiKey === undefined ? {} : { storedKey: seal(secretBox, apiKey, await spelled(companyId)) }),
      })
      if (changed === null) throw notFound(`Token ${keyId} of company ${companyId}`)
      if (apiKey !== undefined || change.status !== undefined) rests.forget(keyId)
      return withRests(companyId, [changed])[0]!
    },
    async usage(companyId, range, group) {
      const from = range.from === undefined ? null : toIso(startOf(range.from, time))
      const to = range.to === undefined ? null : toIso(endOf(range.to, time))
      if (from !== null && to !== null && from > to) {
        throw new AppError('The range ends before it begins.', { code: 'VALIDATION_FAILED', kind: 'invalid' })
      }
      const rows = await store.usage({ companyId, from, to, group })
      return { from, to, timeZone: time.timeZone, rows, totals: sumOf(rows) }
    },
  }

  function standingOf(keys: readonly KeyOverview[]): KeyStanding {
    const judged = keys.map(key => ({ key, verdict: judgeKey(key, secretBox, defaults) }))
    const usable = judged.flatMap(({ key, verdict }) => (verdict === 'usable' ? [key] : []))
    if (usable.length > 0) return { keys, usable, code: null, message: null }
    const problem = judged.map(({ verdict }) => (verdict === 'usable' ? null : verdict.problem)).find(words => words !== null)
    if (problem !== undefined && problem !== null) return { keys, usable, code: 'EXTRACTION_FAILED', message: problem }
    const code = refusalOf(keys.map(key => key.status))
    return { keys, usable, code, message: REFUSAL_MESSAGES[code] }
  }

  function mustBeCallable(key: Parameters<typeof targetOf>[0]): void {
    const target = targetOf(key, defaults)
    if (!('problem' in target)) return
    throw invalidInput(
      target.problem,
      target.lacks.map(field => ({ field, problem: target.problem })),
    )
  }

  /** As its rows spell it: what a database takes for the same name need not be the same letters. */
  async function spelled(companyId: string): Promise<string> {
    return (await store.listKeys(companyId))[0]?.companyId ?? companyId
  }

  function seal(box: SecretBox, apiKey: string, companyId: string): string {
    const stored = box.seal(apiKey, companyKeyPlace(companyId))
    if (stored.length > MAX_STORED_KEY) {
      throw new AppError('The API key is too long to be stored.', { code: 'VALIDATION_FAILED', kind: 'invalid' })
    }
    return stored
  }
}

const DAY_MS = 86_400_000
const isDate = (text: string) => text.length === 10

const startOf = (from: string, time: LocalTime): number => (isDate(from) ? time.instantOf(Date.parse(from)) : Date.parse(from))
/** A date as the end of a range includes that day. */
const endOf = (to: string, time: LocalTime): number => (isDate(to) ? time.instantOf(Date.parse(to) + DAY_MS) : Date.parse(to))

function sumOf(rows: readonly UsageRow[]): UsageTotals {
  const sum = (pick: (row: UsageRow) => number) => rows.reduce((total, row) => total + pick(row), 0)
  return {
    extractions: sum(row => row.extractions),
    requests: sum(row => row.requests),
    inputTokens: sum(row => row.inputTokens),
    outputTokens: sum(row => row.outputTokens),
    textPromptTokens: sum(row => row.textPromptTokens),
    imagePromptTokens: sum(row => row.imagePromptTokens),
    textCandidatesTokens: sum(row => row.textCandidatesTokens),
    totalTokens: sum(row => row.totalTokens),
  }
}
