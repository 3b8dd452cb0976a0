import type { DeadKey } from '../../companies/key-rests.ts'
import { AI_PROVIDERS } from '../../settings/ai-providers.ts'
import { toIso } from '../../shared/clock.ts'
import { safeText } from '../../shared/redact.ts'
import { consequencesOf, type FailureReason } from './failure-reasons.ts'
import type { ProviderTrouble } from './provider-breakers.ts'

export interface ProviderTroubles {
  readonly providers: readonly ProviderTrouble[]
  readonly deadKeys: readonly DeadKey[]
}

/** Of each kind so many are named one by one. */
const NAMED = 5

/** What an operator should know and do, one sentence or two for each trouble; empty when all is well. */
export function troubleWords({ providers, deadKeys }: ProviderTroubles): string[] {
  return [...few(onePerPlace(providers).map(wordsOf), 'more troubles with providers'), ...few(deadKeys.map(wordsOfKey), 'more dead keys')]
}

function few(words: readonly string[], what: string): string[] {
  return words.length <= NAMED ? [...words] : [...words.slice(0, NAMED), `And ${words.length - NAMED} ${what}.`]
}

/** A model that is gone says so once for each key: the operator mends it once. */
function onePerPlace(troubles: readonly ProviderTrouble[]): ProviderTrouble[] {
  const seen = new Map<string, ProviderTrouble>()
  for (const trouble of troubles) {
    const { provider, address, model, reason, reach, key } = trouble
    const isOfAll = reach !== 'key' || reason === 'model_gone'
    const id = [provider, address, reason, ...(isOfAll ? [reach === 'address' ? '' : model] : [key])].join(' ')
    if (!seen.has(id)) seen.set(id, trouble)
  }
  return [...seen.values()]
}

function wordsOf(trouble: ProviderTrouble): string {
  const { reason, message, since, until } = trouble
  const said = `"${safeText(message, 200)}"`
  const times = `since ${toIso(since)}; tried again at ${toIso(until)}`
  return `${(WORDS[reason] ?? failing)(trouble)} (${said}, ${times}).`
}

const titleOf = ({ provider }: ProviderTrouble) => AI_PROVIDERS[provider].title
const hostOf = ({ address, provider }: ProviderTrouble) => (address === '' ? AI_PROVIDERS[provider].title : placeOf(address))
const keyOf = ({ key }: ProviderTrouble) => (key === 'fallback' ? 'the key of extraction.fallback' : `company key ${key}`)

const failing = (trouble: ProviderTrouble) =>
  consequencesOf(trouble.reason).fault === 'provider'
    ? `${titleOf(trouble)} fails at ${hostOf(trouble)}, its keys come last`
    : `${titleOf(trouble)} does not serve ${keyOf(trouble)}`

const WORDS: Readonly<Partial<Record<FailureReason, (trouble: ProviderTrouble) => string>>> = {
  invalid_key: trouble => `${titleOf(trouble)} rejects ${keyOf(trouble)}: replace it`,
  model_gone: trouble =>
    `${titleOf(trouble)} does not serve the model "${safeText(trouble.model, 80)}" any more, or not to this account: name another one in extraction.models.${trouble.provider}, or for the key`,
  bad_answer: trouble => `${titleOf(trouble)} answers with the model "${safeText(trouble.model, 80)}" what is no invoice`,
  bad_request: trouble =>
    `${titleOf(trouble)} does not take what is asked of the model "${safeText(trouble.model, 80)}": check the settings under extraction`,
  place_refused: trouble =>
    `${titleOf(trouble)} does not let ${keyOf(trouble)} be used from this server's address or country: allow the address there, or use a regional base URL`,
  proxy: trouble =>
    `Something between this server and ${hostOf(trouble)} refuses the calls, it is not ${titleOf(trouble)}: check proxy, firewall and the base URL (extraction.base_urls.${trouble.provider}, or the key's own)`,
  wrong_address: trouble =>
    `The API of ${titleOf(trouble)} is not at ${hostOf(trouble)}: check the base URL (extraction.base_urls.${trouble.provider}, or the key's own), DNS and certificates`,
}

function wordsOfKey({ keyId, companyId, reason, since }: DeadKey): string {
  const company = safeText(companyId, 50)
  return `Company key ${keyId} of ${company} is dead and blocked since ${toIso(since)} ("${safeText(reason, 200)}"): replace it with PATCH /companies/${company}/tokens/${keyId}.`
}

/** Without what may be secret in a URL. */
function placeOf(address: string): string {
  try {
    const { origin, pathname } = new URL(address)
    return `${origin}${pathname === '/' ? '' : pathname}`
  } catch {
    return 'an address that is none'
  }
}
