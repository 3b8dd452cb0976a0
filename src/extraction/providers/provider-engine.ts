import { AI_PROVIDERS } from '../../settings/ai-providers.ts'
import type { ExtractionEngine, ExtractionRequest } from '../engine.ts'
import type { Provider } from './provider.ts'
import { asProviderError } from './provider-error.ts'
import type { ProviderTransport } from './provider-transport.ts'

/** Clients hold no connection, only options; a fleet's keys fit. */
const MAX_CLIENTS = 500

/** An engine on a provider's SDK: a client per key and address, the document attached for the time of the call, failures in our words. */
export function createProviderEngine<Client>(transport: ProviderTransport, provider: Provider<Client>): ExtractionEngine {
  const clients = new Map<string, Client>()
  const { title } = AI_PROVIDERS[provider.name]

  const clientFor = async ({ apiKey = '', baseUrl = provider.defaultBaseUrl }: ExtractionRequest): Promise<Client> => {
    const id = `${baseUrl} ${apiKey}`
    const known = clients.get(id)
    if (known !== undefined) return known
    const client = await provider.connect({ apiKey, baseUrl, fetch: transport.fetch })
    if (clients.size >= MAX_CLIENTS) clients.clear()
    clients.set(id, client)
    return client
  }

  return {
    name: provider.name,
    async extract(request) {
      const { apiKey, signal } = request
      const attachment = transport.attach(request.document.bytes)
      try {
        return await provider.ask(await clientFor(request), request, attachment.placeholder)
      } catch (error) {
        throw asProviderError(error, { title, errors: provider.errors, apiKey, signal })
      } finally {
        attachment.release()
      }
    },
  }
}
