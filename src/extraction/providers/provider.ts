import type { ProviderName } from '../../settings/ai-providers.ts'
import type { ModelParameters } from '../../settings/app-settings.ts'
import type { ImageType, MediaType } from '../document/media-type.ts'
import type { JsonSchema } from '../engine.ts'
import type { BilledUsage } from './foreign-usage.ts'
import type { ProviderErrors } from './provider-failure.ts'
import type { ProviderFetch } from './provider-transport.ts'

/** What tells one provider from another. An entry is all there is of a provider; `Client` is its SDK's. */
export interface Provider<Client = unknown> {
  readonly name: ProviderName
  /** Null where nobody but the operator knows it: then every key has one. */
  readonly defaultBaseUrl: string | null
  readonly takes: Takes
  readonly errors: ProviderErrors
  /** A client of the SDK, which is loaded here with the first use. Its retries are off, and it calls through `fetch`. */
  connect(options: {
    readonly apiKey: string
    readonly baseUrl: string
    readonly fetch: ProviderFetch
    /** What was learned of servers meanwhile, for all clients of the engine; empty at first. */
    readonly learned: Map<string, unknown>
  }): Promise<Client>
  /** One HTTP request that is answered; requests that were refused unread and free of charge may go before it. */
  ask(client: Client, question: Question): Promise<Reply>
  /** Looks at the model without an AI token. Rejects like a call where the key does not know the model. */
  lookUp(client: Client, model: string, signal: AbortSignal): Promise<ModelFacts>
}

/** How documents go to the provider. */
export interface Takes {
  /** `images`: its pages, drawn here. */
  readonly pdf: 'file' | 'images'
  /** Kinds of picture files. */
  readonly pictures: readonly ImageType[]
  /** A picture of more bytes is drawn anew, smaller. */
  readonly maxPictureBytes: number
}

export interface QuestionFile {
  readonly mediaType: MediaType
  /** Stands for its base64. */
  readonly data: string
}

/** What a model is asked: one file, how to read it, and the form of the answer. */
export interface Question {
  readonly model: string
  /** One, or a picture of each page in order. */
  readonly files: readonly QuestionFile[]
  /** For the system's role, which outranks whatever the document says. */
  readonly instructions: string
  /** For the user's role, beside the file. */
  readonly request: string
  readonly schema: JsonSchema
  readonly parameters: ModelParameters
  /** Goes on with the answer that gave it: the same question again. */
  readonly continuation?: string
  /** Told of an answer that was billed and is asked for once more in another form. */
  readonly onSpent: (billed: BilledUsage) => void
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
