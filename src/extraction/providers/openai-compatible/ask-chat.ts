import type { ChatCompletionContentPart, ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions'
import type { ModelParameters } from '../../../settings/app-settings.ts'
import { giveWay } from '../../../shared/give-way.ts'
import type { Question, QuestionFile, Reply } from '../provider.ts'
import { httpFailureOf } from '../provider-error.ts'
import { jsonIn } from './answer-text.ts'
import { readChatAnswer } from './chat-answer.ts'
import { type Dialect, FIRST_DIALECT, nextDialect } from './dialect.ts'

/** Far more than an installation has servers and models. */
const MAX_LEARNED = 1000

export interface Conversation {
  /** Sends the body; rejects as the SDK does. */
  create(body: ChatCompletionCreateParamsNonStreaming): Promise<unknown>
  /** Dialects by place. */
  readonly learned: Map<string, unknown>
  /** Server and model. */
  readonly place: string
}

/**
 * Asks as the server takes it. A refusal that names the form of the answer, or the parameter for its length, is an answer about the server
 * and none about the document: the next form is tried at once, and what was taken is remembered for all keys. Each step goes forward, so
 * there are four of them at most.
 */
export async function askInItsDialect({ create, learned, place }: Conversation, question: Question): Promise<Reply> {
  let dialect = (learned.get(place) as Dialect | undefined) ?? FIRST_DIALECT
  for (;;) {
    try {
      const answer = await create(bodyOf(question, dialect))
      remember(learned, place, dialect)
      const reply = readChatAnswer(answer)
      await giveWay(reply.text.length)
      const text = jsonIn(reply.text, question.schema)
      if (text !== undefined || dialect.form === 'plain') return { ...reply, text: text ?? reply.text }
      // Taken and not heeded, as servers do that know only the name of it. It was billed, so the next form is the plainest.
      question.onSpent(reply.billed)
      dialect = { ...dialect, form: 'plain' }
    } catch (error) {
      const next = nextDialect(error, dialect, question.parameters.max_output_tokens !== undefined)
      if (next === undefined) {
        // Servers are changed: what is refused now is found out anew.
        if (httpFailureOf(error)?.status === 400) learned.delete(place)
        throw error
      }
      dialect = next
    }
  }
}

function remember(learned: Map<string, unknown>, place: string, dialect: Dialect): void {
  if (learned.size >= MAX_LEARNED) learned.clear()
  learned.set(place, dialect)
}

function bodyOf(question: Question, { form, limit }: Dialect): ChatCompletionCreateParamsNonStreaming {
  const { model, files, request, schema, parameters } = question
  const { max_output_tokens, thinking, temperature } = parameters
  return {
    model,
    messages: [
      { role: 'system', content: instructionsOf(question) },
      { role: 'user', content: [...files.map(file => imagePart(file, parameters)), { type: 'text', text: requestOf(request, files) }] },
    ],
    ...(form === 'json_schema'
      ? { response_format: { type: form, json_schema: { name: 'invoice', strict: true, schema: { ...schema } } } }
      : {}),
    ...(form === 'json_object' ? { response_format: { type: form } } : {}),
    ...(max_output_tokens === undefined ? {} : { [limit]: max_output_tokens }),
    ...(thinking === undefined ? {} : { reasoning_effort: thinking }),
    ...(temperature === undefined ? {} : { temperature }),
  }
}

/** With the schema in any case: a server that makes a grammar of it does not show it to the model, which then knows no description. */
function instructionsOf({ instructions, schema }: Question): string {
  return `${instructions}\nAnswer with one JSON object and nothing else. Its JSON schema is:\n${JSON.stringify(schema)}`
}

function requestOf(request: string, files: readonly QuestionFile[]): string {
  return files.length === 1 ? request : `${request}\nThe file is attached as ${files.length} pictures, one of each of its pages, in order.`
}

function imagePart({ mediaType, data }: QuestionFile, { media_resolution }: ModelParameters): ChatCompletionContentPart {
  const detail = media_resolution === undefined ? {} : { detail: DETAIL[media_resolution] }
  return { type: 'image_url', image_url: { url: `data:${mediaType};base64,${data}`, ...detail } }
}

const DETAIL = { low: 'low', medium: 'auto', high: 'high' } as const
