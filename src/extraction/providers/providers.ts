import { PROVIDER_NAMES, type ProviderName } from '../../settings/ai-providers.ts'
import type { ModelParameters } from '../../settings/app-settings.ts'
import { gemini } from './gemini/gemini.ts'
import { openai } from './openai/openai.ts'
import { openaiCompatible } from './openai-compatible/openai-compatible.ts'
import type { Provider } from './provider.ts'
import { createProviderEngine, type ProviderEngine, type ProviderEngineParts } from './provider-engine.ts'

/** One entry for each name of `AI_PROVIDERS`. */
export const PROVIDERS: { readonly [Name in ProviderName]: Provider & { readonly name: Name } } = {
  gemini,
  openai,
  'openai-compatible': openaiCompatible,
}

export type ProviderEngines = Readonly<Record<ProviderName, ProviderEngine>>

export function createProviderEngines({
  transport,
  pages,
  parameters,
}: Omit<ProviderEngineParts, 'parameters'> & { readonly parameters: Readonly<Record<ProviderName, ModelParameters>> }): ProviderEngines {
  const engines = PROVIDER_NAMES.map(
    name => [name, createProviderEngine({ transport, pages, parameters: parameters[name] }, PROVIDERS[name])] as const,
  )
  return Object.fromEntries(engines) as Record<ProviderName, ProviderEngine>
}
