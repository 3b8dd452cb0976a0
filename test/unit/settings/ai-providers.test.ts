import { describe, expect, test } from 'vitest'
import { ENGINE_NAMES } from '../../../src/extraction/engine.ts'
import { AI_PROVIDERS, PROVIDER_CHOICE, PROVIDER_NAMES, PROVIDER_TITLES, providerNamed } from '../../../src/settings/ai-providers.ts'
import { appSettingsSchema } from '../../../src/settings/app-settings.ts'

const CHOICE =
  'Gemini (or Google), OpenAI or OpenAI-compatible (or Azure OpenAI, Azure, vLLM, Ollama, OpenRouter, LiteLLM, LM Studio or llama.cpp)'

describe('the name of a provider', () => {
  test.each([
    ['gemini', 'gemini'],
    [' GEMINI ', 'gemini'],
    ['Google', 'gemini'],
    ['OpenAI', 'openai'],
    ['openai-compatible', 'openai-compatible'],
    ['Azure OpenAI', 'openai-compatible'],
    ['vllm', 'openai-compatible'],
    ['OLLAMA', 'openai-compatible'],
    ['Claude', undefined],
    ['', undefined],
    // What every object knows is no provider.
    ['constructor', undefined],
    ['__proto__', undefined],
    ['toString', undefined],
  ])('%j is %s', (text, name) => {
    expect(providerNamed(text)).toBe(name)
  })

  test('no spelling stands for two', () => {
    for (const name of PROVIDER_NAMES) {
      const { title, aliases } = AI_PROVIDERS[name]
      for (const spelling of [name, title, ...aliases]) expect(providerNamed(spelling)).toBe(name)
    }
  })

  test('is told in words', () => {
    expect(PROVIDER_TITLES).toBe('Gemini, OpenAI or OpenAI-compatible')
    expect(PROVIDER_CHOICE).toBe(CHOICE)
  })

  test('is the name of an engine', () => {
    expect(ENGINE_NAMES).toEqual([...PROVIDER_NAMES, 'offline'])
  })
})

describe('the settings know every provider and no other', () => {
  const extraction = (value: object) => appSettingsSchema.safeParse({ extraction: value })

  test('each has a model, and takes a base URL', () => {
    const urls = Object.fromEntries(PROVIDER_NAMES.map(name => [name, `https://${name}.example`]))
    const { models, base_urls } = extraction({ base_urls: urls }).data!.extraction
    expect(Object.keys(models)).toEqual(PROVIDER_NAMES)
    for (const name of PROVIDER_NAMES) expect(models[name]).toBe(AI_PROVIDERS[name].defaultModel)
    expect(base_urls).toEqual(urls)
  })

  test.each([
    ['models', { claude: 'x' }],
    ['models', { constructor: 'x' }],
    ['base_urls', { claude: 'https://claude.example' }],
  ])('%s of %j is not a setting', (setting, value) => {
    expect(extraction({ [setting]: value }).error?.issues[0]?.code).toBe('unrecognized_keys')
  })

  test.each([
    ['default_provider', { default_provider: 'Claude' }],
    ['fallback.provider', { fallback: { provider: 'constructor', api_key: 'x' } }],
  ])('a %s that is none is refused in the words of the API', (path, value) => {
    const issues = extraction(value).error?.issues.map(issue => [issue.path.join('.'), issue.message])
    expect(issues).toEqual([[`extraction.${path}`, `must be ${CHOICE}`]])
  })
})
