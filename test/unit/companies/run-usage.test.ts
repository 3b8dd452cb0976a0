import fc from 'fast-check'
import { expect, test } from 'vitest'
import { extractUsageFromLog, readUsageLine } from '../../../src/companies/run-usage.ts'

const FULL = {
  input_tokens: 2518,
  output_tokens: 652,
  text_prompt_tokens: 712,
  image_prompt_tokens: 1806,
  text_candidates_tokens: 652,
  requests: 1,
}

test.each([
  [
    "Usage: RunUsage(input_tokens=2518, output_tokens=652, details={'text_prompt_tokens': 712, 'image_prompt_tokens': 1806, 'text_candidates_tokens': 652}, requests=1)",
    FULL,
  ],
  [
    '2026-11-21 INFO x RunUsage(requests=1, details={"text_candidates_tokens": 652, "image_prompt_tokens":1806,"text_prompt_tokens" : 712}, output_tokens=652, input_tokens=2518) done',
    FULL,
  ],
  [
    'RunUsage(input_tokens=10, output_tokens=5, requests=2)',
    { ...FULL, input_tokens: 10, output_tokens: 5, text_prompt_tokens: 0, image_prompt_tokens: 0, text_candidates_tokens: 0, requests: 2 },
  ],
  [
    'RunUsage(input_tokens=10,cache_read_tokens=4)',
    { input_tokens: 10, output_tokens: 0, text_prompt_tokens: 0, image_prompt_tokens: 0, text_candidates_tokens: 0, requests: 0 },
  ],
])('%s', (line, expected) => {
  expect(extractUsageFromLog(line)).toEqual(expected)
})

test.each([
  '',
  'nothing here',
  'RunUsage()',
  'RunUsage(input_tokens=',
  'RunUsage(input_tokens=many)',
  'Usage: input_tokens=5',
  'RunUsage(a=1\n)',
])('garbage %j is null', line => {
  expect(extractUsageFromLog(line)).toBeNull()
})

test('never throws, and never answers anything but whole numbers', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map(text => `RunUsage(${text})`),
      ),
      text => {
        const usage = extractUsageFromLog(text)
        expect(usage === null || Object.values(usage).every(Number.isSafeInteger)).toBe(true)
      },
    ),
  )
})

test('a line that is to be counted has figures that the columns take, or a problem in words', () => {
  const figure = fc.oneof(fc.integer().map(String), fc.double().map(String), fc.constantFrom('None', '', "'5'", '2147483648', '1e3'))
  const name = fc.constantFrom('input_tokens', 'output_tokens', 'text_prompt_tokens', 'requests', 'cache_read_tokens')
  const runs = fc.array(fc.tuple(name, figure)).map(pairs => `x RunUsage(${pairs.map(([key, value]) => `${key}=${value}`).join(', ')})`)
  fc.assert(
    fc.property(fc.oneof(runs, fc.string()), line => {
      const read = readUsageLine(line)
      if ('problem' in read) expect(read.problem).not.toBe('')
      else expect(Object.values(read.usage).every(value => Number.isInteger(value) && value >= 0 && value <= 2_147_483_647)).toBe(true)
    }),
  )
})
