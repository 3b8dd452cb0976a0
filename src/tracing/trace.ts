import { type Attributes, type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import { AppError } from '../shared/app-error.ts'

/**
 * A place in a trace that is recorded: what begins here becomes a child of its span. Where nothing is recorded there is none (undefined), so that
 * a step costs a comparison, and what would be said of it is not even put together.
 *
 * What spans say is an allow-list: our own words and figures, hosts, models, short ids. Never an address, a path, a body, a token, a key.
 */
export class Trace {
  readonly span: Span
  readonly #tracer: Tracer
  readonly #context: Context
  readonly #shared: Attributes

  private constructor(tracer: Tracer, span: Span, shared: Attributes) {
    this.span = span
    this.#tracer = tracer
    this.#context = trace.setSpan(ROOT_CONTEXT, span)
    this.#shared = shared
  }

  static at(tracer: Tracer, span: Span): Trace | undefined {
    return span.isRecording() ? new Trace(tracer, span, {}) : undefined
  }

  /** The same place, where whatever begins says this as well. */
  with(attributes: Attributes): Trace {
    return new Trace(this.#tracer, this.span, { ...this.#shared, ...attributes })
  }

  /** Whoever begins a span ends it, on every way out. */
  begin(name: string, kind: SpanKind, attributes: Attributes): Span {
    return this.#tracer.startSpan(name, { kind, attributes: { ...this.#shared, ...attributes } }, this.#context)
  }

  /** Its children are this step's. */
  async step<T>(name: string, work: (inside: Trace | undefined) => Promise<T>): Promise<T> {
    const span = this.begin(name, SpanKind.INTERNAL, {})
    try {
      return await work(Trace.at(this.#tracer, span))
    } catch (error) {
      fail(span, errorTypeOf(error))
      throw error
    } finally {
      span.end()
    }
  }
}

/** Work as a step of its own where a trace is recorded, else just the work. */
export function inStep<T>(at: Trace | undefined, name: string, work: (inside: Trace | undefined) => Promise<T>): Promise<T> {
  return at === undefined ? work(undefined) : at.step(name, work)
}

/**
 * @param errorType undefined: it was given up on purpose, which is no error
 * (https://opentelemetry.io/docs/specs/semconv/http/http-spans/#status, https://opentelemetry.io/docs/specs/semconv/general/recording-errors/)
 */
export function fail(span: Span, errorType: string | undefined): void {
  if (errorType !== undefined) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', errorType)
}

/** Codes are ours and documented; the words and names of anything else may quote whatever it met with. */
export function errorTypeOf(error: unknown): string | undefined {
  if (!(error instanceof AppError)) return '_OTHER'
  if (error.code === 'CLIENT_CLOSED') return undefined
  return error.kind === 'upstream_timeout' ? 'timeout' : error.code
}
