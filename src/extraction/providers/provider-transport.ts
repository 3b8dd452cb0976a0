import { randomUUID } from 'node:crypto'
import { Agent, request } from 'undici'
import { giveWay } from '../../shared/give-way.ts'
import { exceedsJson } from '../../shared/json-depth.ts'
import { ProviderError, ProviderHttpError } from './provider-error.ts'
import { jsonWithoutKey } from './without-key.ts'

/** The `fetch` that both SDKs are given. */
export type ProviderFetch = typeof globalThis.fetch

export interface ProviderTransport {
  readonly fetch: ProviderFetch
  /**
   * A short word that stands for the document's base64 in a request body until it is sent. The SDKs copy, convert and serialise what
   * they are given: 200 kB of base64 in their hands cost more than all the rest of a call.
   */
  attach(bytes: Uint8Array): Attachment
  close(): Promise<void>
}

export interface Attachment {
  /** To be put where the base64 belongs. */
  readonly placeholder: string
  release(): void
}

const PLACEHOLDER = 'tokenwheel-attachment-'
/** A multiple of three, so that the pieces' base64 can be put end to end. */
const BASE64_PIECE = 48 * 1024
const PLACEHOLDER_LENGTH = PLACEHOLDER.length + 36

/**
 * An invoice of 100 pages and 5,000 lines is a megabyte of JSON. Looking through an answer of this size, parsing it twice and taking its invoice
 * out of it holds the thread for some 60 ms; twice the size was beyond 100 (`npm run bench:foreign-answers`).
 */
const MAX_ANSWER_BYTES = 3 * 1_048_576
/** Around the model's text, which is one value, an answer has a hundred of them. Token probabilities and the like would be more: not asked for. */
const ENVELOPE_BOUNDS = { depth: 64, values: 50_000 }
/** What of an error's body is worth reading. */
const MAX_ERROR_BYTES = 64 * 1024

/**
 * HTTP to the providers over kept-alive connections. `undici.request` costs a third of `fetch` per call, and a non-2xx answer leaves here
 * as ProviderHttpError with its headers, which the Gemini SDK would drop (`Retry-After` among them). Redirects are not followed: they
 * would carry the key elsewhere. Time-outs are the caller's signal's business.
 */
export function createProviderTransport(): ProviderTransport {
  const attachments = new Map<string, Uint8Array>()
  const agent = new Agent({ connections: 256, keepAliveTimeout: 60_000, headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 10_000 } })
  return {
    async fetch(input, init = {}) {
      const answer = await request(String(input), {
        method: (init.method ?? 'GET') as 'GET' | 'POST',
        headers: headersOf(init.headers),
        body: typeof init.body === 'string' ? withAttachments(init.body, attachments) : null,
        signal: init.signal ?? null,
        dispatcher: agent,
      })
      const ok = answer.statusCode >= 200 && answer.statusCode < 300
      const body = await readText(answer.body, ok ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES, ok)
      const isJson = /^\s*[{[]/.test(body)
      if (isJson && exceedsJson(body, ENVELOPE_BOUNDS))
        throw new ProviderError('bad_answer', 'the answer has more values than any answer has')
      await giveWay(body.length)
      const text = isJson ? jsonWithoutKey(body, keyIn(init.headers)) : body
      await giveWay(text.length)
      // A page where the API should be answers with 200, too.
      if (!ok || !isJson) throw new ProviderHttpError({ status: answer.statusCode, headers: answer.headers, body: text })
      return new Response(text, { status: answer.statusCode, headers: { 'content-type': 'application/json' } })
    },
    attach(bytes) {
      const placeholder = PLACEHOLDER + randomUUID()
      attachments.set(placeholder, bytes)
      return { placeholder, release: () => void attachments.delete(placeholder) }
    },
    close: () => agent.destroy(),
  }
}

/** The body with the documents in place of their words. Base64 needs no escaping in JSON. */
function withAttachments(body: string, attachments: ReadonlyMap<string, Uint8Array>): Buffer {
  const parts: { readonly before: Buffer; readonly document: Buffer }[] = []
  let done = 0
  for (let at = body.indexOf(PLACEHOLDER); at >= 0; at = body.indexOf(PLACEHOLDER, at + 1)) {
    const bytes = attachments.get(body.slice(at, at + PLACEHOLDER_LENGTH))
    if (bytes === undefined) continue
    const document = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    parts.push({ before: Buffer.from(body.slice(done, at)), document })
    done = at + PLACEHOLDER_LENGTH
  }
  const after = Buffer.from(body.slice(done))
  const length = parts.reduce((sum, { before, document }) => sum + before.length + 4 * Math.ceil(document.length / 3), after.length)
  const whole = Buffer.allocUnsafe(length)
  let end = 0
  for (const { before, document } of parts) {
    end += before.copy(whole, end)
    // In pieces, because a string of the whole would land among V8's large objects and bring on a full collection every few calls.
    for (let from = 0; from < document.length; from += BASE64_PIECE) {
      end += whole.write(document.toString('base64', from, from + BASE64_PIECE), end, 'latin1')
    }
  }
  after.copy(whole, end)
  return whole
}

/** Where providers take the key. */
const KEY_HEADERS = ['x-goog-api-key', 'api-key', 'authorization'] as const

function keyIn(headers: RequestInit['headers']): string | undefined {
  const sent = new Headers(headers)
  const value = KEY_HEADERS.map(name => sent.get(name)).find(found => found !== null)
  return value?.replace(/^Bearer\s+/i, '')
}

function headersOf(headers: RequestInit['headers']): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of new Headers(headers)) plain[name] = value
  return plain
}

async function readText(body: AsyncIterable<Buffer> & { destroy(): void }, limit: number, mustBeWhole: boolean): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size <= limit) continue
    body.destroy()
    if (mustBeWhole) throw new ProviderError('bad_answer', `the answer is larger than ${limit} bytes`)
    break
  }
  return Buffer.concat(chunks).toString('utf8')
}
