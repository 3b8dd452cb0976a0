import type OpenAI from 'openai'
import type { Provider } from '../provider.ts'
import { httpFailureOf, ProviderError } from '../provider-error.ts'
import { askInItsDialect } from './ask-chat.ts'
import { chatErrors } from './chat-errors.ts'
import { factsFrom } from './model-list.ts'
import { type ServerAddress, serverAt } from './server-address.ts'

/** Far above any deadline of ours: the signal decides, not the SDK's own timer. */
const SDK_TIMEOUT_MS = 3_600_000

interface ChatClient {
  readonly sdk: OpenAI
  readonly address: ServerAddress
  readonly learned: Map<string, unknown>
}

/**
 * Any server that speaks OpenAI's chat completions: Azure, vLLM, Ollama, llama.cpp, LM Studio, and gateways such as OpenRouter and LiteLLM.
 * A PDF goes as pictures of its pages, which is what all of them take. The SDK's retries are off.
 */
export const openaiCompatible = {
  name: 'openai-compatible',
  defaultBaseUrl: null,
  takes: {
    pdf: 'images',
    pictures: ['image/png', 'image/jpeg', 'image/webp'],
    // The least that is known of those behind gateways: 5,242,880 bytes of base64 (https://github.com/gptme/gptme/issues/185).
    maxPictureBytes: 3.75 * 1_048_576,
  },
  errors: chatErrors,
  async connect({ apiKey, baseUrl, fetch, learned }) {
    // Loaded with the first use: the SDK costs 240 ms of start-up.
    const { OpenAI } = await import('openai')
    const address = serverAt(baseUrl)
    const sdk = new OpenAI({
      // Everything is given, so that no variable of the environment decides where documents go or what is printed.
      ...{ apiKey, baseURL: address.baseUrl, organization: null, project: null, adminAPIKey: null, webhookSecret: null, logLevel: 'off' },
      defaultQuery: address.query,
      defaultHeaders: address.isAzure ? { authorization: null, 'api-key': apiKey } : {},
      maxRetries: 0,
      timeout: SDK_TIMEOUT_MS,
      fetch,
    })
    return { sdk, address, learned }
  },
  ask({ sdk, address, learned }, question) {
    const place = `${address.baseUrl} ${question.model}`
    const { signal } = question
    return askInItsDialect({ create: body => sdk.chat.completions.create(body, { signal }), learned, place }, question)
  },
  async lookUp({ sdk, address, learned }, model, signal) {
    // Azure lists what can be deployed, not what is; a model that has answered needs no list.
    if (address.isAzure || learned.has(`${address.baseUrl} ${model}`)) return { shutdownDate: null }
    const list = await listOf(sdk, signal)
    const facts = factsFrom(list, model)
    if (facts === undefined) throw new ProviderError('model_gone', 'OpenAI-compatible: the server does not list the model')
    return facts
  },
} satisfies Provider<ChatClient>

/** Many servers have no such route: that says nothing. */
async function listOf(sdk: OpenAI, signal: AbortSignal): Promise<unknown> {
  try {
    return await sdk.get('/models', { signal })
  } catch (error) {
    if (httpFailureOf(error)?.status === 404) return null
    throw error
  }
}
