import type { ProviderName } from '../../settings/ai-providers.ts'
import type { ModelParameters } from '../../settings/app-settings.ts'
import type { MediaType } from '../document/media-type.ts'
import type { JsonSchema } from '../engine.ts'
import type { BilledUsage } from './foreign-usage.ts'
import type { ProviderErrors } from './provider-failure.ts'
import type { ProviderFetch } from './provider-transport.ts'

/** What tells one provider from another. An entry is all there is of a provider; `Client` is its SDK's. */
export interface Provider<Client = unknown> {
  readonly name: ProviderName
  readonly defaultBaseUrl: string
  readonly errors: ProviderErrors
  /** A client of the SDK, which is loaded here with the first use. Its retries are off, and it calls through `fetch`. */
  connect(options: { readonly apiKey: string; readonly baseUrl: string; readonly fetch: ProviderFetch }): Promise<Client>
  /** One HTTP request. */
  ask(client: Client, question: Question): Promise<Reply>
  /** Looks at the model without an AI token. Rejects like a call where the key does not know the model. */
  lookUp(client: Client, model: string, signal: AbortSignal): Promise<ModelFacts>
}

/** What a model is asked: one file, how to read it, and the form of the answer. */
export interface Question {
  readonly model: string
  readonly file: { readonly mediaType: MediaType /** Stands for its base64. */; readonly data: string }
  /** For the system's role, which outranks whatever the document says. */
  readonly instructions: string
  /** For the user's role, beside the file. */
  readonly request: string
  readonly schema: JsonSchema
  readonly parameters: ModelParameters
  /** Goes on with the answer that gave it: the same question again. */
  readonly continuation?: string
  readonly signal: AbortSignal
}

/** An answer; whatever was stopped, refused or cut off is thrown as a `ProviderError` with what it cost. */
export interface Reply {
  readonly text: string
  /** The provider wants to be asked for the rest, with this. */
  readonly continuation?: string
  readonly billed: BilledUsage
  /** The model that answered, in the provider's words. */
  readonly model: string | undefined
}

export interface ModelFacts {
  /** ISO date from which it no longer answers; null where none is announced. */
  readonly shutdownDate: string | null
}
