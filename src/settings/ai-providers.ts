/** What every layer may know of an AI provider. How it is spoken to is its entry in `extraction/providers/<name>/`. */
interface ProviderFacts {
  /** As texts and answers call it. */
  readonly title: string
  /** Further spellings that `TokenMaster.Provider` may have; case never matters. */
  readonly aliases: readonly string[]
  /**
   * What `extraction.models` says unless the operator does: the successor that the provider itself names for the small models before it. Null
   * where there is none to choose: the operator names one.
   */
  readonly defaultModel: string | null
  /** False for a way of speaking that many servers have: the operator says where. */
  readonly hasAddress: boolean
}

/**
 * Every AI provider by its name, which is also its key in `extraction.models` and `base_urls`, its engine's name in answers and its place in
 * the metrics. The list stands here, below companies and extraction, because both ask it; a name without an entry does not compile.
 */
export const AI_PROVIDERS = {
  // https://ai.google.dev/gemini-api/docs/deprecations: released 2026-07-21, no end announced; gemini-2.5-flash is routed to it from 2026-12-01.
  gemini: { title: 'Gemini', aliases: ['Google'], defaultModel: 'gemini-3.5-flash-lite', hasAddress: true },
  // https://developers.openai.com/api/docs/deprecations: named as the successor of gpt-4.1-mini, which ends on 2027-01-14.
  openai: { title: 'OpenAI', aliases: [], defaultModel: 'gpt-6-luna', hasAddress: true },
  // Chat completions, as OpenAI began them and the others took them up.
  'openai-compatible': {
    title: 'OpenAI-compatible',
    aliases: ['Azure OpenAI', 'Azure', 'vLLM', 'Ollama', 'OpenRouter', 'LiteLLM', 'LM Studio', 'llama.cpp'],
    defaultModel: null,
    hasAddress: false,
  },
} as const satisfies Readonly<Record<string, ProviderFacts>>

export type ProviderName = keyof typeof AI_PROVIDERS

export const PROVIDER_NAMES = Object.keys(AI_PROVIDERS) as readonly ProviderName[]

/** A map, because what is looked up in it comes from outside: an object also knows `constructor`. */
const SPELLINGS: ReadonlyMap<string, ProviderName> = new Map(
  PROVIDER_NAMES.flatMap(name => {
    const { title, aliases } = AI_PROVIDERS[name]
    return [name, title, ...aliases].map(spelling => [spelling.toLowerCase(), name] as const)
  }),
)

/** `TokenMaster.Provider` and the settings' texts in any spelling; undefined for one that is not known. */
export function providerNamed(text: string): ProviderName | undefined {
  return SPELLINGS.get(text.trim().toLowerCase())
}

/** A field of a key without which it cannot be called. */
export type KeyField = 'base_url' | 'model'

/** What a call to this provider still needs. */
export function lacksOf(
  name: ProviderName,
  { model, baseUrl }: { readonly model: string | null; readonly baseUrl: string | null },
): readonly KeyField[] {
  const needs: [KeyField, boolean][] = [
    ['base_url', baseUrl === null && !AI_PROVIDERS[name].hasAddress],
    ['model', model === null],
  ]
  return needs.flatMap(([field, isMissing]) => (isMissing ? [field] : []))
}

/** Such as "a base URL and a model: name them …". */
export function lackInWords(name: ProviderName, lacks: readonly KeyField[]): string {
  const what = lacks.map(field => (field === 'model' ? 'a model' : 'a base URL')).join(' and ')
  const settings = lacks.map(field => (field === 'model' ? `extraction.models.${name}` : `extraction.base_urls.${name}`)).join(', ')
  return `${what}: name ${lacks.length > 1 ? 'them' : 'it'} for the key, or in the settings (${settings})`
}

const oneOf = (words: readonly string[]) => new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words)

/** Gemini, OpenAI or OpenAI-compatible. */
export const PROVIDER_TITLES = oneOf(PROVIDER_NAMES.map(name => AI_PROVIDERS[name].title))

/** Gemini (or Google), OpenAI or …: what whoever names a provider may write. */
export const PROVIDER_CHOICE = oneOf(
  PROVIDER_NAMES.map(name => {
    const { title, aliases } = AI_PROVIDERS[name]
    return aliases.length === 0 ? title : `${title} (or ${oneOf(aliases)})`
  }),
)
