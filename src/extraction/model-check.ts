import type { CompanyStore, StoredKey } from '../companies/company-store.ts'
import { type TargetDefaults, targetOf } from '../companies/key-target.ts'
import type { FallbackKey } from '../companies/select-key.ts'
import type { Logger } from '../logging/logger.ts'
import { AI_PROVIDERS, type ProviderName } from '../settings/ai-providers.ts'
import { type BackgroundLoop, createBackgroundLoop } from '../shared/background-loop.ts'
import type { Clock } from '../shared/clock.ts'
import { safeText } from '../shared/redact.ts'
import { companyKeyPlace, type SecretBox, UnreadableSecretError } from '../shared/secret-box.ts'
import { ProviderError } from './providers/provider-error.ts'
import type { ProviderEngines } from './providers/providers.ts'

const DAY_MS = 86_400_000
/** A start has other things to do first, and its stores may still be connecting. */
const FIRST_AFTER_MS = 5000
/** The store was away. */
const AGAIN_AFTER_MS = 600_000
/** Of a fleet a part is looked at each day, another one the next: no provider should see more than this from one service at once. */
const KEYS_AT_A_TIME = 200
const LOOK_UP_TIMEOUT_MS = 10_000
/** As long before its end an operator should hear of it: time to choose, try and roll out another model. */
const NOTICE_DAYS = 60
/** More are counted, not named. */
const NAMED_KEYS = 5

export interface ModelCheckParts extends TargetDefaults {
  readonly store: Pick<CompanyStore, 'someKeys'>
  readonly secretBox: SecretBox
  readonly engines: ProviderEngines
  readonly fallback: Omit<FallbackKey, 'kind'> | null
  readonly clock: Clock
  readonly logger: Logger
}

export interface ModelCheck extends Pick<BackgroundLoop, 'start' | 'stop'> {
  /** What an operator should know of the models, in words; `isBroken`: extractions fail by it today. */
  findings(): readonly ModelFinding[]
}

export interface ModelFinding {
  readonly words: string
  readonly isBroken: boolean
}

/** A key with the model that it is used for. */
interface Use {
  /** TokenID, or null for the fallback key. */
  readonly keyId: number | null
  readonly provider: ProviderName
  readonly apiKey: string
  readonly model: string
  readonly baseUrl: string | null
}

/** What was found of a model; null: nothing to say. */
type Verdict = { readonly kind: 'unknown' } | { readonly kind: 'ends'; readonly date: string } | null

/**
 * Looks every day whether each key knows its model and when that ends, by a call that costs nothing. It touches no key: what a look-up cannot
 * tell (a server without this route, a key that is out of quota, no network) it does not say.
 */
export function createModelCheck(parts: ModelCheckParts): ModelCheck {
  const { clock, logger } = parts
  let found: ReadonlyMap<
    string,
    { readonly use: Use; readonly verdict: NonNullable<Verdict>; readonly keyIds: readonly (number | null)[] }
  > = new Map()
  let isFirst = true

  const turn = async () => {
    if (isFirst) await clock.sleep(FIRST_AFTER_MS, loop.stopping)
    isFirst = false
    const next = new Map<string, { use: Use; verdict: NonNullable<Verdict>; keyIds: (number | null)[] }>()
    for (const use of await usesOf(parts)) {
      loop.stopping.throwIfAborted()
      const verdict = await lookUp(parts, use, loop.stopping)
      if (verdict === null) continue
      const id = JSON.stringify([use.provider, use.model, use.baseUrl, verdict])
      next.set(id, { use, verdict, keyIds: [...(next.get(id)?.keyIds ?? []), use.keyId] })
    }
    found = next
    for (const { words } of check.findings()) logger.warn(words)
    return DAY_MS
  }
  const loop = createBackgroundLoop({
    turn,
    onError(error) {
      logger.debug({ err: error }, 'The models of the AI keys could not be looked up')
      return AGAIN_AFTER_MS
    },
    clock,
  })
  const check: ModelCheck = {
    start: () => loop.start(),
    stop: () => loop.stop(),
    findings: () => [...found.values()].flatMap(({ use, verdict, keyIds }) => wordsFor(use, verdict, keyIds, clock.now())),
  }
  return check
}

async function usesOf(parts: ModelCheckParts): Promise<Use[]> {
  const { fallback } = parts
  const keys = await parts.store.someKeys(KEYS_AT_A_TIME)
  const own = keys.flatMap(key => {
    const apiKey = opened(key, parts)
    return apiKey === undefined ? [] : [useOf({ ...key, apiKey }, key.keyId, parts)]
  })
  const standIn = fallback === null ? [] : [useOf({ ...fallback, baseUrl: null }, null, parts)]
  return [...own, ...standIn].filter(use => use !== undefined)
}

/** Undefined for a key that cannot be called: `token-status` says so. */
function useOf(key: Pick<StoredKey, 'provider' | 'model' | 'baseUrl'> & { apiKey: string }, keyId: number | null, parts: ModelCheckParts) {
  const target = targetOf(key, parts)
  if ('problem' in target) return undefined
  const { provider, model, address } = target
  return { keyId, provider, apiKey: key.apiKey, model, baseUrl: address === '' ? null : address }
}

/** What cannot be opened is named where the key is chosen. */
function opened({ storedKey, companyId }: StoredKey, { secretBox }: ModelCheckParts): string | undefined {
  try {
    return secretBox.open(storedKey, companyKeyPlace(companyId)).trim()
  } catch (error) {
    if (error instanceof UnreadableSecretError) return undefined
    throw error
  }
}

async function lookUp({ engines }: ModelCheckParts, use: Use, stopping: AbortSignal): Promise<Verdict> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(LOOK_UP_TIMEOUT_MS)])
  const access = { apiKey: use.apiKey, signal, ...(use.baseUrl === null ? {} : { baseUrl: use.baseUrl }) }
  try {
    const { shutdownDate } = await engines[use.provider].lookUp(use.model, access)
    return shutdownDate === null ? null : { kind: 'ends', date: shutdownDate }
  } catch (error) {
    stopping.throwIfAborted()
    // Said by the provider itself: a page or an empty body says that there is no such route, which many servers lack.
    return error instanceof ProviderError && error.reason === 'model_gone' ? { kind: 'unknown' } : null
  }
}

function wordsFor(use: Use, verdict: NonNullable<Verdict>, keyIds: readonly (number | null)[], now: number): ModelFinding[] {
  const { title } = AI_PROVIDERS[use.provider]
  const model = `The model ${safeText(use.model, 100)} of ${title}`
  const advice = `Choose another one (extraction.models.${use.provider}, or the key's own model).`
  if (verdict.kind === 'unknown') return [{ words: `${model} is retired or unknown to ${keysInWords(keyIds)}. ${advice}`, isBroken: true }]
  const days = Math.ceil((Date.parse(verdict.date) - now) / DAY_MS)
  if (Number.isNaN(days) || days > NOTICE_DAYS) return []
  if (days <= 0) return [{ words: `${model} ended on ${verdict.date}. ${advice}`, isBroken: true }]
  return [{ words: `${model} ends on ${verdict.date}, in ${days} day${days === 1 ? '' : 's'}. ${advice}`, isBroken: false }]
}

function keysInWords(keyIds: readonly (number | null)[]): string {
  const named = keyIds.slice(0, NAMED_KEYS).map(id => (id === null ? 'the fallback key' : `key ${id}`))
  const rest = keyIds.length - named.length
  return named.join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
