export type ProviderName = 'gemini' | 'openai'

const NAMES: Readonly<Record<string, ProviderName>> = { gemini: 'gemini', google: 'gemini', openai: 'openai' }

export const PROVIDER_LABELS: Readonly<Record<ProviderName, string>> = { gemini: 'Gemini', openai: 'OpenAI' }

/** TokenMaster.Provider in any spelling; undefined for one that is not known. */
export function providerNamed(text: string): ProviderName | undefined {
  return NAMES[text.trim().toLowerCase()]
}
