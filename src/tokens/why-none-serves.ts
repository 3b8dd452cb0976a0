import { setImmediate as nextTurn } from 'node:timers/promises'
import { hourSpentUntil, isExcluded, statusOf, type Token } from './token.ts'
import type { TokenStore } from './token-store.ts'

/** Read at once, and at most so many in all: of a larger pool the rest goes unnamed, and that is said. */
const CHUNK = 1_000
const MOST_READ = 5_000

/** Why no token of the pool can serve, counted by reason, the largest group first: "2 refused by the upstream, 1 spent for today". */
export async function whyNoneServes(store: Pick<TokenStore, 'list'>, day: string, now: number): Promise<string> {
  const groups = new Map<string, number>()
  let read = 0
  for (let after: string | null = null; read < MOST_READ; ) {
    const chunk: Token[] = await store.list({ after, limit: CHUNK, source: 'pool' })
    for (const token of chunk) {
      const words = wordsFor(token, day, now)
      groups.set(words, (groups.get(words) ?? 0) + 1)
    }
    read += chunk.length
    if (chunk.length < CHUNK) return said(groups)
    after = chunk.at(-1)!.tokenId
    await nextTurn()
  }
  return `of the first ${read} ${said(groups)}`
}

function said(groups: ReadonlyMap<string, number>): string {
  const [only] = groups
  if (groups.size === 1 && only !== undefined) return only[1] === 1 ? `the only one is ${only[0]}` : `all ${only[1]} are ${only[0]}`
  return [...groups]
    .sort(([, a], [, b]) => b - a)
    .map(([words, count]) => `${count} ${words}`)
    .join(', ')
}

const EXCLUDED = {
  token_error: 'refused by the upstream',
  max_errors: 'refused by the upstream until an operator enables them',
  rate_limited: 'resting because the upstream limits them',
  unreadable_secret: 'of which the stored secret cannot be decrypted',
  suspected: 'suspected of the failures of their calls',
} as const satisfies Record<NonNullable<Token['exclusion']>['reason'], string>

function wordsFor(token: Token, day: string, now: number): string {
  const status = statusOf(token, day, now)
  if (status === 'exhausted') return 'spent for today'
  // One that serves again since the count was made.
  if (status === 'active') return 'about to serve again'
  if (status === 'disabled' || status === 'expired') return status
  if (!isExcluded(token, now) && hourSpentUntil(token, now) !== null) return 'spent for this hour'
  const { exclusion } = token
  return exclusion === null || exclusion.until <= now ? 'counted for a day that is yet to come' : EXCLUDED[exclusion.reason]
}
