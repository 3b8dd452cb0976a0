import type { StoredKey } from '../../companies/company-store.ts'
import type { CompanyKey, FallbackKey } from '../../companies/select-key.ts'
import { type ProviderName, providerNamed } from '../../settings/ai-providers.ts'
import type { ExtractionEngine } from '../engine.ts'
import type { Route } from './provider-breakers.ts'

/** A chosen key with the engine that speaks to its provider. */
export interface ReadyKey {
  readonly key: CompanyKey | FallbackKey
  readonly keyId: number | null
  readonly provider: ProviderName
  readonly engine: ExtractionEngine
  readonly model: string
  /** Null: the provider's own. */
  readonly baseUrl: string | null
  readonly route: Route
}

export interface RouteParts {
  readonly engines: Readonly<Record<ProviderName, ExtractionEngine>>
  readonly models: Readonly<Record<ProviderName, string>>
  readonly baseUrls: Readonly<Partial<Record<ProviderName, string | undefined>>>
  readonly defaultProvider: string
}

/** Where a call with this key goes; undefined where nobody knows its provider. */
export function routeOf(parts: RouteParts, key: StoredKey | FallbackKey): Route | undefined {
  const provider = providerNamed(key.provider === '' ? parts.defaultProvider : key.provider)
  if (provider === undefined) return undefined
  const address = ('baseUrl' in key ? key.baseUrl : null) ?? parts.baseUrls[provider] ?? ''
  return { provider, address, model: key.model ?? parts.models[provider], key: 'keyId' in key ? String(key.keyId) : FALLBACK }
}

const FALLBACK = 'fallback'

export function makeReady(parts: RouteParts, key: CompanyKey | FallbackKey): ReadyKey | undefined {
  const route = routeOf(parts, key)
  if (route === undefined) return undefined
  const { provider, address, model } = route
  const keyId = key.kind === 'company' ? key.keyId : null
  return { key, keyId, provider, engine: parts.engines[provider], model, baseUrl: address === '' ? null : address, route }
}
