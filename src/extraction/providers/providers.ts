import { PROVIDER_NAMES, type ProviderName } from '../../settings/ai-providers.ts'
import type { ModelParameters } from '../../settings/app-settings.ts'
import { gemini } from './gemini/gemini.ts'
import { openai } from './openai/openai.ts'
import type { Provider } from './provider.ts'
import { createProviderEngine, type ProviderEngine } from './provider-engine.ts'
import type { ProviderTransport } from './provider-transport.ts'

/** One entry for each name of `AI_PROVIDERS`. */
export const PROVIDERS: { readonly [Name in ProviderName]: Provider & { readonly name: Name } } = { gemini, openai }

export type ProviderEngines = Readonly<Record<ProviderName, ProviderEngine>>

export function createProviderEngines(
  transport: ProviderTransport,
  parameters: Readonly<Record<ProviderName, ModelParameters>>,
): ProviderEngines {
  const engines = PROVIDER_NAMES.map(name => [name, createProviderEngine(transport, PROVIDERS[name], parameters[name])] as const)
  return Object.fromEntries(engines) as Record<ProviderName, ProviderEngine>
}
