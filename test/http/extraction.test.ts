import { describe, expect, test } from 'vitest'
import { AI_PROVIDERS, PROVIDER_NAMES } from '../../src/settings/ai-providers.ts'
import { newKey } from '../support/companies.ts'
import { startExtraction } from '../support/extraction-server.ts'
import { makeBombPdf, makeEncryptedPdf, makePdf, makePng } from '../support/made-documents.ts'
import { geminiAnswer, SAMPLE_INVOICE } from '../support/stub-provider.ts'

const PDF = makePdf()

describe('a good extraction', () => {
  test('answers the invoice, its checks and what it cost, and meters it', async () => {
    const { extract, store, stub } = await startExtraction()
    const { keyId } = await store.addKey(newKey({ storedKey: 'gemini-key-1', totalTokenLimit: 6000 }))
    const { status, body } = await extract({ file: PDF, branch: 'Berlin', licenceID: 'L-1' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: 'ok',
      message: 'Invoice processed successfully',
      data: { invoice_number: 'R-2026-17', total: 119, due_date: null, seller: { name: 'Muster AG' } },
      meta: {
        engine: 'gemini',
        provider: 'Gemini',
        model: 'gemini-3.5-flash-lite',
        attempts: 1,
        retry_log: [],
        pages: 1,
        // Number, total and currency stand on the page; date and seller do not.
        confidence: 0.62,
        review: true,
        usage: {
          input_tokens: 2518,
          output_tokens: 700,
          text_prompt_tokens: 712,
          image_prompt_tokens: 1806,
          text_candidates_tokens: 652,
          requests: 1,
        },
      },
    })
    expect(body.meta.checks.map((check: { rule: string; passed: boolean }) => [check.rule, check.passed])).toContainEqual([
      'BR-CO-15',
      true,
    ])
    expect(stub.calls).toHaveLength(1)
    expect(stub.calls[0]).toMatchObject({ provider: 'gemini', apiKey: 'gemini-key-1' })
    expect(stub.calls[0]!.path).toBe('/v1beta/models/gemini-3.5-flash-lite:generateContent')
    expect(await store.listKeys('ACME')).toMatchObject([
      { keyId, totalUsedTokens: 3218, totalRemainingTokens: 2782, status: 'BelowThreshold' },
    ])
    expect(await store.usage({ companyId: 'ACME', from: null, to: null, group: 'branch' })).toMatchObject([
      { group: 'Berlin', extractions: 1, requests: 1, totalTokens: 3218 },
    ])
  })

  test('OpenAI answers the same shape', async () => {
    const { extract, store, stub } = await startExtraction()
    await store.addKey(newKey({ provider: 'OPENAI', storedKey: 'openai-key-1' }))
    const { status, body } = await extract({ file: makePng(20, 20) })
    expect(status).toBe(200)
    expect(body.meta).toMatchObject({ engine: 'openai', provider: 'OpenAI', model: 'gpt-6-luna' })
    expect(body.meta.usage).toEqual({
      input_tokens: 1500,
      output_tokens: 500,
      text_prompt_tokens: 1500,
      image_prompt_tokens: 0,
      text_candidates_tokens: 400,
      requests: 1,
    })
    expect(body.data.total).toBe(119)
    expect(stub.calls[0]).toMatchObject({ path: '/v1/responses', apiKey: 'openai-key-1', body: { store: false } })
  })

  test.each(PROVIDER_NAMES)('%s: asked with the key and the model of the settings, answers, is metered and counted', async name => {
    const { extract, store, stub, service } = await startExtraction({ extraction: { models: { [name]: 'a-model' } } })
    const { title } = AI_PROVIDERS[name]
    await store.addKey(newKey({ provider: title, storedKey: 'the-key-of-this' }))
    const { status, body } = await extract({ file: PDF })
    expect([status, body.meta.engine, body.meta.provider]).toEqual([200, name, title])
    expect(body.data).toMatchObject({ invoice_number: 'R-2026-17', total: 119 })
    expect(stub.calls).toMatchObject([{ provider: name, apiKey: 'the-key-of-this' }])
    const [call] = stub.calls
    expect(call!.path + JSON.stringify(call!.body)).toContain('a-model')
    expect(JSON.stringify(call!.body)).toContain(name === 'openai-compatible' ? 'data:image/png;base64,' : PDF.toString('base64'))
    const { input, output } = stub.reported
    expect(await store.listKeys('ACME')).toMatchObject([{ totalUsedTokens: input + output }])
    expect(service.stats().extraction.succeededByEngine[name]).toBe(1)
  })

  test.each(['Google', 'gemini', ' GEMINI ', ''])('the provider "%s" means Gemini', async provider => {
    const { extract, store, stub } = await startExtraction()
    await store.addKey(newKey({ provider }))
    expect((await extract({ file: PDF })).status).toBe(200)
    expect(stub.calls.map(call => call.provider)).toEqual(['gemini'])
  })

  test('custom fields travel in the schema and come back under data.custom', async () => {
    const { extract, store, stub } = await startExtraction()
    await store.addKey(newKey())
    stub.behave(() => geminiAnswer({ invoice: SAMPLE_INVOICE, custom: { cost_center: 'K-7' } }))
    const schema = { type: 'object', properties: { cost_center: { type: 'string', description: 'Cost centre' } } }
    const { status, body } = await extract({ file: PDF, schema: JSON.stringify(schema) })
    expect(status).toBe(200)
    expect(body.data).toMatchObject({ invoice_number: 'R-2026-17', custom: { cost_center: 'K-7' } })
    const sent = stub.calls[0]!.body as { generationConfig: { responseJsonSchema: { properties: Record<string, unknown> } } }
    expect(sent.generationConfig.responseJsonSchema.properties.custom).toEqual({
      type: 'object',
      properties: { cost_center: { type: ['string', 'null'], description: 'Cost centre' } },
      required: ['cost_center'],
      additionalProperties: false,
    })
  })
})

describe("the state of the company's keys", () => {
  const EXPIRED = 'Your AI token has expired. Please renew your subscription.'
  const UNAVAILABLE = 'Your AI token is no longer available or has been disabled. Please contact support.'
  test.each([
    [['Expired'], 'TOKEN_EXPIRED', EXPIRED],
    [['Disabled', 'Expired'], 'TOKEN_EXPIRED', EXPIRED],
    [['Exceeded'], 'TOKEN_UNAVAILABLE', UNAVAILABLE],
    [['Disabled'], 'TOKEN_UNAVAILABLE', UNAVAILABLE],
    [['Blocked'], 'TOKEN_UNAVAILABLE', UNAVAILABLE],
    [['FullyUtilized'], 'TOKEN_UNAVAILABLE', UNAVAILABLE],
  ])('%j is refused with %s, and neither fallback nor offline engine helps', async (statuses, code, message) => {
    const { extract, store, stub } = await startExtraction({
      extraction: { fallback: { provider: 'Gemini', api_key: 'fallback-key' }, offline: 'when-no-key' },
    })
    for (const status of statuses) await store.addKey(newKey({ status }))
    const answer = await extract({ file: PDF })
    expect(answer.status).toBe(403)
    expect(answer.body).toEqual({ status: 'error', code, message, data: null, request_id: answer.headers['x-request-id'] })
    expect(stub.calls).toHaveLength(0)
  })

  test('a company without any row is refused in a configured system', async () => {
    const { extract, store } = await startExtraction()
    await store.addKey(newKey({ companyId: 'OTHER' }))
    const { status, body } = await extract({ file: PDF })
    expect([status, body.code, body.message]).toEqual([
      403,
      'TOKEN_NOT_FOUND',
      'No active token found for your company. Please contact support.',
    ])
  })

  test('the fallback key serves a company without any row', async () => {
    const { extract, store, stub } = await startExtraction({
      extraction: { fallback: { provider: 'openai', api_key: 'fallback-key', model: 'gpt-x' }, offline: 'never' },
    })
    expect((await extract({ file: PDF })).status).toBe(200)
    expect(stub.calls[0]).toMatchObject({ provider: 'openai', apiKey: 'fallback-key', body: { model: 'gpt-x' } })
    expect(await store.usage({ companyId: 'ACME', from: null, to: null, group: 'token' })).toMatchObject([
      { group: null, extractions: 1, totalTokens: 2000 },
    ])
  })

  test.each([
    ['when-unconfigured', false, 200],
    ['when-unconfigured', true, 403],
    ['when-no-key', true, 200],
    ['never', false, 403],
    ['always', true, 200],
  ])('offline: %s, other companies have keys: %s -> %i', async (offline, configured, expected) => {
    const { extract, store, stub } = await startExtraction({ extraction: { offline } })
    if (configured) await store.addKey(newKey({ companyId: 'OTHER' }))
    const { status, body } = await extract({ file: PDF })
    expect(status).toBe(expected)
    if (expected === 200) expect(body.meta).toMatchObject({ engine: 'offline', provider: null, usage: { requests: 0 } })
    expect(stub.calls).toHaveLength(0)
  })
})

describe('the form', () => {
  test.each([
    [{ companyID: undefined }, ['companyID']],
    [{ username: undefined }, ['username']],
    [{ companyID: undefined, username: undefined }, ['companyID', 'username']],
    [{ companyID: '   ' }, ['companyID']],
    [{ username: '' }, ['username']],
  ])('%j is answered with 400 and the known words', async (form, fields) => {
    const { extract } = await startExtraction()
    const { status, body } = await extract({ ...form, file: PDF })
    expect(status).toBe(400)
    expect(body).toMatchObject({
      status: 'error',
      code: 'VALIDATION_FAILED',
      message: 'Please provide both companyID and username.',
      errors: fields.map(field => ({ field, problem: 'is required' })),
      data: null,
    })
  })

  test('no body at all lacks the same fields; another content type is a 415', async () => {
    const { server } = await startExtraction()
    const none = await server.inject({ method: 'POST', url: '/extract' })
    expect([none.statusCode, none.json().message]).toEqual([400, 'Please provide both companyID and username.'])
    const json = await server.inject({ method: 'POST', url: '/extract', payload: { companyID: 'ACME' } })
    expect([json.statusCode, json.json().code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  })

  test('no file', async () => {
    const { extract } = await startExtraction()
    const { status, body } = await extract()
    expect([status, body.code, body.errors]).toEqual([400, 'VALIDATION_FAILED', [{ field: 'file', problem: 'is required' }]])
  })

  test.each([
    ['{not json', 'is not valid JSON'],
    ['[1]', 'must be a JSON object'],
    ['{"type":"object"}', 'must be a JSON Schema of type "object" with at least one property'],
    ['{"type":"object","properties":{"a":{"$ref":"#/x"}}}', 'refers to "#/x", which is not in the schema'],
  ])('schema %s is a 400 and costs no call', async (schema, problem) => {
    const { extract, store, stub } = await startExtraction()
    await store.addKey(newKey())
    const { status, body } = await extract({ file: PDF, schema })
    expect([status, body.code, body.errors?.[0]?.problem]).toEqual([400, 'VALIDATION_FAILED', problem])
    expect(stub.calls).toHaveLength(0)
  })

  test('a value longer than its column, a repeated company and a broken body are 400', async () => {
    const { extract, server } = await startExtraction()
    expect((await extract({ file: PDF, branch: 'x'.repeat(51) })).body).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field: 'branch', problem: 'is longer than 50 characters' }],
    })
    const part = (name: string, value: string) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const send = (payload: string) =>
      server.inject({ method: 'POST', url: '/extract', payload, headers: { 'content-type': 'multipart/form-data; boundary=b' } })
    const twice = await send(`${part('companyID', 'A')}${part('companyID', 'B')}${part('username', 'u')}--b--\r\n`)
    expect([twice.statusCode, twice.json().errors]).toEqual([400, [{ field: 'companyID', problem: 'is given more than once' }]])
    const cut = await send(part('companyID', 'A'))
    expect([cut.statusCode, cut.json().code]).toEqual([400, 'VALIDATION_FAILED'])
  })

  test('a caller with extract@COMPANY serves that company only', async () => {
    const { extract, store } = await startExtraction({ apiKeys: [{ name: 'acme', key: 'caller-key-1', scopes: ['extract@ACME'] }] })
    await store.addKey(newKey())
    await store.addKey(newKey({ companyId: 'OTHER' }))
    const headers = { 'x-api-key': 'caller-key-1' }
    expect((await extract({ file: PDF, companyID: 'acme' }, headers)).status).toBe(200)
    expect((await extract({ file: PDF, companyID: 'OTHER' }, headers)).body).toMatchObject({ code: 'FORBIDDEN' })
    expect((await extract({ file: PDF })).status).toBe(401)
  })
})

describe('the file', () => {
  const limits = { extraction: { max_pages: 100 } }
  const bytes = (text: string) => Buffer.from(text)
  test.each([
    ['empty', () => Buffer.alloc(0), 422],
    ['text', () => bytes('just some text'), 415],
    ['a zip', () => Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 415],
    ['HEIC', () => Buffer.concat([Buffer.from([0, 0, 0, 24]), bytes('ftypheic'), Buffer.alloc(16)]), 415],
    ['a truncated PDF', () => PDF.subarray(0, PDF.length - 60), 422],
    ['an encrypted PDF', () => makeEncryptedPdf(), 422],
    ['garbage behind a PDF header', () => bytes('%PDF-1.7\nnothing\n%%EOF\n'), 422],
    ['101 pages', () => makePdf({ pages: 101 }), 422],
    ['25 MB', () => makePdf({ padding: 25 * 1_048_576 }), 413],
    ['a decompression bomb', () => makeBombPdf(300), 422],
    ['an image of 4 gigapixels', () => makePng(65_000, 65_000), 422],
  ])('%s is INVALID_FILE, without a call and without a retry', async (_name, make, expected) => {
    const { extract, store, stub, attempts } = await startExtraction(limits)
    await store.addKey(newKey())
    const { status, body } = await extract({ file: make() })
    expect([status, body.status, body.code, body.message, body.data]).toEqual([
      expected,
      'error',
      'INVALID_FILE',
      'Failed to process invoice',
      null,
    ])
    expect(body.errors[0].field).toBe('file')
    expect(stub.calls).toHaveLength(0)
    expect(attempts).toHaveLength(0)
  })

  test('100 pages and 20 MB less a little pass', async () => {
    const { extract, store } = await startExtraction(limits)
    await store.addKey(newKey())
    expect((await extract({ file: makePdf({ pages: 100 }) })).body.meta.pages).toBe(100)
    expect((await extract({ file: makePdf({ padding: 20 * 1_048_576 - 2000 }) })).status).toBe(200)
  })

  test('TIFF is read here, because the providers cannot; where that is not allowed it is a 415', async () => {
    const tiff = Buffer.from('49492a0008000000', 'hex')
    const allowed = await startExtraction()
    await allowed.store.addKey(newKey())
    // Not a whole TIFF: what matters is that no provider sees it.
    await allowed.extract({ file: tiff })
    expect(allowed.stub.calls).toHaveLength(0)
  })
})

test.each([1, 2, 3, 49_151, 49_152, 49_153, 150_001])(
  'a document with %i more bytes reaches both providers byte for byte',
  async padding => {
    const { extract, store, stub } = await startExtraction()
    await store.addKey(newKey())
    await store.addKey(newKey({ companyId: 'OTHER', provider: 'OpenAI' }))
    const file = makePdf({ padding })
    await extract({ file })
    await extract({ file, companyID: 'OTHER' })
    const [gemini, openai] = stub.calls.map(call => JSON.stringify(call.body))
    const base64 = file.toString('base64')
    expect(gemini).toContain(`"data":"${base64}"`)
    expect(openai).toContain(`"file_data":"data:application/pdf;base64,${base64}"`)
  },
)
