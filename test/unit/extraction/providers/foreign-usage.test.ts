import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addUsage, MAX_FIGURE } from '../../../../src/companies/ai-usage.ts'
import { readGeminiAnswer } from '../../../../src/extraction/providers/gemini/gemini-answer.ts'
import { readOpenAiAnswer } from '../../../../src/extraction/providers/openai/openai-answer.ts'

const gemini = (usageMetadata: unknown) =>
  readGeminiAnswer({ candidates: [{ content: { parts: [{ text: '{"total": 1}' }] } }], usageMetadata }).billed
const openai = (usage: unknown) =>
  readOpenAiAnswer({ output: [{ type: 'message', content: [{ type: 'output_text', text: '{"total": 1}' }] }], usage }).billed

test.each(['12', 10.5, 1e18, -500_000, MAX_FIGURE + 1, true, {}, [7]])('%j is no figure: it counts as 0 and is named', figure => {
  expect(gemini({ promptTokenCount: figure, candidatesTokenCount: 5 })).toMatchObject({
    usage: { input_tokens: 0, output_tokens: 5 },
    implausible: ['promptTokenCount'],
  })
  expect(openai({ input_tokens: 7, output_tokens: figure })).toMatchObject({
    usage: { input_tokens: 7, output_tokens: 0 },
    implausible: ['output_tokens'],
  })
})

test('what is not said is 0, and no problem', () => {
  for (const report of [undefined, null, {}, 'none', []]) {
    expect(gemini(report)).toMatchObject({ usage: { input_tokens: 0, output_tokens: 0, requests: 1 }, implausible: [] })
    expect(openai(report)).toMatchObject({ usage: { input_tokens: 0, output_tokens: 0, requests: 1 }, implausible: [] })
  }
})

test('no report, however it looks, leads to anything but figures that a column holds', () => {
  const figure = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constantFrom(MAX_FIGURE, MAX_FIGURE - 1, null, undefined))
  const names = [
    'promptTokenCount',
    'candidatesTokenCount',
    'thoughtsTokenCount',
    'toolUsePromptTokenCount',
    'input_tokens',
    'output_tokens',
  ]
  const details = fc.array(fc.record({ modality: fc.constantFrom('TEXT', 'IMAGE', 7), tokenCount: figure }))
  const report = fc.record({
    ...Object.fromEntries(names.map(name => [name, figure])),
    promptTokensDetails: fc.oneof(details, fc.jsonValue()),
    output_tokens_details: fc.jsonValue(),
  })
  fc.assert(
    fc.property(report, reported => {
      for (const { usage, raw } of [gemini(reported), openai(reported)]) {
        for (const value of Object.values(usage)) expect(Number.isInteger(value) && value >= 0 && value <= MAX_FIGURE).toBe(true)
        expect(usage.input_tokens + usage.output_tokens).toBeLessThanOrEqual(MAX_FIGURE)
        expect(JSON.stringify(raw).length).toBeLessThan(40_000)
      }
    }),
  )
})

test('sums stay within a column, too', () => {
  const most = openai({ input_tokens: MAX_FIGURE }).usage
  expect(addUsage(most, openai({ input_tokens: 5, output_tokens: 5 }).usage)).toMatchObject({ input_tokens: MAX_FIGURE, output_tokens: 0 })
})
