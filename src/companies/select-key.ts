import type { Logger } from '../logging/logger.ts'
import { AppError, StoreUnavailableError } from '../shared/app-error.ts'
import type { Clock } from '../shared/clock.ts'
import { firstOf } from '../shared/race.ts'
import { companyKeyPlace, type SecretBox, UnreadableSecretError } from '../shared/secret-box.ts'
import { refusalOf, refuse } from './company-key.ts'
import type { CompanyStore, KeySelection, StoredKey } from './company-store.ts'
import type { KeyRests } from './key-rests.ts'

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

/**
 * `resting`: every usable key of the company is out of quota; the first one may be tried again at `until`.
 * `exhausted`: its usable keys are all excluded by the caller, or cannot be decrypted.
 */
export type KeyChoice =
  | CompanyKey
  | FallbackKey
  | { readonly kind: 'offline' }
  | { readonly kind: 'resting'; readonly until: number }
  | { readonly kind: 'exhausted' }

export type OfflineSetting = 'when-unconfigured' | 'when-no-key' | 'always' | 'never'

/**
 * Chooses what serves a company: its own keys first, then the fallback, then the offline engine. Throws the refusals of the contract's
 * table, or `StoreUnavailableError` when the store is away and nothing may stand in for it.
 */
export type SelectKey = (companyId: string, excludeKeyIds?: readonly number[]) => Promise<KeyChoice>

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

  const whenNoneIsUsable = (selection: KeySelection): KeyChoice => {
    if (selection.statuses.length > 0) throw refuse(refusalOf(selection.statuses))
    if (fallbackKey !== null) return fallbackKey
    if (offline === 'when-no-key' || (offline === 'when-unconfigured' && !selection.anyKeys)) return { kind: 'offline' }
    throw refuse('TOKEN_NOT_FOUND')
  }

  return async (companyId, excludeKeyIds = []) => {
    if (offline === 'always') return { kind: 'offline' }
    const resting = rests.resting(companyId)
    const excluded = new Set([...excludeKeyIds, ...resting.keys()])
    for (;;) {
      let selection: KeySelection
      try {
        selection = await inTime(store.selectKey({ companyId, excludeKeyIds: [...excluded], now: clock.now() }), clock)
        noteThere()
      } catch (error) {
        return whenStoreIsAway(error)
      }
      if (selection.key === null) {
        if (selection.usable === 0) return whenNoneIsUsable(selection)
        return restingChoice(selection, resting)
      }
      const key = open(selection.key, parts)
      if (key !== undefined) return key
      // A row that cannot be decrypted must not hide the company's other keys.
      excluded.add(selection.key.keyId)
    }
  }
}

/** Every usable row is excluded: because it rests (here or in the store), or because it was tried in vain or cannot be opened. */
function restingChoice(selection: KeySelection, resting: ReadonlyMap<number, number>): KeyChoice {
  const ends = [...resting.values(), ...(selection.restsUntil === null ? [] : [selection.restsUntil])]
  if (ends.length === 0) return { kind: 'exhausted' }
  return { kind: 'resting', until: Math.min(...ends) }
}

function open(key: StoredKey, { secretBox, logger }: SelectKeyParts): CompanyKey | undefined {
  try {
    return { ...key, kind: 'company', apiKey: secretBox.open(key.storedKey, companyKeyPlace(key.companyId)).trim() }
  } catch (error) {
    if (!(error instanceof UnreadableSecretError)) throw error
    logger.error({ token_id: key.keyId, why: error.message }, `Company key ${key.keyId} cannot be decrypted and is passed over`)
    return undefined
  }
}

async function inTime<T>(work: Promise<T>, clock: Clock): Promise<T> {
  if ((await firstOf([work], SELECTION_TIME_LIMIT_MS, clock)) !== 'due') return work
  throw new StoreUnavailableError('company store', new Error(`no answer within ${SELECTION_TIME_LIMIT_MS} ms`))
}
