import { AI_PROVIDERS } from '../../settings/ai-providers.ts'
import type { ModelParameters } from '../../settings/app-settings.ts'
import type { ExtractionEngine, ExtractionRequest } from '../engine.ts'
import { type Asked, type PageExtractor, readInPortions } from './long-document.ts'
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
}

export interface ProviderEngineParts {
  readonly transport: ProviderTransport
  /** Where long documents are parted. */
  readonly pages: PageExtractor
  readonly parameters: ModelParameters
}

/** An engine on a provider's SDK: a client per key and address, the document attached for the time of the call, failures in our words. */
export function createProviderEngine<Client>(
  { transport, pages, parameters }: ProviderEngineParts,
  provider: Provider<Client>,
): ProviderEngine {
  const clients = new Map<string, Client>()
  const { title } = AI_PROVIDERS[provider.name]

  const clientFor = async ({ apiKey = '', baseUrl = provider.defaultBaseUrl }: Access): Promise<Client> => {
    const id = `${baseUrl} ${apiKey}`
    const known = clients.get(id)
    if (known !== undefined) return known
    const client = await provider.connect({ apiKey, baseUrl, fetch: transport.fetch })
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
  const ask = async (request: ExtractionRequest, { bytes, mediaType, ...words }: Asked): Promise<Reply> => {
    const attachment = transport.attach(bytes)
    const file = { mediaType, data: attachment.placeholder }
    const question: Question = {
      ...{ model: request.model ?? '', file, instructions: instructionsFor(request.schema), ...words, parameters },
      signal: request.signal,
    }
    const hop = async (continuation: string | undefined): Promise<Reply> => {
      const next = continuation === undefined ? question : { ...question, continuation }
      try {
        const reply = await inOurWords(request, async () => provider.ask(await clientFor(request), next))
        request.onBilled?.(reply.billed.usage, reply.billed.raw)
        return reply
      } catch (error) {
        if (error instanceof ProviderError && error.billed !== undefined) request.onBilled?.(error.billed.usage, error.billed.raw)
        throw error
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
      attachment.release()
    }
  }

  return {
    name: provider.name,
    extract: async request => withoutKey(await readInPortions({ request, pages, title, ask }), request.apiKey),
    lookUp: (model, access) => inOurWords(access, async () => provider.lookUp(await clientFor(access), model, access.signal)),
  }
}
