import { InMemorySpanExporter, type ReadableSpan, type Sampler, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Tracing } from '../../src/tracing/open-tracing.ts'

/** A tracer whose spans stay here. */
export interface RecordedSpans extends Tracing {
  /** All that have ended, or those of a name. */
  spans(name?: string): readonly ReadableSpan[]
  /** Everything that spans say, as one text. */
  said(): string
}

export function recordSpans(sampler?: Sampler): RecordedSpans {
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
    ...(sampler === undefined ? {} : { sampler }),
  })
  const all = () => exporter.getFinishedSpans()
  return {
    tracer: provider.getTracer('test'),
    // What has ended is looked at after the stop.
    stop: async () => undefined,
    spans: name => all().filter(span => name === undefined || span.name === name),
    said: () => JSON.stringify(all().map(({ name, attributes, status, events, links }) => ({ name, attributes, status, events, links }))),
  }
}
