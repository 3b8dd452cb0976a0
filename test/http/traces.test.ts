import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { SpanStatusCode } from '@opentelemetry/api'
import { afterEach, describe, expect, it } from 'vitest'
import { closeServer, createServer } from '../../src/http/server.ts'
import { createLogging } from '../../src/logging/logger.ts'
import { openTracing, type Tracing } from '../../src/tracing/open-tracing.ts'
import { recordSpans } from '../support/recorded-spans.ts'

/** Fields of a protobuf message by number (https://protobuf.dev/programming-guides/encoding): bytes, or figures as text. */
function fieldsOf(bytes: Buffer): Map<number, (Buffer | string)[]> {
  const fields = new Map<number, (Buffer | string)[]>()
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
  }
  const take = (length: number) => {
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const tag = Number(varint())
    const value = [() => String(varint()), () => take(8), () => take(Number(varint())), () => '', () => '', () => take(4)][tag & 7]!()
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value])
  }
  return fields
}
const inside = (message: Buffer, ...path: number[]): Buffer[] =>
  path.reduce<Buffer[]>((found, number) => found.flatMap(each => (fieldsOf(each).get(number) ?? []) as Buffer[]), [message])
const attributesOf = (pairs: readonly Buffer[]) =>
  Object.fromEntries(
    pairs.map(pair => {
      const value = fieldsOf(inside(pair, 2)[0]!)
      return [inside(pair, 1)[0]!.toString(), String(value.get(1)?.[0] ?? value.get(3)?.[0])]
    }),
  )
/** https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto */
const spansOf = (request: Buffer) =>
  inside(request, 1, 2, 2).map(span => ({
    traceId: inside(span, 1)[0]!.toString('hex'),
    spanId: inside(span, 2)[0]!.toString('hex'),
    parentId: inside(span, 4)[0]?.toString('hex') ?? null,
    name: inside(span, 5)[0]!.toString(),
    attributes: attributesOf(inside(span, 9)),
  }))

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function collector(status = 200) {
  const bodies: Buffer[] = []
  const server = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    bodies.push(Buffer.concat(chunks))
    response.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies }
}

async function serve(environment: Record<string, string>, given?: Tracing) {
  for (const [name, value] of Object.entries(environment)) process.env[name] = value
  closing.push(async () => {
    for (const name of Object.keys(environment)) delete process.env[name]
  })
  const lines: string[] = []
  const stream = { write: (line: string) => void lines.push(line) }
  const { logger } = await createLogging({ level: 'silent', format: 'json', sinks: [{ level: 'info', stream }] })
  const tracing = given ?? (await openTracing(environment, '1.2.3', logger))
  const silence = Promise.withResolvers<never>()
  const server = await createServer({
    ...{ logger, version: '0.0.0', auth: { apiKeys: [], host: '127.0.0.1' }, tracer: tracing?.tracer },
    routes: [
      async app => {
        for (const status of [200, 403, 500])
          app.route({
            ...{ method: 'GET', url: `/people/:email/${status}`, config: { access: 'public' }, schema: { hide: true } },
            handler: (_request, reply) => reply.code(status).send({}),
          })
        app.get('/silent', { config: { access: 'public' }, schema: { hide: true } }, () => silence.promise)
      },
    ],
  })
  closing.push(() => closeServer(server))
  const get = (status: number, traceparent?: string) =>
    server.inject({ url: `/people/ada@example.com/${status}?q=secret`, headers: traceparent === undefined ? {} : { traceparent } })
  return { tracing, get, server, lines }
}

describe('traces', () => {
  it('go to the collector: a span for each request, part of its caller’s, that names no person', async () => {
    const { url, bodies } = await collector()
    const { tracing, get } = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test' })
    await get(200, `00-${TRACE}-${PARENT}-01`)
    await get(500)
    await tracing!.stop()
    const [first, second, ...more] = bodies.flatMap(spansOf)
    expect(more).toEqual([])
    expect(first).toMatchObject({ traceId: TRACE, parentId: PARENT, name: 'GET /people/:email/200' })
    expect(first!.attributes).toEqual({
      ...{ 'http.request.method': 'GET', 'http.route': '/people/:email/200', 'http.response.status_code': '200', 'url.scheme': 'http' },
    })
    expect(second).toMatchObject({ parentId: null, attributes: { 'http.response.status_code': '500', 'error.type': '500' } })
    const text = Buffer.concat(bodies).toString('latin1')
    expect(text).not.toMatch(/ada@|secret/)
    const resource = attributesOf(inside(bodies[0]!, 1, 1, 1))
    expect(resource).toMatchObject({ 'service.name': 'tokenwheel', 'service.version': '1.2.3', 'deployment.environment.name': 'test' })
  })

  it('heed the decision of the caller, and the sampler of the setting', async () => {
    const { url, bodies } = await collector()
    const { tracing, get } = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_TRACES_SAMPLER: 'parentbased_always_off' })
    await get(200, `00-${TRACE}-${PARENT}-00`)
    await get(200)
    await get(403, `00-${TRACE}-${PARENT}-01`)
    await tracing!.stop()
    expect(bodies.flatMap(spansOf)).toMatchObject([{ name: 'GET /people/:email/403' }])
  })

  it.each([
    [{ OTEL_TRACES_SAMPLER: 'TraceIdRatio', OTEL_TRACES_SAMPLER_ARG: '0' }, [], 0],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: 'half' }, ['OTEL_TRACES_SAMPLER_ARG is no fraction'], 1],
    [{ OTEL_TRACES_SAMPLER: 'xray', OTEL_TRACES_SAMPLER_ARG: 'endpoint=x' }, ['OTEL_TRACES_SAMPLER names no sampler'], 1],
  ])('of %j: what cannot be read of it is said, and the rest heeded', async (environment: Record<string, string>, warnings, spans) => {
    const { url, bodies } = await collector()
    const { tracing, get, lines } = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: url, ...environment })
    await get(200)
    await tracing!.stop()
    expect(bodies.flatMap(spansOf)).toHaveLength(spans)
    expect(lines).toHaveLength(warnings.length)
    for (const words of warnings) expect(lines[0]).toContain(words)
  })

  it('end where the caller hangs up, and where the URL is none', async () => {
    const recorded = recordSpans()
    const { server } = await serve({}, recorded)
    await server.listen({ host: '127.0.0.1', port: 0 })
    const asked = once(server.server, 'request')
    const caller = connect((server.server.address() as AddressInfo).port, '127.0.0.1')
    caller.write('GET /silent HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')
    await asked
    caller.destroy()
    await expect.poll(() => recorded.spans().length).toBe(1)
    const [cutOff] = recorded.spans()
    expect(cutOff).toMatchObject({ name: 'GET /silent', status: { code: SpanStatusCode.UNSET } })
    expect(cutOff!.attributes).toMatchObject({ 'tokenwheel.request.cut_off': true, 'http.route': '/silent' })
    expect(cutOff!.attributes).not.toHaveProperty('http.response.status_code')
    expect((await server.inject('/%zz')).statusCode).toBe(400)
    expect(recorded.spans()).toHaveLength(2)
    expect(recorded.spans()[1]!.attributes).toMatchObject({ 'http.response.status_code': 400 })
  })

  it('stand in the log by trace and span', async () => {
    const { url, bodies } = await collector()
    const { tracing, get, lines } = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: url })
    await get(403, `00-${TRACE}-${PARENT}-01`)
    await tracing!.stop()
    const spanId = bodies.flatMap(spansOf)[0]?.spanId
    expect(lines.map(line => JSON.parse(line))).toMatchObject([{ trace_id: TRACE, span_id: spanId, status: 403 }])
  })

  it('of a collector that refuses are dropped, with one line', async () => {
    const { url } = await collector(400)
    const { tracing, get, lines } = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: url })
    for (let n = 0; n < 3_000; n += 1) await get(200)
    await tracing!.stop()
    expect(lines.filter(line => line.includes('are dropped'))).toHaveLength(1)
  })

  it('that come faster than the collector takes them are counted, and the log says so', async () => {
    const answers: (() => void)[] = []
    const slow = createHttpServer((request, response) => {
      request.resume().on('end', () => void answers.push(() => response.end()))
    }).listen(0, '127.0.0.1')
    await once(slow, 'listening')
    closing.push(async () => slow.close().closeAllConnections())
    const { tracing, lines } = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(slow.address() as AddressInfo).port}` })
    // 512 are on their way, 2,048 wait.
    for (let n = 0; n < 512 + 2_048 + 7; n += 1) tracing!.tracer.startSpan('work').end()
    expect(lines.filter(line => line.includes('some are lost'))).toHaveLength(1)
    for (let n = 0; n < 5; n += 1) {
      await expect.poll(() => answers.length).toBe(n + 1)
      answers[n]!()
    }
    expect(lines.map(line => JSON.parse(line).msg).slice(1)).toEqual(['The collector has caught up: 7 spans were lost'])
  })

  it('hold no stop up where the collector does not answer', async () => {
    const silent = createHttpServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    closing.push(async () => silent.close().closeAllConnections())
    const { tracing, get } = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` })
    await get(200)
    const started = performance.now()
    await tracing!.stop()
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it.each([
    [{}, 0],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' }, 0],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 1],
  ])('are not made with %j', async (environment: Record<string, string>, warnings) => {
    const { tracing, lines } = await serve(environment)
    expect([tracing, lines.length]).toEqual([null, warnings])
  })
})
