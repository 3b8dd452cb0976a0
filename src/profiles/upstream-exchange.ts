import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { Exchange, ExchangesUnderWay } from './exchanges-under-way.ts'

/** A profile is a page of JSON; a body beyond this is a mistake or an attack, and would be held in memory once per lane. */
const MAX_BODY_BYTES = 1024 * 1024
/** Of an error only its beginning is read: enough for a code and a sentence. */
const MAX_ERROR_BODY_BYTES = 64 * 1024

/** How one request ended. An answer may be cut short: `failure` then says why the rest of its body is missing. */
export interface RawAnswer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** The network's or undici's code; undefined when the answer is complete (of an error: complete enough). */
  readonly failure: string | undefined
}

const NO_BYTES = Buffer.alloc(0)

/**
 * One request on the wire. Works below undici's `request()`, which would build a stream per answer: a profile is one small chunk, and
 * this is the hottest path of the service.
 *
 * The deadline runs from the moment the request is handed to a connection until the last byte of the answer. Waiting for a free
 * connection of the pool is not the upstream's time and does not count; connecting has the pool's own time-out.
 */
export class UpstreamExchange implements Dispatcher.DispatchHandler, Exchange {
  place = 0
  deadline = Number.POSITIVE_INFINITY
  readonly signal: AbortSignal | undefined
  readonly #underWay: ExchangesUnderWay
  readonly #resolve: (answer: RawAnswer) => void
  readonly #reject: (reason: unknown) => void
  #controller: Dispatcher.DispatchController | undefined
  #status: number | undefined
  #headers: IncomingHttpHeaders = {}
  #chunks: Buffer[] = []
  #bytes = 0
  #settled = false

  constructor(
    underWay: ExchangesUnderWay,
    signal: AbortSignal | undefined,
    resolve: (answer: RawAnswer) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#underWay = underWay
    this.signal = signal
    this.#resolve = resolve
    this.#reject = reject
    underWay.add(this)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while waiting for a connection: aborting here keeps the request off the wire.
    if (this.#settled) {
      controller.abort(new Error('given up before it was sent'))
      return
    }
    this.#controller = controller
    this.#underWay.onWire(this)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return
    this.#status = status
    this.#headers = headers
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    const status = this.#status ?? 0
    if (status >= 200 && status < 300) {
      if (this.#bytes > MAX_BODY_BYTES) this.#cutShort('UND_ERR_RES_EXCEEDED_MAX_SIZE')
    } else if (this.#bytes > MAX_ERROR_BODY_BYTES) this.#cutShort(undefined)
  }

  onResponseEnd(): void {
    this.#settle(undefined)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const code = (error as { code?: unknown }).code
    this.#settle(typeof code === 'string' ? code : 'UND_ERR')
  }

  expire(): void {
    this.#cutShort(this.#status === undefined ? 'UND_ERR_HEADERS_TIMEOUT' : 'UND_ERR_BODY_TIMEOUT')
  }

  #cutShort(failure: string | undefined): void {
    this.#settle(failure)
    this.#controller?.abort(new Error('cut short'))
  }

  #settle(failure: string | undefined): void {
    if (!this.#finish()) return
    const body = this.#chunks.length === 1 ? this.#chunks[0]! : this.#chunks.length === 0 ? NO_BYTES : Buffer.concat(this.#chunks)
    this.#chunks = []
    this.#resolve({ status: this.#status, headers: this.#headers, body, failure })
  }

  giveUp(reason: unknown): void {
    if (!this.#finish()) return
    this.#reject(reason)
    this.#controller?.abort(new Error('the caller gave up'))
  }

  /** True the first time. */
  #finish(): boolean {
    if (this.#settled) return false
    this.#settled = true
    this.#underWay.remove(this)
    return true
  }
}
