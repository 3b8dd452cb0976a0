import type { ProviderName } from '../../settings/ai-providers.ts'
import type { EngineResult, ExtractionRequest } from '../engine.ts'
import type { ProviderErrors } from './provider-failure.ts'
import type { ProviderFetch } from './provider-transport.ts'

/** What tells one provider from another. An entry is all there is of a provider; `Client` is its SDK's. */
export interface Provider<Client = unknown> {
  readonly name: ProviderName
  readonly defaultBaseUrl: string
  readonly errors: ProviderErrors
  /** A client of the SDK, which is loaded here with the first use. Its retries are off, and it calls through `fetch`. */
  connect(options: { readonly apiKey: string; readonly baseUrl: string; readonly fetch: ProviderFetch }): Promise<Client>
  /** One HTTP request. `data` stands for the document's base64. */
  ask(client: Client, request: ExtractionRequest, data: string): Promise<EngineResult>
}
