import { AI_PROVIDERS } from '../../settings/ai-providers.ts'
import type { ModelParameters } from '../../settings/app-settings.ts'
import type { EngineResult, ExtractionEngine, ExtractionRequest } from '../engine.ts'
import { answerSchema } from './portable-schema.ts'
import type { ModelFacts, Provider, Question, Reply } from './provider.ts'
import { readAnswer } from './provider-answer.ts'
import { asProviderError, ProviderError } from './provider-error.ts'
import type { ProviderTransport } from './provider-transport.ts'
import { instructionsFor, requestFor } from './question.ts'

/** Clients hold no connection, only options; a fleet's keys fit. */
const MAX_CLIENTS = 500

/** Where and as whom a provider is asked. */
export type Access = Pick<ExtractionRequest, 'apiKey' | 'baseUrl' | 'signal'>

/** An engine that also knows what its provider says of a model. */
export interface ProviderEngine extends ExtractionEngine {
  /** One free call. @throws ProviderError as `extract` does */
  lookUp(model: string, access: Access): Promise<ModelFacts>
}

/** An engine on a provider's SDK: a client per key and address, the document attached for the time of the call, failures in our words. */
export function createProviderEngine<Client>(
  transport: ProviderTransport,
  provider: Provider<Client>,
  parameters: ModelParameters,
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
  const ask = async (request: ExtractionRequest): Promise<Reply> => {
    const { document, schema, signal, model = '' } = request
    const attachment = transport.attach(document.bytes)
    const file = { mediaType: document.mediaType, data: attachment.placeholder }
    const words = { instructions: instructionsFor(schema), request: requestFor(), schema: answerSchema(schema) }
    const question: Question = { model, file, ...words, parameters, signal }
    try {
      return await inOurWords(request, async () => provider.ask(await clientFor(request), question))
    } finally {
      attachment.release()
    }
  }

  return {
    name: provider.name,
    async extract(request) {
      return resultOf(await ask(request), request, title)
    },
    lookUp: (model, access) => inOurWords(access, async () => provider.lookUp(await clientFor(access), model, access.signal)),
  }
}

function resultOf({ text, billed, model }: Reply, request: ExtractionRequest, title: string): EngineResult {
  const answer = readAnswer(text, request.schema !== undefined)
  if (answer === undefined) throw new ProviderError('bad_answer', `${title}: the answer is not the JSON that was asked for`, { billed })
  const common = { fields: null, confidence: null, method: null, pages: request.document.pages }
  return { ...answer, ...common, usage: billed.usage, raw_usage: billed.raw, model: model ?? request.model ?? null }
}
