import { expect, test } from 'vitest'
import { learnIds, shortId } from '../../../src/tokens/short-id.ts'

test('a token is shown by the first 8 characters of its id', () => {
  expect(shortId('abc12345-0000-4000-8000-000000000000')).toBe('abc12345')
  expect(shortId('tok-1')).toBe('tok-1')
})

test('where 8 characters do not tell tokens apart, as many are shown as do', () => {
  const ids = Array.from({ length: 120 }, (_, i) => `linkedin-team-${String(i).padStart(3, '0')}-eu`)
  learnIds(ids)
  expect(shortId(ids[7]!)).toBe('linkedin-team-007')
  expect(new Set(ids.map(shortId)).size).toBe(ids.length)
})

test('an id that another one begins with is shown whole', () => {
  learnIds(['namesake-1', 'namesake-10', 'namesake'])
  expect(['namesake', 'namesake-1', 'namesake-10'].map(shortId)).toEqual(['namesake', 'namesake-1', 'namesake-10'])
})

test('many namesakes, learnt in whatever order, are all told apart', () => {
  const ids = Array.from({ length: 4_000 }, (_, i) => `namesakes-of-a-large-pool-${(i * 1_237) % 4_000}`)
  learnIds(ids)
  expect(new Set(ids.map(shortId)).size).toBe(ids.length)
})
