import { expect, it } from 'vitest'
import { MOST_CELLS, PoolSurveyor } from '../../../src/tokens/pool-survey.ts'
import { disable, register, type Token } from '../../../src/tokens/token.ts'

const NOW = Date.parse('2026-11-21T12:00:00.000Z')
const DAY = '2026-11-21'
const token = (n: number): Token =>
  register({ tokenId: `tok-${n}`, source: 'pool', dailyLimit: 100, createdAt: NOW, expiresAt: null }, null, null)

function surveyOf(tokens: readonly Token[]) {
  const surveyor = new PoolSurveyor(DAY, NOW)
  for (const each of tokens) surveyor.add(each)
  return surveyor.finish()
}

it('more tokens than cells are grouped, none is lost, and the worst of each group is named', () => {
  const tokens = Array.from({ length: 5_000 }, (_, n) =>
    n % 500 === 7 ? disable(token(n)) : { ...token(n), quotaDay: DAY, dailyUsage: 50 },
  )
  const survey = surveyOf(tokens)
  expect(survey.cells.length).toBeLessThanOrEqual(MOST_CELLS)
  expect(survey.cells.reduce((sum, cell) => sum + cell.tokens, 0)).toBe(5_000)
  expect(survey).toMatchObject({ tokens: 5_000, attention: 10 })
  const troubled = survey.cells.filter(cell => cell.attention > 0)
  expect(troubled.map(({ worst }) => worst).sort()).toEqual(survey.attentionIds)
  expect(survey.cells.reduce((sum, { used }) => sum + used, 0)).toBe(4_990 * 50)
})

it('a token stays in its cell whatever becomes of it, and in whatever order the pool is read', () => {
  const tokens = Array.from({ length: 3_000 }, (_, n) => token(n))
  const before = surveyOf(tokens)
  const after = surveyOf(tokens.map((each, n) => (n === 1_234 ? disable(each) : each)).toReversed())
  const changed = after.cells.flatMap((cell, place) => (cell.attention > 0 ? [place] : []))
  expect(changed).toHaveLength(1)
  expect(after.cells.map(cell => cell.tokens)).toEqual(before.cells.map(cell => cell.tokens))
})
