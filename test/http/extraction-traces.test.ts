import type { AddressInfo } from 'node:net'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { expect, test } from 'vitest'
import { newKey } from '../support/companies.ts'
import { type ExtractionServerOptions, encode, startExtraction } from '../support/extraction-server.ts'
import { makeLongInvoice } from '../support/long-invoice.ts'
import { makePdf } from '../support/made-documents.ts'
import { buildPdf } from '../support/pdf-files.ts'
import { answerOf, PROVIDER_FIXTURES } from '../support/provider-fixtures.ts'
import { recordSpans } from '../support/recorded-spans.ts'
import { answerWell, geminiAnswer, SAMPLE_INVOICE } from '../support/stub-provider.ts'

const PDF = makePdf()
const OVERLOADED = answerOf(PROVIDER_FIXTURES.find(({ name }) => name === 'gemini-503-overloaded')!)

async function traced(options: ExtractionServerOptions = {}) {
  const recorded = recordSpans()
  const running = await startExtraction({ ...options, tracer: recorded.tracer })
  const named = (name: string) => recorded.spans(name)
  const calls = () => recorded.spans().filter(({ kind }) => kind === SpanKind.CLIENT)
  return { ...running, recorded, named, calls }
}
const below = (child: ReadableSpan | undefined) => child?.parentSpanContext?.spanId
const idOf = (span: ReadableSpan | undefined) => span?.spanContext().spanId

test('an extraction is a span with its steps below it, and with each call: which model, which key by its TokenID, what it used', async () => {
  const { extract, store, recorded, named, calls, stub } = await traced({ extraction: { base_urls: {} } })
  const key = await store.addKey(newKey({ storedKey: 'canary-key-gemini-0001', baseUrl: stub.baseUrls.gemini }))
  expect((await extract({ file: PDF, username: 'canary-user@people.example', companyID: 'ACME' })).status).toBe(200)

  const [request] = named('POST /extract')
  expect(request!.attributes).toMatchObject({
    ...{ 'tokenwheel.document.type': 'application/pdf', 'tokenwheel.document.pages': 1, 'tokenwheel.extraction.engine': 'gemini' },
  })
  const [call] = calls()
  expect(call).toMatchObject({ name: 'generate_content gemini-3.5-flash-lite', status: { code: SpanStatusCode.UNSET } })
  expect(call!.attributes).toEqual({
    ...{ 'gen_ai.operation.name': 'generate_content', 'gen_ai.provider.name': 'gcp.gemini' },
    ...{ 'gen_ai.request.model': 'gemini-3.5-flash-lite', 'gen_ai.response.model': 'gemini-3.5-flash-lite' },
    ...{ 'gen_ai.usage.input_tokens': 2518, 'gen_ai.usage.output_tokens': 700 },
    ...{ 'server.address': '127.0.0.1', 'server.port': Number(new URL(stub.baseUrls.gemini).port) },
    ...{ 'tokenwheel.attempt': 1, 'tokenwheel.key.id': String(key.keyId) },
  })
  for (const step of ['read document', 'choose key', 'prove', 'record usage']) expect(below(named(step)[0]), step).toBe(idOf(request))
  expect(below(call)).toBe(idOf(request))
  expect(recorded.spans()).toHaveLength(6)
  expect(recorded.said()).not.toMatch(/canary|ACME|people\.example|R-2026-17|Muster/)
})

test('each failed call says why, and the next one which attempt it is; none is told of a key but its number', async () => {
  const { extract, store, stub, recorded, calls } = await traced({ retry: { max_retries: 1 } })
  const first = await store.addKey(
    newKey({ storedKey: 'canary-key-0001', provider: 'OpenAI-compatible', model: 'local', baseUrl: stub.baseUrls['openai-compatible'] }),
  )
  const second = await store.addKey(newKey({ storedKey: 'canary-key-0002' }))
  stub.behave(call => (call.apiKey === 'canary-key-0001' ? 'drop' : call.provider === 'gemini' ? OVERLOADED : answerWell(call)))
  expect((await extract({ file: PDF })).status).toBe(502)
  const said = calls().map(({ attributes }) => attributes)
  expect(said.map(each => each['tokenwheel.attempt'])).toEqual([1, 2, 3])
  const of = (provider: string) => said.find(each => each['gen_ai.provider.name'] === provider)!
  expect(of('gcp.gemini')).toMatchObject({ 'error.type': 'overloaded', 'http.response.status_code': 503 })
  expect(of('openai-compatible')).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'local',
    'error.type': 'network',
  })
  expect(of('openai-compatible')).not.toHaveProperty('http.response.status_code')
  for (const { status, attributes } of calls()) {
    expect(status.code).toBe(SpanStatusCode.ERROR)
    expect([String(first.keyId), String(second.keyId)]).toContain(attributes['tokenwheel.key.id'])
    expect(attributes).not.toHaveProperty('gen_ai.usage.input_tokens')
  }
  expect(recorded.spans('POST /extract')[0]).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': '502' } })
  expect(recorded.said()).not.toContain('canary')
})

test('a refusal is an error of the step that refused', async () => {
  const { extract, store, named, recorded } = await traced()
  await store.addKey(newKey({ status: 'Expired' }))
  expect((await extract({ file: PDF })).status).toBe(403)
  expect(named('choose key')).toMatchObject([{ status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'TOKEN_EXPIRED' } }])
  expect((await extract({ file: Buffer.from('canary: no document') })).status).toBe(415)
  expect(named('read document').map(({ attributes }) => attributes['error.type'])).toEqual([undefined, 'INVALID_FILE'])
  expect(recorded.spans('POST /extract').map(({ attributes }) => attributes['http.response.status_code'])).toEqual([403, 415])
  expect(recorded.spans('POST /extract').map(({ attributes }) => attributes['tokenwheel.error.code'])).toEqual([
    'TOKEN_EXPIRED',
    'INVALID_FILE',
  ])
  expect(recorded.said()).not.toContain('canary')
})

test('a document read here says how; each part of a file is a step of its own', async () => {
  const { extract, named, calls } = await traced()
  const page = (number: string) => ['Muster AG, 10115 Berlin', `Rechnung Nr. ${number} vom 02.11.2026`, 'Gesamtbetrag 119,00 EUR']
  const { status } = await extract({ file: buildPdf({ pageTexts: [page('R-2026-17'), page('R-2026-18')] }), split: 'true' })
  expect([status, calls()]).toEqual([200, []])
  const parts = named('read part')
  expect(parts).toHaveLength(2)
  expect(named('read offline').map(below).sort()).toEqual(parts.map(idOf).sort())
  for (const { attributes } of named('read offline')) expect(attributes['tokenwheel.extraction.method']).toBe('text')
  expect(below(named('find invoices')[0])).toBe(idOf(named('POST /extract')[0]))
})

test('a long document has a span for each of its calls', async () => {
  const { extract, store, stub, calls, named } = await traced({ extraction: { proof: 'off' } })
  await store.addKey(newKey())
  stub.behave(() => geminiAnswer({ ...SAMPLE_INVOICE, line_items: [] }))
  expect((await extract({ file: makeLongInvoice({ lines: 20, pages: 9 }) })).status).toBe(200)
  expect(stub.calls.length).toBeGreaterThan(1)
  expect(calls()).toHaveLength(stub.calls.length)
  expect(named('part document')).toHaveLength(stub.calls.length)
})

test.each([
  ['the time is over', { extraction: { timeout_seconds: 1 } }, 'timeout'],
  ['the caller hangs up', {}, undefined],
])('a call that is given up because %s ends its span', async (why, options, errorType) => {
  const { server, store, stub, calls, named, recorded } = await traced(options)
  await store.addKey(newKey())
  stub.behave(() => 'hang')
  await server.listen({ host: '127.0.0.1', port: 0 })
  const form = await encode({ companyID: 'ACME', username: 'anna', file: PDF })
  const hangUp = new AbortController()
  const answer = fetch(`http://127.0.0.1:${(server.server.address() as AddressInfo).port}/extract`, {
    ...{ method: 'POST', body: new Uint8Array(form.body), headers: { 'content-type': form.type }, signal: hangUp.signal },
  }).catch(() => null)
  await stub.arrived(1)
  if (errorType === undefined) hangUp.abort()
  expect((await answer)?.status, why).toBe(errorType === undefined ? undefined : 504)
  await expect.poll(() => named('POST /extract').length).toBe(1)
  await expect.poll(() => calls().length).toBe(1)
  const code = errorType === undefined ? SpanStatusCode.UNSET : SpanStatusCode.ERROR
  expect(calls()[0]).toMatchObject({ status: { code } })
  expect(calls()[0]!.attributes['error.type']).toBe(errorType)
  expect(named('POST /extract')[0]!.attributes['tokenwheel.request.cut_off']).toBe(errorType === undefined ? true : undefined)
  expect(recorded.said()).not.toMatch(/gemini-key|ACME|anna/)
})
