import { describe, expect, test } from 'vitest'
import { jsonIn } from '../../../../../src/extraction/providers/openai-compatible/answer-text.ts'
import { readChatAnswer } from '../../../../../src/extraction/providers/openai-compatible/chat-answer.ts'
import { factsFrom } from '../../../../../src/extraction/providers/openai-compatible/model-list.ts'
import { serverAt } from '../../../../../src/extraction/providers/openai-compatible/server-address.ts'
import { answerSchema } from '../../../../../src/extraction/providers/portable-schema.ts'
import { chatAnswer, modelList, type StubAnswer } from '../../../../support/stub-provider.ts'

const SCHEMA = answerSchema(undefined)
const bodyOf = (answer: StubAnswer) => (answer as { readonly body: unknown }).body

describe('the JSON in an answer', () => {
  const JSON_TEXT = '{"document_type": "invoice", "total": 119, "notes": "a, } ] b"}'

  test.each([
    ['alone', '$'],
    ['in a fence', '```json\n$\n```'],
    ['in a fence with words around it', 'Here it is:\n```\n$\n```\nI hope this helps.'],
    ['among words', 'The invoice is $ as asked.'],
    ['behind thoughts', '<think>The total is {119}, so {"total": 1}.</think>\n$'],
    ['behind thoughts whose begin the template wrote', 'It may be {"total": 1}.</think>$'],
  ])('%s', (_, form) => {
    expect(
      JSON.parse(
        jsonIn(
          form.replace('$', () => JSON_TEXT),
          SCHEMA,
        )!,
      ),
    ).toEqual(JSON.parse(JSON_TEXT))
  })

  test('trailing commas are dropped, those in texts are not', () => {
    const json = jsonIn('{"total": 119, "notes": "a,} b,]", "line_items": [{"quantity": 2,},],\n}', SCHEMA)
    expect(JSON.parse(json!)).toEqual({ total: 119, notes: 'a,} b,]', line_items: [{ quantity: 2 }] })
  })

  test.each([
    ['nothing of it', 'I cannot read the document.'],
    ['another object', '{"answer": 42}'],
    ['the schema itself', JSON.stringify(SCHEMA)],
    ['a list', '[1, 2]'],
    ['a broken one', '{"total": 119'],
    ['what is nested without end', `${'{"total":'.repeat(5000)}1${'}'.repeat(5000)}`],
  ])('is none: %s', (_, text) => {
    expect(jsonIn(text, SCHEMA)).toBeUndefined()
  })
})

describe('usage', () => {
  test('is read by its own names, thoughts and pictures apart', () => {
    const usage = {
      prompt_tokens: 1600,
      completion_tokens: 400,
      prompt_tokens_details: { image_tokens: 1200 },
      completion_tokens_details: { reasoning_tokens: 100 },
    }
    const { billed } = readChatAnswer(bodyOf(chatAnswer('{}', { usage })))
    expect(billed).toMatchObject({
      implausible: [],
      usage: { input_tokens: 1600, output_tokens: 400, text_prompt_tokens: 400, image_prompt_tokens: 1200, text_candidates_tokens: 300 },
    })
  })

  test.each([undefined, null, {}, 'none', { prompt_tokens: null, completion_tokens: null, total_tokens: 0 }])(
    'that is missing (%j) is named, and counts as 0',
    usage => {
      const { billed } = readChatAnswer(bodyOf(chatAnswer('{}', { usage })))
      expect(billed.implausible).toEqual(['prompt_tokens', 'completion_tokens'])
      expect(billed.usage).toMatchObject({ input_tokens: 0, output_tokens: 0, requests: 1 })
    },
  )
})

test('an answer in parts, as some gateways pass it on, is their text', () => {
  const content = [
    { type: 'text', text: '{"a":' },
    { type: 'text', text: '1}' },
    { type: 'thinking', thinking: 'x' },
  ]
  const choices = [{ message: { role: 'assistant', content } }]
  expect(readChatAnswer(bodyOf(chatAnswer('', { choices }))).text).toBe('{"a":1}')
})

describe('the address of a server', () => {
  test.each([
    ['http://127.0.0.1:8000/v1', 'http://127.0.0.1:8000/v1'],
    ['http://127.0.0.1:8000/v1/', 'http://127.0.0.1:8000/v1'],
    ['https://openrouter.ai/api/v1/chat/completions', 'https://openrouter.ai/api/v1'],
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
  ])('%s', (given, baseUrl) => {
    expect(serverAt(given)).toEqual({ baseUrl, query: {}, isAzure: false })
  })

  test.each([
    ['https://r.openai.azure.com/openai/v1/', 'https://r.openai.azure.com/openai/v1', {}],
    ['https://r.services.ai.azure.com/openai/v1', 'https://r.services.ai.azure.com/openai/v1', {}],
    [
      'https://gateway.example/openai/deployments/g?api-version=2024-10-21',
      'https://gateway.example/openai/deployments/g',
      { 'api-version': '2024-10-21' },
    ],
  ])("%s is Azure's", (given, baseUrl, query) => {
    expect(serverAt(given)).toEqual({ baseUrl, query, isAzure: true })
  })

  test('a host that only looks like it is none', () => {
    expect(serverAt('https://openai.azure.com.example/v1').isAzure).toBe(false)
  })
})

describe("a server's list of models", () => {
  const list = (models: readonly string[], change = {}) => bodyOf(modelList(models, change))

  test.each([
    ['the same name', ['a', 'b'], 'b', { shutdownDate: null }],
    ['in another case', ['Qwen/VL'], 'qwen/vl', { shutdownDate: null }],
    ["Ollama's latest", ['llama3.2-vision:latest'], 'llama3.2-vision', { shutdownDate: null }],
    ["OpenRouter's variants", ['vendor/model'], 'vendor/model:free', { shutdownDate: null }],
    ['it is not there', ['a', 'b'], 'c', undefined],
    ['a size is not another', ['qwen2.5vl:7b'], 'qwen2.5vl:32b', undefined],
    ['an empty list', [], 'c', { shutdownDate: null }],
    ['patterns', ['openai/*'], 'openai/gpt', { shutdownDate: null }],
  ])('%s', (_, models, asked, facts) => {
    expect(factsFrom(list(models), asked)).toEqual(facts)
  })

  test('llama.cpp answers with what it has loaded, whatever it is asked for', () => {
    expect(factsFrom(list(['/models/x.gguf'], { owned_by: 'llamacpp' }), 'anything')).toEqual({ shutdownDate: null })
  })

  test.each([null, {}, { data: 'x' }, [], { models: [] }])('%j is no list', answer => {
    expect(factsFrom(answer, 'a')).toEqual({ shutdownDate: null })
  })

  test('an end that is announced is told', () => {
    expect(factsFrom(list(['a'], { shutdown_date: '2027-01-14T00:00:00Z' }), 'a')).toEqual({ shutdownDate: '2027-01-14' })
  })
})
