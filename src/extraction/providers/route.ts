import type { StoredKey } from '../../companies/company-store.ts'
import { type TargetDefaults, targetOf, type Uncallable } from '../../companies/key-target.ts'
import type { CompanyKey, FallbackKey } from '../../companies/select-key.ts'
import type { ProviderName } from '../../settings/ai-providers.ts'
import type { Route } from './provider-breakers.ts'
import type { ProviderEngine } from './provider-engine.ts'
import type { ProviderEngines } from './providers.ts'

/** A chosen key with the engine that speaks to its provider. */
export interface ReadyKey {
  readonly key: CompanyKey | FallbackKey
  readonly keyId: number | null
  readonly provider: ProviderName
  readonly engine: ProviderEngine
  readonly model: string
  /** Null: the provider's own. */
  readonly baseUrl: string | null
  readonly route: Route
}

export interface RouteParts extends TargetDefaults {
  readonly engines: ProviderEngines
}

/** Where a call with this key goes, or why it cannot be called. */
export function routeOf(parts: RouteParts, key: StoredKey | FallbackKey): Route | Uncallable {
  const target = targetOf(key, parts)
  return 'problem' in target ? target : { ...target, key: 'keyId' in key ? String(key.keyId) : FALLBACK }
}

const FALLBACK = 'fallback'

export function makeReady(parts: RouteParts, key: CompanyKey | FallbackKey): ReadyKey | undefined {
  const route = routeOf(parts, key)
  if ('problem' in route) return undefined
  const { provider, address, model } = route
  const keyId = key.kind === 'company' ? key.keyId : null
  return { key, keyId, provider, engine: parts.engines[provider], model, baseUrl: address === '' ? null : address, route }
}
