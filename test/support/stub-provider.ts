import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PROVIDER_NAMES, type ProviderName } from '../../src/settings/ai-providers.ts'

/** One call as the stub saw it. */
export interface StubCall {
  readonly provider: ProviderName
  readonly apiKey: string
  readonly path: string
  readonly body: Record<string, unknown>
  readonly authorization: string | undefined
}

/** What the stub answers: JSON with a status, or bytes of somebody else's making, or the connection is dropped, or it never answers. */
export type StubAnswer =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly send: (response: ServerResponse) => void }
  | 'drop'
  | 'hang'

export interface StubProvider {
  /** For `extraction.base_urls`. */
  readonly baseUrls: Readonly<Record<ProviderName, string>>
  readonly calls: StubCall[]
  /** Looks at a model (GET), which cost nothing and are not among the calls. */
  readonly lookUps: { readonly provider: ProviderName; readonly apiKey: string; readonly model: string }[]
  /** AI tokens of all 2xx answers that were sent in full. */
  readonly reported: { input: number; output: number; answers: number }
  /** Decides per call; the default answers well. */
  behave(behaviour: (call: StubCall, index: number) => StubAnswer | Promise<StubAnswer>): void
  /** What is said of a model; the default knows every one and announces no end. */
  describeModel(describe: (model: string, apiKey: string) => StubAnswer): void
  /** Resolves when this many calls have arrived. */
  arrived(count: number): Promise<void>
  /** Resolves when a client has hung up on a call that was not answered. */
  hungUp(): Promise<void>
  close(): Promise<void>
}

export const SAMPLE_INVOICE = {
  document_type: 'invoice',
  invoice_number: 'R-2026-17',
  invoice_date: '2026-11-02',
  currency: 'EUR',
  seller: { name: 'Muster AG', address: 'Hauptstr. 1, Berlin', tax_id: 'DE123456789' },
  line_items: [{ line_number: '1', description: 'Work', quantity: 2, unit_price: 50, line_total: 100, tax_rate: 19 }],
  sub_total: 100,
  taxable_total: 100,
  taxes: [{ base: 100, rate: 19, amount: 19 }],
  tax_total: 19,
  total: 119,
  amount_due: 119,
}

/** Gemini's answer with usage: 712 text + 1806 document tokens in, 652 + 48 thoughts out. */
export function geminiAnswer(invoice: unknown = SAMPLE_INVOICE, change: Record<string, unknown> = {}): StubAnswer {
  return {
    status: 200,
    body: {
      candidates: [{ content: { role: 'model', parts: [{ text: JSON.stringify(invoice) }] }, finishReason: 'STOP', index: 0 }],
      usageMetadata: {
        promptTokenCount: 2518,
        candidatesTokenCount: 652,
        thoughtsTokenCount: 48,
        totalTokenCount: 3218,
        promptTokensDetails: [
          { modality: 'TEXT', tokenCount: 712 },
          { modality: 'DOCUMENT', tokenCount: 1806 },
        ],
        candidatesTokensDetails: [{ modality: 'TEXT', tokenCount: 652 }],
      },
      modelVersion: 'gemini-3.5-flash-lite',
      responseId: 'stub',
      ...change,
    },
  }
}

export function openaiAnswer(invoice: unknown = SAMPLE_INVOICE, change: Record<string, unknown> = {}): StubAnswer {
  return {
    status: 200,
    body: {
      id: 'resp_stub',
      object: 'response',
      status: 'completed',
      model: 'gpt-6-luna',
      error: null,
      incomplete_details: null,
      output: [
        {
          type: 'message',
          id: 'msg_stub',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: JSON.stringify(invoice), annotations: [] }],
        },
      ],
      usage: {
        input_tokens: 1500,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: 500,
        output_tokens_details: { reasoning_tokens: 100 },
        total_tokens: 2000,
      },
      ...change,
    },
  }
}

/** A chat completion as OpenAI began it: https://platform.openai.com/docs/api-reference/chat/object. */
export function chatAnswer(invoice: unknown = SAMPLE_INVOICE, change: Record<string, unknown> = {}): StubAnswer {
  const content = typeof invoice === 'string' ? invoice : JSON.stringify(invoice)
  return {
    status: 200,
    body: {
      id: 'chatcmpl-stub',
      object: 'chat.completion',
      created: 1_764_300_000,
      model: 'stub-model',
      choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop', logprobs: null }],
      usage: {
        prompt_tokens: 1600,
        completion_tokens: 400,
        total_tokens: 2000,
        completion_tokens_details: { reasoning_tokens: 100 },
        prompt_tokens_details: { cached_tokens: 0 },
      },
      ...change,
    },
  }
}

/** How each provider is called and answers. A new one does not compile until it is stood in for here. */
const WIRE: Readonly<Record<ProviderName, { basePath: string; calledAt: RegExp; answer: () => StubAnswer }>> = {
  gemini: { basePath: '', calledAt: /:generateContent$|^\/v1beta\/models\//, answer: geminiAnswer },
  openai: { basePath: '/v1', calledAt: /^\/v1\//, answer: openaiAnswer },
  'openai-compatible': { basePath: '/compatible/v1', calledAt: /^\/compatible\/v1\//, answer: chatAnswer },
}

/** A real HTTP server on loopback that speaks every provider's wire format and counts what it is asked. */
export async function startStubProvider(): Promise<StubProvider> {
  const calls: StubCall[] = []
  const reported = { input: 0, output: 0, answers: 0 }
  const waiting: { count: number; resolve: () => void }[] = []
  const hangUps: (() => void)[] = []
  const lookUps: StubProvider['lookUps'] = []
  let describe = (model: string, _apiKey: string): StubAnswer => (model === 'models' ? modelList(['stub-model']) : modelAnswer(model))
  let behaviour: (call: StubCall, index: number) => StubAnswer | Promise<StubAnswer> = answerWell

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'GET') return lookUp(request, response)
    const call = await readCall(request)
    const index = calls.push(call) - 1
    for (const { count, resolve } of waiting) if (calls.length >= count) resolve()
    response.on('close', () => {
      if (!response.writableFinished) for (const resolve of hangUps) resolve()
    })
    const answer = await behaviour(call, index)
    if (answer === 'hang') return
    if (answer === 'drop') return void request.socket.destroy()
    if ('send' in answer) return void answer.send(response)
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body), () => {
      if (answer.status === 200) count(answer.body)
    })
  }
  const lookUp = (request: IncomingMessage, response: ServerResponse): void => {
    const { path, provider, apiKey } = callerOf(request)
    const model = path.split('/').at(-1)!
    lookUps.push({ provider, apiKey, model })
    const answer = describe(model, apiKey)
    if (answer === 'hang') return
    if (answer === 'drop') return void request.socket.destroy()
    if ('send' in answer) return void answer.send(response)
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(JSON.stringify(answer.body))
  }
  const count = (body: unknown) => {
    const { usageMetadata, usage } = body as { usageMetadata?: Record<string, number>; usage?: Record<string, number> }
    reported.answers += 1
    reported.input += usageMetadata?.promptTokenCount ?? usage?.input_tokens ?? usage?.prompt_tokens ?? 0
    reported.output +=
      (usageMetadata?.candidatesTokenCount ?? 0) +
      (usageMetadata?.thoughtsTokenCount ?? 0) +
      (usage?.output_tokens ?? usage?.completion_tokens ?? 0)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    baseUrls: Object.fromEntries(PROVIDER_NAMES.map(name => [name, origin + WIRE[name].basePath])) as Record<ProviderName, string>,
    calls,
    lookUps,
    reported,
    describeModel(next) {
      describe = next
    },
    behave(next) {
      behaviour = next
    },
    arrived: wanted => (calls.length >= wanted ? Promise.resolve() : new Promise(resolve => waiting.push({ count: wanted, resolve }))),
    hungUp: () => new Promise(resolve => hangUps.push(resolve)),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function answerWell(call: StubCall): StubAnswer {
  return WIRE[call.provider].answer()
}

/** A model as both APIs describe it: Gemini by `name`, OpenAI by `id` and, since 2026, `shutdown_date`. */
export function modelAnswer(model: string, shutdownDate: string | null = null): StubAnswer {
  return {
    status: 200,
    body: { id: model, name: `models/${model}`, object: 'model', owned_by: 'stub', created: 0, shutdown_date: shutdownDate },
  }
}

/** The list of a server of many models, https://platform.openai.com/docs/api-reference/models/list; its last word in the path is `models`. */
export function modelList(models: readonly string[], change: Record<string, unknown> = {}): StubAnswer {
  const data = models.map(id => ({ id, object: 'model', created: 0, owned_by: 'stub', ...change }))
  return { status: 200, body: { object: 'list', data } }
}

async function readCall(request: IncomingMessage): Promise<StubCall> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { authorization } = request.headers
  return { ...callerOf(request), authorization, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown> }
}

function callerOf(request: IncomingMessage) {
  const path = request.url ?? ''
  const provider = PROVIDER_NAMES.find(name => WIRE[name].calledAt.test(path))
  if (provider === undefined) throw new Error(`No provider is called at ${path}`)
  return {
    provider,
    path,
    apiKey: String(request.headers['x-goog-api-key'] ?? request.headers['api-key'] ?? request.headers.authorization ?? '').replace(
      /^Bearer /,
      '',
    ),
  }
}
