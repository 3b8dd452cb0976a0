import { TraceFlags, type Tracer } from '@opentelemetry/api'
import type { Sampler, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Logger } from '../logging/logger.ts'

export interface Tracing {
  readonly tracer: Tracer
  /** Sends what waits, for a second at most: a collector that is away holds no stop up. */
  stop(): Promise<void>
}

type Environment = Readonly<Record<string, string | undefined>>
type Sdk = typeof import('@opentelemetry/sdk-trace')

const FLUSH_MS = 1_000
/** Spans that wait, some 2 kB each: the specification's default. */
const MOST_WAITING = 2_048
/** A fraction that is none is warned of and counts as the default, as the specification has it. */
const ALL = 1

/**
 * Traces go to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names; without one nothing of the SDK is loaded. The exporter reads the address, headers, time-outs,
 * compression and certificates from the environment by itself, as https://opentelemetry.io/docs/specs/otel/protocol/exporter/ has them. Spans wait in a
 * queue of 2,048 and are dropped beyond it: a collector that is slow or away costs the service nothing but them, and a line.
 */
export async function openTracing(environment: Environment, version: string, logger: Logger): Promise<Tracing | null> {
  const endpoint = environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || environment.OTEL_EXPORTER_OTLP_ENDPOINT
  if (!endpoint || environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return null
  const protocol = environment.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || environment.OTEL_EXPORTER_OTLP_PROTOCOL || 'http/protobuf'
  if (protocol !== 'http/protobuf') {
    logger.warn('Traces are not exported: of the protocols of OTEL_EXPORTER_OTLP_PROTOCOL only http/protobuf is spoken here')
    return null
  }
  const [sdk, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/resources'),
  ])
  const own = resources.resourceFromAttributes({ 'service.name': 'tokenwheel', 'service.version': version })
  const asked = resources.detectResources({
    detectors: [resources.resourceAttributesEnvDetector, resources.serviceNameEnvDetector],
  })
  const queue = watchQueue(telling(new OTLPTraceExporter(), logger), logger)
  const provider = new sdk.TracerProvider({
    resource: resources.defaultResource().merge(own).merge(asked),
    sampler: samplerOf(environment, sdk, logger),
    spanProcessors: [queue.processor, new sdk.BatchSpanProcessor({ exporter: queue.exporter, maxQueueSize: MOST_WAITING })],
  })
  return {
    tracer: provider.getTracer('tokenwheel', version),
    async stop() {
      const limit = Promise.withResolvers<void>()
      const timer = setTimeout(limit.resolve, FLUSH_MS)
      await Promise.race([provider.shutdown().catch(() => undefined), limit.promise])
      clearTimeout(timer)
    },
  }
}

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration */
function samplerOf({ OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG }: Environment, sdk: Sdk, logger: Logger): Sampler {
  const given = Number(OTEL_TRACES_SAMPLER_ARG || ALL)
  const isFraction = given >= 0 && given <= 1
  const ratio = new sdk.TraceIdRatioBasedSampler(isFraction ? given : ALL)
  const samplers: Readonly<Record<string, Sampler>> = {
    always_on: new sdk.AlwaysOnSampler(),
    always_off: new sdk.AlwaysOffSampler(),
    traceidratio: ratio,
    parentbased_always_off: new sdk.ParentBasedSampler({ root: new sdk.AlwaysOffSampler() }),
    parentbased_traceidratio: new sdk.ParentBasedSampler({ root: ratio }),
  }
  const name = OTEL_TRACES_SAMPLER?.toLowerCase() || 'parentbased_always_on'
  if (!isFraction && name.endsWith('traceidratio'))
    logger.warn('OTEL_TRACES_SAMPLER_ARG is no fraction from 0 to 1: all traces are exported')
  const known = Object.hasOwn(samplers, name) ? samplers[name] : undefined
  if (known === undefined && name !== 'parentbased_always_on')
    logger.warn('OTEL_TRACES_SAMPLER names no sampler that is known here: parentbased_always_on is used')
  return known ?? new sdk.ParentBasedSampler({ root: new sdk.AlwaysOnSampler() })
}

/**
 * Says when spans come faster than the collector takes them, and how many were lost when it has caught up: the batch processor itself drops
 * them in silence. Before it in the list, so that it sees each span first.
 */
function watchQueue(exporter: SpanExporter, logger: Logger): { readonly processor: SpanProcessor; readonly exporter: SpanExporter } {
  let [waiting, lost] = [0, 0]
  const onEnd: SpanProcessor['onEnd'] = span => {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return
    if (waiting < MOST_WAITING) waiting += 1
    else {
      if (lost === 0) logger.warn('Spans come faster than the collector of OTEL_EXPORTER_OTLP_ENDPOINT takes them: some are lost')
      lost += 1
    }
  }
  const caughtUp = () => {
    if (lost > 0) logger.info({ spans: lost }, `The collector has caught up: ${lost} spans were lost`)
    lost = 0
  }
  return {
    processor: { onEnd, onStart() {}, forceFlush: async () => undefined, shutdown: async () => undefined },
    exporter: {
      ...exporter,
      export(spans, done) {
        waiting = Math.max(0, waiting - spans.length)
        if (waiting === 0) caughtUp()
        exporter.export(spans, done)
      },
    },
  }
}

/** Says once that a collector does not take traces, and once that it does again. What the collector said is its own text, and stays out. */
function telling(exporter: SpanExporter, logger: Logger): SpanExporter {
  let isAway = false
  return {
    export: (spans, done) =>
      exporter.export(spans, result => {
        const failed = result.code !== 0
        if (failed && !isAway) logger.warn('Traces are not taken by the collector of OTEL_EXPORTER_OTLP_ENDPOINT, and are dropped')
        if (!failed && isAway) logger.info('Traces are taken again')
        isAway = failed
        done(result)
      }),
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush === undefined ? {} : { forceFlush: () => exporter.forceFlush!() }),
  }
}
