import { AI_PROVIDERS } from '../../settings/ai-providers.ts'
import type { ModelParameters } from '../../settings/app-settings.ts'
import type { MediaType } from '../document/media-type.ts'
import type { ExtractionEngine, ExtractionRequest } from '../engine.ts'
import { beginCallSpan } from './call-spans.ts'
import type { PageSource } from './document-files.ts'
import type { BilledUsage } from './foreign-usage.ts'
import { type Asked, readInPortions } from './long-document.ts'
import type { ModelFacts, Provider, Question, Reply } from './provider.ts'
import { asProviderError, ProviderError } from './provider-error.ts'
import type { ProviderTransport } from './provider-transport.ts'
import { instructionsFor } from './question.ts'
import { withoutKey } from './without-key.ts'

/** Clients hold no connection, only options; a fleet's keys fit. */
const MAX_CLIENTS = 500

/** A million AI tokens, 32,768 at a time: more than any model answers. */
const MAX_HOPS = 32

/** Where and as whom a provider is asked. */
export type Access = Pick<ExtractionRequest, 'apiKey' | 'baseUrl' | 'signal'>

/** An engine that also knows what its provider says of a model. */
export interface ProviderEngine extends ExtractionEngine {
  /** One free call. @throws ProviderError as `extract` does */
  lookUp(model: string, access: Access): Promise<ModelFacts>
  takes(mediaType: MediaType): boolean
}

export interface ProviderEngineParts {
  readonly transport: ProviderTransport
  /** Where long documents are parted, and pages drawn. */
  readonly pages: PageSource
  readonly parameters: ModelParameters
}

/** An engine on a provider's SDK: a client per key and address, the document attached for the time of the call, failures in our words. */
export function createProviderEngine<Client>(
  { transport, pages, parameters }: ProviderEngineParts,
  provider: Provider<Client>,
): ProviderEngine {
  const clients = new Map<string, Client>()
  const learned = new Map<string, unknown>()
  const { title } = AI_PROVIDERS[provider.name]

  const clientFor = async ({ apiKey = '', baseUrl = provider.defaultBaseUrl ?? undefined }: Access): Promise<Client> => {
    if (baseUrl === undefined) throw new ProviderError('wrong_address', `${title}: there is no base URL`)
    const id = `${baseUrl} ${apiKey}`
    const known = clients.get(id)
    if (known !== undefined) return known
    const client = await provider.connect({ apiKey, baseUrl, fetch: transport.fetch, learned })
    if (clients.size >= MAX_CLIENTS) clients.clear()
    clients.set(id, client)
    return client
  }
  const inOurWords = async <T>({ apiKey, signal }: Access, call: () => Promise<T>): Promise<T> => {
    try {
      return await call()
    } catch (error) {
      throw asProviderError(error, { title, errors: provider.errors, apiKey, signal })
    }
  }
  const ask = async (request: ExtractionRequest, { files, ...words }: Asked): Promise<Reply> => {
    const attached = files.map(({ bytes, mediaType }) => ({ mediaType, attachment: transport.attach(bytes) }))
    const question: Omit<Question, 'onSpent'> = {
      ...{ model: request.model ?? '', files: attached.map(({ mediaType, attachment }) => ({ mediaType, data: attachment.placeholder })) },
      ...{ instructions: instructionsFor(request.schema), ...words, parameters },
      signal: request.signal,
    }
    const hop = async (continuation: string | undefined): Promise<Reply> => {
      const span = beginCallSpan(provider, request)
      const bill = ({ usage, raw }: BilledUsage) => {
        request.onBilled?.(usage, raw)
        span?.billed(usage)
      }
      const next: Question = { ...question, onSpent: bill, ...(continuation === undefined ? {} : { continuation }) }
      try {
        const reply = await inOurWords(request, async () => provider.ask(await clientFor(request), next))
        bill(reply.billed)
        span?.answered(reply.model)
        return reply
      } catch (error) {
        if (error instanceof ProviderError && error.billed !== undefined) bill(error.billed)
        span?.failed(error)
        throw error
      } finally {
        span?.end()
      }
    }
    try {
      let reply = await hop(undefined)
      for (let hops = 1; reply.continuation !== undefined; hops += 1) {
        if (hops === MAX_HOPS) throw new ProviderError('truncated', `${title}: the answer goes on for too long`)
        const { text } = reply
        const rest = await hop(reply.continuation)
        reply = { ...rest, text: text + rest.text }
      }
      return reply
    } finally {
      for (const { attachment } of attached) attachment.release()
    }
  }

  return {
    name: provider.name,
    takes: mediaType => mediaType === 'application/pdf' || provider.takes.pictures.some(picture => picture === mediaType),
    extract: async request =>
      withoutKey(await readInPortions({ request, pages, takes: provider.takes, parameters, title, ask }), request.apiKey),
    lookUp: (model, access) => inOurWords(access, async () => provider.lookUp(await clientFor(access), model, access.signal)),
  }
}
