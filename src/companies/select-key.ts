import type { Logger } from '../logging/logger.ts'
import { AppError, StoreUnavailableError } from '../shared/app-error.ts'
import type { Clock } from '../shared/clock.ts'
import { firstOf } from '../shared/race.ts'
import type { SecretBox } from '../shared/secret-box.ts'
import { type RefusalCode, refusalOf } from './company-key.ts'
import type { CompanyStore, KeySelection, StoredKey } from './company-store.ts'
import type { KeyRests } from './key-rests.ts'
import { openKey } from './key-usability.ts'

/** A key of the company, ready for a call. */
export interface CompanyKey extends StoredKey {
  readonly kind: 'company'
  readonly apiKey: string
}

/** The key of `extraction.fallback`. */
export interface FallbackKey {
  readonly kind: 'fallback'
  readonly provider: string
  readonly apiKey: string
  /** Null: the one that the settings name for its provider. */
  readonly model: string | null
}

/** How a key stands for this call: `last` is chosen where none is `ready`, `never` not at all. */
export type Standing = 'ready' | 'last' | 'never'

/** A key of the company, how it stands, and the other candidates of the same draw. */
export interface ChosenKey {
  readonly kind: 'company'
  readonly key: CompanyKey
  readonly standing: 'ready' | 'last'
  readonly others: readonly StoredKey[]
}

/**
 * `fallback`, `offline`: no key of the company is concerned, these may serve. `refused`: its keys may not be used, and nothing stands in.
 * `resting`: every usable key of the company is out of quota; the first one may be tried again at `until`.
 * `exhausted`: its usable keys are all excluded by the caller, or cannot be decrypted.
 */
export type KeyChoice =
  | ChosenKey
  | FallbackKey
  | { readonly kind: 'offline' }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly statuses: readonly string[] }
  | { readonly kind: 'resting'; readonly until: number }
  | { readonly kind: 'exhausted' }

export type OfflineSetting = 'when-unconfigured' | 'when-no-key' | 'always' | 'never'

export interface KeyWish {
  /** Keys that were called already. */
  readonly exclude?: readonly number[]
  /** Without it every key is ready. */
  readonly standing?: (key: StoredKey) => Standing
}

/**
 * Chooses what serves a company: its own keys first, then the fallback, then the offline engine.
 * @throws StoreUnavailableError when the store is away and nothing may stand in for it
 */
export type SelectKey = (companyId: string, wish?: KeyWish) => Promise<KeyChoice>

export interface SelectKeyParts {
  readonly store: CompanyStore
  readonly rests: KeyRests
  readonly secretBox: SecretBox
  readonly clock: Clock
  readonly logger: Logger
  readonly fallback: Omit<FallbackKey, 'kind'> | null
  readonly offline: OfflineSetting
}

/** A store that answers no sooner than this counts as away: the caller waits for an invoice, not for a database. */
const SELECTION_TIME_LIMIT_MS = 3000

export function createSelectKey(parts: SelectKeyParts): SelectKey {
  const { store, rests, clock, offline, fallback } = parts

  const fallbackKey: FallbackKey | null = fallback && { kind: 'fallback', ...fallback }

  // Once per outage, not once per request: health and metrics say that it lasts.
  let away = false
  const noteAway = (error: unknown) => {
    if (!away)
      parts.logger.warn({ err: error }, 'The company store is out of reach: keys cannot be chosen, the fallback serves if there is one')
    away = true
  }
  const noteThere = () => {
    if (away) parts.logger.info('The company store is back: keys are chosen again')
    away = false
  }

  const whenStoreIsAway = (error: unknown): KeyChoice => {
    if (!(error instanceof AppError && error.kind === 'unavailable')) throw error
    noteAway(error)
    if (fallbackKey !== null) return fallbackKey
    // Whether the system is configured at all cannot be known now: only the setting that does not ask lets the offline engine serve.
    if (offline === 'when-no-key') return { kind: 'offline' }
    throw error
  }

  const whenNoneIsUsable = ({ statuses, anyKeys }: KeySelection): KeyChoice => {
    if (statuses.length > 0) return { kind: 'refused', code: refusalOf(statuses), statuses }
    if (fallbackKey !== null) return fallbackKey
    if (offline === 'when-no-key' || (offline === 'when-unconfigured' && !anyKeys)) return { kind: 'offline' }
    return { kind: 'refused', code: 'TOKEN_NOT_FOUND', statuses }
  }

  return async (companyId, { exclude = [], standing = isReady } = {}) => {
    if (offline === 'always') return { kind: 'offline' }
    const resting = rests.resting(companyId)
    const excluded = new Set([...exclude, ...resting.keys()])
    let last: ChosenKey | undefined
    for (;;) {
      let selection: KeySelection
      try {
        selection = await inTime(store.selectKey({ companyId, excludeKeyIds: [...excluded], now: clock.now() }), clock)
        noteThere()
      } catch (error) {
        return last ?? whenStoreIsAway(error)
      }
      if (selection.key === null) {
        if (last !== undefined) return last
        return selection.usable === 0 ? whenNoneIsUsable(selection) : restingChoice(selection, resting)
      }
      const lot = [selection.key, ...(selection.others ?? [])]
      for (const key of lot) rests.isUsable(key.keyId)
      const { ready, reserve } = choose(lot, standing, parts)
      if (ready !== undefined) return ready
      last ??= reserve
      // None of this lot serves at once; there may be more than one lot.
      for (const { keyId } of lot) excluded.add(keyId)
    }
  }
}

const isReady = (): Standing => 'ready'

/** The first of a lot that is ready and can be opened, else the first that comes last. A row that cannot be decrypted hides no other. */
function choose(lot: readonly StoredKey[], standing: (key: StoredKey) => Standing, parts: SelectKeyParts) {
  let reserve: ChosenKey | undefined
  for (const stored of lot) {
    const stands = standing(stored)
    if (stands === 'never' || (stands === 'last' && reserve !== undefined)) continue
    const key = open(stored, parts)
    if (key === undefined) continue
    const chosen: ChosenKey = { kind: 'company', key, standing: stands, others: lot.filter(other => other !== stored) }
    if (stands === 'ready') return { ready: chosen, reserve }
    reserve = chosen
  }
  return { ready: undefined, reserve }
}

/** Every usable row is excluded: because it rests (here or in the store), or because it was tried in vain or cannot be opened. */
function restingChoice(selection: KeySelection, resting: ReadonlyMap<number, number>): KeyChoice {
  const ends = [...resting.values(), ...(selection.restsUntil === null ? [] : [selection.restsUntil])]
  if (ends.length === 0) return { kind: 'exhausted' }
  return { kind: 'resting', until: Math.min(...ends) }
}

function open(key: StoredKey, { secretBox, logger }: SelectKeyParts): CompanyKey | undefined {
  const opened = openKey(key, secretBox)
  if ('apiKey' in opened) return { ...key, kind: 'company', apiKey: opened.apiKey }
  const facts = { token_id: key.keyId, company_id: key.companyId, why: opened.why }
  logger.error(facts, `Company key ${key.keyId} cannot be decrypted and is passed over`)
  return undefined
}

async function inTime<T>(work: Promise<T>, clock: Clock): Promise<T> {
  if ((await firstOf([work], SELECTION_TIME_LIMIT_MS, clock)) !== 'due') return work
  throw new StoreUnavailableError('company store', new Error(`no answer within ${SELECTION_TIME_LIMIT_MS} ms`))
}
