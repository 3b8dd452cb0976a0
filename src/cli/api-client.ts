import { setTimeout as wait } from 'node:timers/promises'
import { CliError, EXIT, type ExitCode } from './cli-error.ts'
import type { Output } from './output.ts'

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly json?: unknown
  readonly body?: FormData | ReadableStream
  readonly headers?: Record<string, string>
  /** Answers that are results all the same, such as the 503 of an unhealthy service. */
  readonly accept?: readonly number[]
}

interface Envelope {
  readonly code: string
  readonly message: string
  readonly errors?: readonly { field: string; problem: string }[]
  readonly request_id?: string
}

/** Waits for a caller's turn at most this often after a 429; the wait itself is the server's word, capped. */
const MAX_TURNS = 5
const MAX_WAIT_SECONDS = 60
/** A service that has not begun its answer by then is frozen or out of reach. Uploads take as long as they take. */
const ANSWER_MS = 30_000

/** The HTTP API as the commands use it. Every failure becomes a {@link CliError} that says what to do. */
export class ApiClient {
  readonly #url: string
  readonly #apiKey: string | undefined
  readonly #out: Output
  readonly #signal: AbortSignal
  readonly #answerMs: number

  constructor(options: { url: string; apiKey: string | undefined; out: Output; signal: AbortSignal; answerMs?: number }) {
    this.#url = options.url
    this.#apiKey = options.apiKey
    this.#out = options.out
    this.#signal = options.signal
    this.#answerMs = options.answerMs ?? ANSWER_MS
  }

  get url(): string {
    return this.#url
  }

  // biome-ignore lint/suspicious/noExplicitAny: the caller says which documented shape it asked for
  async json<T = any>(path: string, request: ApiRequest = {}): Promise<T> {
    const response = await this.send(path, request)
    return (await response.json()) as T
  }

  /** @throws CliError for everything but a success or an accepted status */
  async send(path: string, request: ApiRequest = {}): Promise<Response> {
    for (let turn = 1; ; turn += 1) {
      const response = await this.#once(path, request)
      if (response.ok || request.accept?.includes(response.status)) return response
      // A stream has gone by: only its owner can begin again.
      const repeatable = !(request.body instanceof ReadableStream)
      if (response.status !== 429 || !repeatable || turn >= MAX_TURNS) throw await this.#refusal(response)
      const seconds = Math.min(MAX_WAIT_SECONDS, Number(response.headers.get('retry-after')) || 1)
      await response.body?.cancel()
      this.#out.debug(`  the service asks to wait ${seconds} s`)
      await wait(seconds * 1000, undefined, { signal: this.#signal })
    }
  }

  async #once(path: string, { method, json, body, headers }: ApiRequest): Promise<Response> {
    const verb = method ?? (json === undefined && body === undefined ? 'GET' : 'POST')
    const startedAt = performance.now()
    // Method and path, never a header or a body: those hold the secrets.
    this.#out.debug(`> ${verb} ${this.#url}${path}`)
    const frozen = new AbortController()
    const deadline = body === undefined ? setTimeout(() => frozen.abort(), this.#answerMs) : undefined
    try {
      const response = await fetch(`${this.#url}${path}`, {
        method: verb,
        headers: {
          accept: 'application/json',
          ...(this.#apiKey === undefined ? {} : { 'x-api-key': this.#apiKey }),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        // A redirect would carry the key to wherever it points.
        redirect: 'error',
        signal: AbortSignal.any([this.#signal, frozen.signal]),
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
        ...(body === undefined ? {} : { body, duplex: 'half' }),
      } as RequestInit)
      const id = response.headers.get('x-request-id')
      this.#out.debug(`< ${response.status} in ${Math.round(performance.now() - startedAt)} ms${id === null ? '' : `, request ${id}`}`)
      return response
    } catch (error) {
      if (this.#signal.aborted) throw new CliError('Interrupted.', EXIT.interrupted)
      if (frozen.signal.aborted) throw this.#silent()
      throw this.#unreachable(error)
    } finally {
      clearTimeout(deadline)
    }
  }

  #silent(): CliError {
    return new CliError(
      `The service at ${this.#url} took the request and has not answered within ${this.#answerMs / 1000} s.`,
      EXIT.unavailable,
      {
        hint: 'It hangs or is overloaded: look at its log, and at GET /system/health/live.',
      },
    )
  }

  #unreachable(error: unknown): CliError {
    const cause = (error as { cause?: { code?: string; message?: string } }).cause
    // A file that cannot be read is the body's failure, not the connection's.
    if (cause?.code === 'ENOENT' || cause?.code === 'EACCES' || cause?.code === 'EISDIR') {
      return new CliError(`The file could not be read (${cause.code}).`, EXIT.usage)
    }
    return new CliError(`No service answers at ${this.#url} (${cause?.code ?? cause?.message ?? 'connection failed'}).`, EXIT.unavailable, {
      hint: 'Start it with `npm start`, or name another one with --url or TOKENWHEEL_URL.',
    })
  }

  async #refusal(response: Response): Promise<CliError> {
    const envelope = await readEnvelope(response)
    if (envelope === undefined) {
      return new CliError(`${this.#url} answered ${response.status}, but not as tokenwheel does.`, exitCodeOf(response.status), {
        hint: 'Check --url or TOKENWHEEL_URL.',
      })
    }
    const details = (envelope.errors ?? []).map(({ field, problem }) => `\n  ${field}: ${problem}`).join('')
    return new CliError(`${envelope.message}${details}`, exitCodeOf(response.status), { hint: this.#hint(response.status), envelope })
  }

  #hint(status: number): string | undefined {
    if (status === 401 && this.#apiKey === undefined) return 'This service wants an API key: set TOKENWHEEL_API_KEY, or use --api-key.'
    if (status === 401) return 'The service does not know this API key: check TOKENWHEEL_API_KEY (or --api-key) against its API_KEYS.'
    if (status === 403) return 'Use a key with that scope: API_KEYS=name:key:scope+scope in the settings of the service.'
    if (status >= 500) return '`tokenwheel health` tells what is wrong.'
    return undefined
  }
}

function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return EXIT.denied
  return status === 429 || status >= 500 ? EXIT.unavailable : EXIT.refused
}

async function readEnvelope(response: Response): Promise<Envelope | undefined> {
  try {
    const body = (await response.json()) as Partial<Envelope> | null
    return typeof body?.message === 'string' && typeof body.code === 'string' ? (body as Envelope) : undefined
  } catch {
    return undefined
  }
}
