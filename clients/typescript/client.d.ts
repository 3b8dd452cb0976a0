import type { Client } from 'openapi-fetch'
import type { components, paths } from './openapi.d.ts'

/** The resources by name: `Schemas['Job']`, `Schemas['JobResult']`, `Schemas['Error']` … */
export type Schemas = components['schemas']

/** What a refused or failed call answers; `code` is a closed list. */
export type ErrorCode = Schemas['Error']['code']

export interface TokenwheelOptions {
  /** Such as `http://127.0.0.1:8000`. */
  readonly baseUrl: string
  /** One of the service's `API_KEYS`; not needed while none are set. */
  readonly apiKey?: string
  /** Default: the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>
}

/** `client.GET('/jobs/{job_id}', { params: { path: { job_id } } })` resolves to `{ data, error, response }` and never rejects for an answer. */
export function createTokenwheelClient(options: TokenwheelOptions): Client<paths>
