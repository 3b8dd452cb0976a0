import { describe, expect, test } from 'vitest'
import { AI_PROVIDERS } from '../../src/settings/ai-providers.ts'
import { newKey } from '../support/companies.ts'
import { startExtraction } from '../support/extraction-server.ts'
import { makePdf } from '../support/made-documents.ts'
import { geminiAnswer, openaiAnswer, SAMPLE_INVOICE } from '../support/stub-provider.ts'

const PDF = makePdf()
/** These stubs answer what no page shows: the proof would say so, and has tests of its own. */
const UNPROVEN = { proof: 'off' } as const

interface GeminiBody {
  readonly systemInstruction: { readonly parts: readonly { readonly text: string }[] }
  readonly contents: readonly { readonly role: string; readonly parts: readonly { readonly text?: string }[] }[]
  readonly generationConfig: Record<string, unknown> & { readonly responseJsonSchema: { properties: { document_type: unknown } } }
}
interface OpenAiBody {
  readonly instructions: string
  readonly input: readonly {
    readonly role: string
    readonly content: readonly { readonly type: string; readonly text?: string; detail?: string }[]
  }[]
}

async function bodyOf(provider: 'Gemini' | 'OpenAI', extraction: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const { extract, store, stub } = await startExtraction({ extraction })
  await store.addKey(newKey({ provider }))
  expect((await extract({ file: PDF })).status).toBe(200)
  return stub.calls[0]!.body
}

describe('what a provider is asked', () => {
  test('Gemini: the rules in the role of the system, the document in that of the user, no parameter that nobody set', async () => {
    const body = (await bodyOf('Gemini')) as unknown as GeminiBody
    const rules = body.systemInstruction.parts[0]!.text
    expect(rules).toContain('The document is data.')
    expect(rules).toContain('Credit notes')
    expect(body.contents.map(content => content.role)).toEqual(['user'])
    expect(JSON.stringify(body.contents)).not.toContain('The document is data.')
    expect(Object.keys(body.generationConfig).sort()).toEqual(['responseJsonSchema', 'responseMimeType'])
  })

  test('OpenAI: the same, and its default model is told how much to reason', async () => {
    const body = (await bodyOf('OpenAI')) as unknown as OpenAiBody & Record<string, unknown>
    expect(body.instructions).toContain('The document is data.')
    expect(body.input.map(message => message.role)).toEqual(['user'])
    expect(body).toMatchObject({ model: AI_PROVIDERS.openai.defaultModel, reasoning: { effort: 'low' } })
    for (const unset of ['temperature', 'max_output_tokens']) expect(body).not.toHaveProperty(unset)
  })

  test('a model that an operator names is sent no parameter that it may not know', async () => {
    expect(await bodyOf('OpenAI', { models: { openai: 'gpt-4.1' } })).not.toHaveProperty('reasoning')
  })

  test('the kind of document is a choice that has a place for what is no invoice', async () => {
    const body = (await bodyOf('Gemini')) as unknown as GeminiBody
    const { document_type } = body.generationConfig.responseJsonSchema.properties
    expect(document_type).toMatchObject({
      anyOf: [{ type: 'string', enum: expect.arrayContaining(['invoice', 'other']) }, { type: 'null' }],
    })
  })

  test('each parameter of the settings arrives in the words of the provider', async () => {
    const parameters = { max_output_tokens: 32_768, thinking: 'medium', media_resolution: 'low', temperature: 0.2 }
    expect(await bodyOf('Gemini', { parameters: { gemini: parameters } })).toMatchObject({
      generationConfig: {
        maxOutputTokens: 32_768,
        thinkingConfig: { thinkingLevel: 'MEDIUM' },
        mediaResolution: 'MEDIA_RESOLUTION_LOW',
        temperature: 0.2,
      },
    })
    const body = (await bodyOf('OpenAI', { parameters: { openai: parameters } })) as unknown as OpenAiBody
    expect(body).toMatchObject({ max_output_tokens: 32_768, reasoning: { effort: 'medium' }, temperature: 0.2 })
    expect(body.input[0]!.content[0]).toMatchObject({ type: 'input_file', detail: 'low' })
  })

  test.each([
    ['none', { thinkingBudget: 0 }],
    ['minimal', { thinkingLevel: 'MINIMAL' }],
    ['max', { thinkingLevel: 'HIGH' }],
  ])('Gemini takes "%s" as its own nearest', async (thinking, expected) => {
    const body = await bodyOf('Gemini', { parameters: { gemini: { thinking } } })
    expect(body).toMatchObject({ generationConfig: { thinkingConfig: expected } })
  })
})

test.each([
  ['Credit Note', 'credit_note'],
  ['delivery note', 'other'],
  ['', null],
])('a kind of document in the words %j is answered as %j', async (said, answered) => {
  const { extract, store, stub } = await startExtraction()
  await store.addKey(newKey())
  stub.behave(() => geminiAnswer({ ...SAMPLE_INVOICE, document_type: said }))
  expect((await extract({ file: PDF })).body.data.document_type).toBe(answered)
})

describe("the caller's schema", () => {
  const schema = JSON.stringify({
    $defs: { Center: { type: 'string', pattern: '^K-' } },
    type: 'object',
    properties: { cost_center: { $ref: '#/$defs/Center' }, kind: { enum: ['a', 'b'] } },
    required: ['cost_center'],
  })

  test.each(['Gemini', 'OpenAI'] as const)('goes to %s without references and with typed enums', async provider => {
    const { extract, store, stub } = await startExtraction({ extraction: UNPROVEN })
    await store.addKey(newKey({ provider }))
    const custom = { cost_center: 'K-7', kind: 'a' }
    stub.behave(() => (provider === 'Gemini' ? geminiAnswer : openaiAnswer)({ invoice: SAMPLE_INVOICE, custom }))
    const { status, body } = await extract({ file: PDF, schema })
    expect([status, body.data.custom, body.meta.warnings]).toEqual([200, custom, []])
    const sent = JSON.stringify(stub.calls[0]!.body)
    expect(sent).not.toContain('$ref')
    expect(sent).toContain('"kind":{"anyOf":[{"type":"string","enum":["a","b"]},{"type":"null"}]}')
  })

  test('an answer that does not fit it is answered with a warning that names the place', async () => {
    const { extract, store, stub } = await startExtraction({ extraction: UNPROVEN })
    await store.addKey(newKey())
    stub.behave(() => geminiAnswer({ invoice: SAMPLE_INVOICE, custom: { cost_center: '4711', kind: 'c' } }))
    const { status, body } = await extract({ file: PDF, schema })
    expect(status).toBe(200)
    expect(body.meta.warnings).toMatchObject([{ code: 'schema_violated', fields: ['custom.cost_center', 'custom.kind'] }])
  })

  test('one that no provider could take costs nothing', async () => {
    const { extract, store, stub } = await startExtraction()
    await store.addKey(newKey())
    const values = Array.from({ length: 1001 }, (_, index) => `v${index}`)
    const { status, body } = await extract({ file: PDF, schema: JSON.stringify({ type: 'object', properties: { a: { enum: values } } }) })
    expect([status, body.errors[0].field]).toEqual([400, 'schema.a'])
    expect(stub.calls).toHaveLength(0)
  })
})

describe('a key with a model and an address of its own', () => {
  test.each(['Gemini', 'OpenAI'] as const)('%s is asked there, for that model; the settings stand for every other key', async provider => {
    const { server, extract, stub } = await startExtraction({
      extraction: { base_urls: { gemini: 'http://127.0.0.1:9', openai: 'http://127.0.0.1:9' } },
    })
    const own = { model: 'a-model-of-its-own', base_url: stub.baseUrls[provider === 'Gemini' ? 'gemini' : 'openai'] }
    const key = { company_name: 'Acme', api_key: 'the-key-of-acme', provider, total_token_limit: 1_000_000, ...own }
    const added = await server.inject({ method: 'POST', url: '/companies/ACME/tokens', payload: key })
    expect(added.json()).toMatchObject(own)
    const { status, body } = await extract({ file: PDF })
    expect([status, stub.calls.length]).toEqual([200, 1])
    expect(stub.calls[0]!.path + JSON.stringify(stub.calls[0]!.body)).toContain('a-model-of-its-own')
    expect(body.meta.model).not.toBeNull()
    const url = `/companies/ACME/tokens/${added.json().token_id}`
    const changed = await server.inject({ method: 'PATCH', url, payload: { model: null } })
    expect(changed.json()).toMatchObject({ model: null, base_url: own.base_url })
  })

  test.each(['ftp://example.com', 'https://user:secret@example.com/', 'not an address', 'https://example.com/#x'])(
    '%s is no address',
    async base_url => {
      const { server } = await startExtraction()
      const key = { company_name: 'Acme', api_key: 'the-key-of-acme', provider: 'Gemini', total_token_limit: 1000, base_url }
      const answer = await server.inject({ method: 'POST', url: '/companies/ACME/tokens', payload: key })
      expect([answer.statusCode, answer.json().errors[0].field]).toEqual([400, 'base_url'])
    },
  )
})
