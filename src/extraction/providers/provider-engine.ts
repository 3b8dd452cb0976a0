import type { EngineResult, ExtractionEngine, ExtractionRequest } from '../engine.ts'
import { asProviderError } from './provider-error.ts'
import type { ProviderTransport } from './provider-transport.ts'

/** What tells one provider from another. */
export interface ProviderApi<Client> {
  readonly name: ExtractionEngine['name']
  /** As errors call it. */
  readonly title: string
  readonly defaultBaseUrl: string
  /** A client of the SDK, which is loaded here with the first use. */
  connect(options: { readonly apiKey: string; readonly baseUrl: string }): Promise<Client>
  /** One HTTP request. `data` stands for the document's base64. */
  ask(client: Client, request: ExtractionRequest, data: string): Promise<EngineResult>
}

/** Clients hold no connection, only options; a fleet's keys fit. */
const MAX_CLIENTS = 500

/** An engine on a provider's SDK: a client per key and address, the document attached for the time of the call, failures in our words. */
export function createProviderEngine<Client>(transport: ProviderTransport, api: ProviderApi<Client>): ExtractionEngine {
  const clients = new Map<string, Client>()

  const clientFor = async ({ apiKey = '', baseUrl = api.defaultBaseUrl }: ExtractionRequest): Promise<Client> => {
    const id = `${baseUrl} ${apiKey}`
    const known = clients.get(id)
    if (known !== undefined) return known
    const client = await api.connect({ apiKey, baseUrl })
    if (clients.size >= MAX_CLIENTS) clients.clear()
    clients.set(id, client)
    return client
  }

  return {
    name: api.name,
    async extract(request) {
      const { apiKey, signal } = request
      const attachment = transport.attach(request.document.bytes)
      try {
        return await api.ask(await clientFor(request), request, attachment.placeholder)
      } catch (error) {
        throw asProviderError(error, { provider: api.title, apiKey, signal })
      } finally {
        attachment.release()
      }
    },
  }
}
