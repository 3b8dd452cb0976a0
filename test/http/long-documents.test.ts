import { describe, expect, test } from 'vitest'
import { AI_PROVIDERS, PROVIDER_NAMES } from '../../src/settings/ai-providers.ts'
import { newKey } from '../support/companies.ts'
import { startExtraction } from '../support/extraction-server.ts'
import { fileIn, longInvoiceModel, type ModelOptions, makeLongInvoice, type Seen, sumUpTo } from '../support/long-invoice.ts'
import { geminiAnswer, SAMPLE_INVOICE } from '../support/stub-provider.ts'

/** https://ai.google.dev/gemini-api/docs/generate-content/long-decode: what one request without streaming returns at most. */
const OUTPUT_LIMIT = 32_768
/** These stubs answer what no page shows: the proof would say so, and has tests of its own. */
const UNPROVEN = { proof: 'off' } as const
const LONG = makeLongInvoice({ lines: 400, pages: 12 })
const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1))
const numbersIn = (body: { data: { line_items: { line_number: string | null }[] } }) => body.data.line_items.map(line => line.line_number)

async function withModel(provider: (typeof PROVIDER_NAMES)[number], options: Partial<ModelOptions> = {}) {
  const started = await startExtraction({ extraction: UNPROVEN })
  await started.store.addKey(newKey({ provider: AI_PROVIDERS[provider].title, totalTokenLimit: 10_000_000 }))
  const seen: Seen[] = []
  started.stub.behave(
    longInvoiceModel({
      outputLimit: OUTPUT_LIMIT,
      ...(provider === 'openai-compatible' ? { document: LONG } : {}),
      ...options,
      onSeen: one => seen.push(one),
    }),
  )
  return { ...started, seen }
}

describe.each(PROVIDER_NAMES)('a 400-line, 12-page invoice at %s, which answers 32,768 AI tokens at most', provider => {
  test('comes back whole and in order, without page furniture, and every call is metered', async () => {
    const { extract, store, stub, seen } = await withModel(provider)
    const { status, body } = await extract({ file: LONG })
    expect(status).toBe(200)
    expect(numbersIn(body)).toEqual(numbers(400))
    expect(body.data).toMatchObject({ document_type: 'invoice', invoice_number: 'R-2026-400', currency: 'EUR', sub_total: sumUpTo(400) })
    expect(body.meta).toMatchObject({ pages: 12, attempts: 1, warnings: [] })
    expect(body.meta.usage.requests).toBe(stub.calls.length)
    const { input, output } = stub.reported
    expect(body.meta.usage).toMatchObject({ input_tokens: input, output_tokens: output })
    expect(await store.listKeys('ACME')).toMatchObject([{ totalUsedTokens: input + output }])
    // Four pages each, and one more to complete what breaks over the end.
    expect(seen.map(one => one.pages).sort()).toEqual([4, 5, 5])
  })

  test('also where the answer names no page: what two portions saw stands once', async () => {
    const { extract } = await withModel(provider, { says: { page: false } })
    expect(numbersIn((await extract({ file: LONG })).body)).toEqual(numbers(400))
  })
})

describe('a document that is asked for whole', () => {
  const DENSE = makeLongInvoice({ lines: 300, pages: 6 })

  test('and is cut off is asked for in halves until each fits', async () => {
    const { extract, seen, stub, store } = await withModel('openai', { outputLimit: 10_000 })
    const { status, body } = await extract({ file: DENSE })
    expect([status, numbersIn(body)]).toEqual([200, numbers(300)])
    expect(seen[0]).toMatchObject({ pages: 6 })
    expect(await store.listKeys('ACME')).toMatchObject([{ totalUsedTokens: stub.reported.input + stub.reported.output }])
  })

  test('a page that alone is too much is named, and the others are answered', async () => {
    const tooMuch = ({ firstLine, lastLine }: Seen) => firstLine <= 150 && lastLine > 101
    const { extract } = await withModel('gemini', {
      interfere: seen =>
        tooMuch(seen)
          ? geminiAnswer({}, { candidates: [{ content: { parts: [{ text: '{"li' }] }, finishReason: 'MAX_TOKENS' }] })
          : undefined,
    })
    const { status, body } = await extract({ file: DENSE })
    expect(status).toBe(200)
    expect(body.meta.warnings).toMatchObject([{ code: 'pages_not_read' }])
    expect(numbersIn(body)).toEqual(numbers(300).filter(number => Number(number) <= 100 || Number(number) > 150))
    expect(body.meta.warnings[0].message).toContain('these pages: 3.')
  })

  test('and refused is one call: no page of it is asked for again', async () => {
    const { extract, stub } = await withModel('gemini', { interfere: () => geminiAnswer({}, { candidates: [{ finishReason: 'SAFETY' }] }) })
    expect((await extract({ file: DENSE })).status).toBeGreaterThanOrEqual(400)
    expect(stub.calls).toHaveLength(1)
  })
})

test('a portion that fails for a while is repeated alone: what was answered is not paid for again', async () => {
  let failures = 1
  const { extract, seen, stub, store } = await withModel('gemini', {
    interfere: ({ firstLine }) =>
      firstLine > 100 && firstLine < 200 && failures-- > 0 ? { status: 503, body: { error: { message: 'overloaded' } } } : undefined,
  })
  const { status, body } = await extract({ file: LONG })
  expect([status, body.meta.attempts, numbersIn(body)]).toEqual([200, 2, numbers(400)])
  expect(seen.map(one => one.firstLine).sort((a, b) => a - b)).toEqual([1, 137, 137, 273])
  expect(await store.listKeys('ACME')).toMatchObject([{ totalUsedTokens: stub.reported.input + stub.reported.output }])
})

test("Gemini's own continuation is followed, hop by hop, and each hop is metered", async () => {
  const { extract, store, stub } = await startExtraction({ extraction: UNPROVEN })
  await store.addKey(newKey({ totalTokenLimit: 1_000_000 }))
  const text = JSON.stringify(SAMPLE_INVOICE)
  const hop = (part: string, finishReason: string, continuationToken?: string) =>
    geminiAnswer({}, { candidates: [{ content: { role: 'model', parts: [{ text: part }] }, finishReason, continuationToken }] })
  stub.behave((_, index) => {
    if (index === 0) return hop(text.slice(0, 40), 'CONTINUATION', 'dG9rZW4tMQ==')
    return index === 1 ? hop('', 'CONTINUATION', 'dG9rZW4tMg==') : hop(text.slice(40), 'STOP')
  })
  const { status, body } = await extract({ file: makeLongInvoice({ lines: 3, pages: 1 }) })
  expect([status, body.data.total, body.meta.usage.requests]).toEqual([200, 119, 3])
  expect(stub.calls.map(call => call.body.continuationToken)).toEqual([undefined, 'dG9rZW4tMQ==', 'dG9rZW4tMg=='])
  expect(stub.calls.map(call => fileIn(call).length)).toEqual(
    [stub.calls[0]!, stub.calls[0]!, stub.calls[0]!].map(call => fileIn(call).length),
  )
  expect(await store.listKeys('ACME')).toMatchObject([{ totalUsedTokens: stub.reported.input + stub.reported.output }])
})
