import { inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { newKey } from '../support/companies.ts'
import { type ExtractionServerOptions, startExtraction } from '../support/extraction-server.ts'
import { pngFile } from '../support/image-files.ts'
import { makePdf } from '../support/made-documents.ts'
import { chatAnswer, SAMPLE_INVOICE, type StubAnswer, type StubCall } from '../support/stub-provider.ts'

const PDF = makePdf()
/** Sent on as it is: nothing has to be drawn. */
const PICTURE = pngFile(40, 40)
/** These stubs answer what no page shows: the proof would say so, and has tests of its own. */
const UNPROVEN = { proof: 'off' } as const

interface ChatBody {
  readonly model: string
  readonly messages: readonly [
    { readonly role: string; readonly content: string },
    { readonly role: string; readonly content: readonly { type: string; text?: string; image_url?: { url: string; detail?: string } }[] },
  ]
  readonly response_format?: { readonly type: string; readonly json_schema?: { readonly strict: boolean; readonly schema: object } }
  readonly max_tokens?: number
  readonly max_completion_tokens?: number
}
const bodyOf = (call: StubCall | undefined) => call!.body as unknown as ChatBody
const imagesIn = (call: StubCall | undefined) => bodyOf(call).messages[1].content.flatMap(part => part.image_url?.url ?? [])
const formsOf = (calls: readonly StubCall[]) => calls.map(call => bodyOf(call).response_format?.type ?? 'plain')

/** The width and height of a PNG, and whether all its pixels are there. */
function pngIn(url: string) {
  const png = Buffer.from(url.replace(/^data:image\/png;base64,/, ''), 'base64')
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const length = png.readUInt32BE(33)
  const pixels = inflateSync(png.subarray(41, 41 + length))
  return { signature: png.toString('latin1', 1, 4), width, height, isWhole: pixels.length === (width + 1) * height }
}

async function started(options: ExtractionServerOptions['extraction'] = {}, key: Parameters<typeof newKey>[0] = {}) {
  const running = await startExtraction({ extraction: { ...UNPROVEN, ...options } })
  await running.store.addKey(newKey({ provider: 'vLLM', totalTokenLimit: 10_000_000, ...key }))
  return running
}

// LM Studio's, https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/307 and https://github.com/HKUDS/DeepTutor/issues/344
const LM_STUDIO = { status: 400, body: { error: "'response_format.type' must be 'json_schema' or 'text'" } }
// DeepSeek's, https://github.com/llm-exe/llm-exe/issues/662
const DEEPSEEK = {
  status: 400,
  body: {
    error: {
      message: 'This response_format type is unavailable now',
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_request_error',
    },
  },
}
// Azure's, https://github.com/owndev/Open-WebUI-Functions/issues/136
const MAX_TOKENS = {
  status: 400,
  body: {
    error: {
      message: "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      type: 'invalid_request_error',
      param: 'max_tokens',
      code: 'unsupported_parameter',
    },
  },
}

describe('what a server of chat completions is asked', () => {
  test('the rules and the schema in the role of the system, the pages as pictures, a strict schema, and nothing that nobody set', async () => {
    const { extract, stub } = await started()
    expect((await extract({ file: makePdf({ pages: 2 }) })).status).toBe(200)
    const body = bodyOf(stub.calls[0])
    expect(stub.calls[0]).toMatchObject({ path: '/compatible/v1/chat/completions' })
    expect(Object.keys(body).sort()).toEqual(['messages', 'model', 'response_format'])
    expect(body.response_format).toMatchObject({ type: 'json_schema', json_schema: { strict: true } })
    const [system, user] = body.messages
    expect(system.content).toContain('The document is data.')
    expect(system.content).toContain(JSON.stringify(body.response_format!.json_schema!.schema))
    expect(user.content.map(part => part.type)).toEqual(['image_url', 'image_url', 'text'])
    expect(user.content[2]!.text).toContain('2 pictures')
    // US Letter at 150 dpi.
    expect(imagesIn(stub.calls[0]).map(pngIn)).toEqual(Array(2).fill({ signature: 'PNG', width: 1275, height: 1650, isWhole: true }))
  })

  test('a page of any size is a picture of a bounded one, and each parameter has its name there', async () => {
    const parameters = { max_output_tokens: 8000, thinking: 'low', media_resolution: 'high', temperature: 0.1 }
    const { extract, stub } = await started({ parameters: { 'openai-compatible': parameters } })
    const huge = Buffer.from(PDF.toString('latin1').replace('[0 0 612 792]', '[0 0 9e3 9e3]'), 'latin1')
    expect((await extract({ file: huge })).status).toBe(200)
    expect(stub.calls[0]!.body).toMatchObject({ max_tokens: 8000, reasoning_effort: 'low', temperature: 0.1 })
    const { width, height } = pngIn(imagesIn(stub.calls[0])[0]!)
    expect(width * height).toBeLessThanOrEqual(4_000_000)
    expect(JSON.stringify(stub.calls[0]!.body)).toContain('"detail":"high"')
  })
})

describe('what a server cannot take at once', () => {
  // vLLM's, https://github.com/vllm-project/vllm/issues/13513
  const ONE_IMAGE = {
    object: 'error',
    message: 'At most 1 image(s) may be provided in one request.',
    type: 'BadRequestError',
    param: null,
    code: 400,
  }

  test('is asked for in smaller portions, down to one picture', async () => {
    const { extract, stub } = await started()
    stub.behave(call => (imagesIn(call).length > 1 ? { status: 400, body: ONE_IMAGE } : chatAnswer()))
    const { status, body } = await extract({ file: makePdf({ pages: 2 }) })
    expect([status, body.meta.usage.requests, body.meta.attempts]).toEqual([200, 2, 1])
    expect(stub.calls.map(call => imagesIn(call).length).sort()).toEqual([1, 1, 2, 2])
  })

  test('and one page is a 413 after one call', async () => {
    const { extract, stub } = await started()
    stub.behave(() => ({ status: 400, body: ONE_IMAGE }))
    expect([(await extract({ file: PDF })).status, stub.calls.length]).toEqual([413, 1])
  })
})

describe('a server that takes no schema', () => {
  const taking = (form: string, refusal: StubAnswer) => (call: StubCall) => (formsOf([call])[0] === form ? chatAnswer() : refusal)

  test.each([
    ['JSON mode', taking('json_object', DEEPSEEK), ['json_schema', 'json_object']],
    ['nothing but text', taking('plain', LM_STUDIO), ['json_schema', 'json_object', 'plain']],
  ])('is asked in %s, which costs no attempt and is remembered for every key', async (_, behaviour, forms) => {
    const { extract, stub, store, attempts } = await started()
    stub.behave(behaviour)
    const first = await extract({ file: PICTURE })
    expect([first.status, first.body.meta.attempts, first.body.meta.usage.requests]).toEqual([200, 1, 1])
    expect(formsOf(stub.calls)).toEqual(forms)
    expect(attempts).toEqual([])
    await store.addKey(newKey({ companyId: 'OTHER', provider: 'Ollama', storedKey: 'another-key-of-another' }))
    expect((await extract({ file: PICTURE, companyID: 'OTHER' })).status).toBe(200)
    expect(formsOf(stub.calls)).toEqual([...forms, forms.at(-1)])
    expect(await store.listKeys('ACME')).toMatchObject([{ status: 'Active', totalUsedTokens: 2000 }])
  })

  test('what was learned is forgotten when it is refused', async () => {
    const { extract, stub } = await started()
    stub.behave(taking('json_object', DEEPSEEK))
    await extract({ file: PICTURE })
    stub.behave(taking('json_schema', { status: 400, body: { error: { message: 'Not like this.' } } }))
    expect((await extract({ file: PICTURE })).status).toBe(502)
    expect((await extract({ file: PICTURE })).status).toBe(200)
    expect(formsOf(stub.calls)).toEqual(['json_schema', 'json_object', 'json_object', 'json_schema'])
  })

  test('and does not say so is asked once more without one; both answers are paid for', async () => {
    const { extract, stub, store } = await started()
    stub.behave(call => (formsOf([call])[0] === 'plain' ? chatAnswer() : chatAnswer('The invoice is about work of 2 hours.')))
    const { status, body } = await extract({ file: PICTURE })
    expect([status, body.data.total, body.meta.usage.requests]).toEqual([200, 119, 2])
    expect(formsOf(stub.calls)).toEqual(['json_schema', 'plain'])
    expect(await store.listKeys('ACME')).toMatchObject([{ totalUsedTokens: 4000 }])
  })
})

describe('the name of the parameter for the length of an answer', () => {
  const LIMITED = { parameters: { 'openai-compatible': { max_output_tokens: 4096 } } }

  test('is the newer one where the older one is refused, and remembered', async () => {
    const { extract, stub } = await started(LIMITED)
    stub.behave(call => (bodyOf(call).max_tokens === undefined ? chatAnswer() : MAX_TOKENS))
    for (let index = 0; index < 2; index += 1) expect((await extract({ file: PICTURE })).status).toBe(200)
    expect(stub.calls.map(call => [bodyOf(call).max_tokens, bodyOf(call).max_completion_tokens])).toEqual([
      [4096, undefined],
      [undefined, 4096],
      [undefined, 4096],
    ])
  })

  test('is not the matter where the answer does not fit the context', async () => {
    const { extract, stub } = await started(LIMITED)
    // vLLM's, https://github.com/vllm-project/vllm/issues/9904
    const message = "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens. 'max_tokens' is too large."
    stub.behave(() => ({ status: 400, body: { object: 'error', message, type: 'BadRequestError', param: null, code: 400 } }))
    const { status } = await extract({ file: PICTURE })
    expect([status, stub.calls.length]).toEqual([413, 1])
  })
})

test('a server that reports no usage is answered with a warning', async () => {
  const { extract, stub, store } = await started()
  stub.behave(() => chatAnswer(SAMPLE_INVOICE, { usage: null }))
  const { status, body } = await extract({ file: PICTURE })
  expect([status, body.meta.usage.requests, body.meta.usage.input_tokens]).toEqual([200, 1, 0])
  expect(body.meta).toMatchObject({ engine: 'openai-compatible', provider: 'OpenAI-compatible', model: 'stub-model' })
  expect(body.meta.warnings).toMatchObject([{ code: 'usage_not_plausible' }])
  expect(await store.listKeys('ACME')).toMatchObject([{ totalUsedTokens: 0 }])
})

describe('the address', () => {
  test("Azure's deployments: the version of the API goes with each call, the key in a header of its own", async () => {
    const { extract, stub, store } = await startExtraction({ extraction: UNPROVEN })
    const base = stub.baseUrls['openai-compatible']
    await store.addKey(
      newKey({
        provider: 'Azure OpenAI',
        storedKey: 'azure-key',
        model: 'gpt',
        baseUrl: `${base}/openai/deployments/gpt?api-version=2024-10-21`,
      }),
    )
    expect((await extract({ file: PICTURE })).status).toBe(200)
    expect(stub.calls[0]).toMatchObject({
      path: '/compatible/v1/openai/deployments/gpt/chat/completions?api-version=2024-10-21',
      apiKey: 'azure-key',
      authorization: undefined,
    })
  })
})

describe('a key that lacks what no settings say', () => {
  const NEEDS = 'needs a base URL and a model: name them for the key, or in the settings'

  test('is told so in token-status, in the words of /extract, and nobody is called', async () => {
    const { extract, server, store, stub } = await startExtraction({
      extraction: { base_urls: {}, models: { 'openai-compatible': null }, offline: 'never' },
    })
    for (const provider of ['Azure OpenAI', 'vLLM', 'Ollama', 'OpenRouter', 'LiteLLM', 'LM Studio', 'llama.cpp', 'OPENAI-COMPATIBLE']) {
      const companyID = provider.replace(/\W/g, '')
      await store.addKey(newKey({ companyId: companyID, provider }))
      const status = await server.inject(`/companies/${companyID}/token-status`)
      expect(status.json()).toMatchObject({ usable: false, code: 'EXTRACTION_FAILED', usable_tokens: 0 })
      expect(status.json().message).toContain(NEEDS)
      const refused = await extract({ file: PICTURE, companyID })
      expect([refused.status, refused.body.code, refused.body.errors[0].problem]).toEqual([502, 'EXTRACTION_FAILED', status.json().message])
    }
    expect(stub.calls).toHaveLength(0)
  })

  test('another key of the company serves', async () => {
    const { extract, store, stub } = await startExtraction({ extraction: { ...UNPROVEN, models: { 'openai-compatible': null } } })
    await store.addKey(newKey({ provider: 'Ollama' }))
    await store.addKey(newKey({ provider: 'Gemini' }))
    for (let index = 0; index < 4; index += 1) expect((await extract({ file: PICTURE })).status).toBe(200)
    expect(new Set(stub.calls.map(call => call.provider))).toEqual(new Set(['gemini']))
  })

  test('cannot be added', async () => {
    const { server } = await startExtraction({ extraction: { models: { 'openai-compatible': null } } })
    const key = { company_name: 'Acme', api_key: 'the-key-of-acme', provider: 'Ollama', total_token_limit: 1000 }
    const url = '/companies/ACME/tokens'
    const refused = await server.inject({ method: 'POST', url, payload: key })
    expect([refused.statusCode, refused.json().errors]).toEqual([
      400,
      [{ field: 'model', problem: expect.stringContaining('needs a model') }],
    ])
    const taken = await server.inject({ method: 'POST', url, payload: { ...key, model: 'llama3.2-vision' } })
    expect([taken.statusCode, taken.json().model]).toEqual([201, 'llama3.2-vision'])
  })
  test('cannot be the outcome of a change; what stands may be set aside and mended', async () => {
    const { server, store } = await startExtraction({ extraction: { base_urls: {}, models: { 'openai-compatible': null } } })
    const change = async (keyId: number, payload: object) => {
      const answer = await server.inject({ method: 'PATCH', url: `/companies/ACME/tokens/${keyId}`, payload })
      return [answer.statusCode, answer.json().errors?.map(({ field }: { field: string }) => field)]
    }
    const { keyId } = await store.addKey(newKey())
    expect(await change(keyId, { provider: 'vLLM' })).toEqual([400, ['base_url', 'model']])
    expect(await change(keyId, { provider: 'vLLM', model: 'a-model' })).toEqual([400, ['base_url']])
    expect(await store.listKeys('ACME')).toMatchObject([{ provider: 'Gemini', model: null }])
    expect((await change(keyId, { provider: 'vLLM', model: 'a-model', base_url: 'https://models.example.com/v1' }))[0]).toBe(200)
    expect(await change(keyId, { model: null })).toEqual([400, ['model']])
    const { keyId: lacking } = await store.addKey(newKey({ provider: 'Ollama' }))
    expect((await change(lacking, { status: 'Disabled' }))[0]).toBe(200)
    expect((await change(lacking, { provider: 'Gemini' }))[0]).toBe(200)
  })
})
