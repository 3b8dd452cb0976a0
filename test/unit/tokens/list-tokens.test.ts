import { expect, test } from 'vitest'
import { listTokens, type PoolCursor, type PoolQuery } from '../../../src/tokens/list-tokens.ts'
import { disable, register, type Token } from '../../../src/tokens/token.ts'

const DAY = '2026-11-21'
const token = (tokenId: string): Token => register({ tokenId, source: 'pool', dailyLimit: 10, createdAt: 0, expiresAt: null }, null, null)

function storeOf(tokens: readonly Token[]) {
  const sorted = [...tokens].sort((a, b) => (a.tokenId < b.tokenId ? -1 : 1))
  return {
    list: async ({ after, limit }: { after: string | null; limit: number }) =>
      sorted.filter(t => t.tokenId > (after ?? '')).slice(0, limit),
  }
}

async function allPages(store: ReturnType<typeof storeOf>, size: number, query: Partial<PoolQuery>): Promise<string[]> {
  const found: string[] = []
  let after: PoolCursor | null = null
  do {
    const page = await listTokens(store, { limit: 3, status: null, q: null, ...query, after }, { size, day: DAY, now: 1 })
    found.push(...page.tokens.map(({ tokenId }) => tokenId))
    after = page.next
  } while (after !== null)
  return found
}

test('a pool beyond what is put in order is shown by id, filtered, each token once', async () => {
  const tokens = Array.from({ length: 2_500 }, (_, i) =>
    (i % 500 === 0 ? disable : (t: Token) => t)(token(`t${String(i).padStart(5, '0')}`)),
  )
  const disabled = ['t00000', 't00500', 't01000', 't01500', 't02000']
  expect(await allPages(storeOf(tokens), 6_000, { status: 'disabled' })).toEqual(disabled)
  expect(await allPages(storeOf(tokens), 2_500, { status: 'disabled' })).toEqual(disabled)
  expect(await allPages(storeOf(tokens), 6_000, { q: 'T0099' })).toHaveLength(10)
  expect(await allPages(storeOf(tokens.slice(0, 7)), 6_000, {})).toHaveLength(7)
})
