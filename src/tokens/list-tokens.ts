import { setImmediate as nextTurn } from 'node:timers/promises'
import { statusOf, type Token, type TokenStatus } from './token.ts'
import type { TokenStore } from './token-store.ts'

/** What a page of the pool asks for. */
export interface PoolQuery {
  readonly after: PoolCursor | null
  readonly limit: number
  readonly status: TokenStatus | null
  /** Part of the id, whatever its case. */
  readonly q: string | null
}

/** Where a page ended: rank and id where the whole pool is put in order, the id alone in a pool too large for that. */
export type PoolCursor = readonly [rank: number, tokenId: string] | string

export interface PoolPage {
  readonly tokens: readonly Token[]
  readonly next: PoolCursor | null
}

/** Up to this size the pool is read and put in order for each page: some tens of milliseconds. A larger one is shown by id. */
const SORTED_POOL = 5_000
/** Read at once: some 5 ms of the thread that serves, and others have their turn in between. */
const CHUNK = 1_000
/** Of a large pool so many tokens are looked through for one page; the cursor leads on even where nothing was found. */
const MOST_READ = 20_000

/** Those that need somebody first: what an operator can mend, what waits, what works, what somebody has put away. */
const RANKS: Readonly<Record<TokenStatus, number>> = { excluded: 0, expired: 1, exhausted: 2, active: 3, disabled: 4 }

export function isPoolCursor(value: unknown): value is PoolCursor {
  const isId = (id: unknown): id is string => typeof id === 'string' && id !== '' && id.length <= 200
  return isId(value) || (Array.isArray(value) && value.length === 2 && Number.isInteger(value[0]) && isId(value[1]))
}

/** A page of the pool, filtered, those that need attention first. */
export async function listTokens(
  store: Pick<TokenStore, 'list'>,
  query: PoolQuery,
  pool: { size: number; day: string; now: number },
): Promise<PoolPage> {
  const { day, now } = pool
  const fits = matcher(query, day, now)
  return pool.size <= SORTED_POOL && typeof query.after !== 'string'
    ? sortedPage(store, query, fits, day, now)
    : pageById(store, query, fits)
}

function matcher({ status, q }: PoolQuery, day: string, now: number): (token: Token) => boolean {
  const part = q?.toLowerCase() ?? null
  return token => (part === null || token.tokenId.toLowerCase().includes(part)) && (status === null || statusOf(token, day, now) === status)
}

async function sortedPage(
  store: Pick<TokenStore, 'list'>,
  { after, limit }: PoolQuery,
  fits: (token: Token) => boolean,
  day: string,
  now: number,
): Promise<PoolPage> {
  const found: { rank: number; token: Token }[] = []
  for (let last: string | null = null; ; ) {
    const chunk: Token[] = await store.list({ after: last, limit: CHUNK, source: 'pool' })
    for (const token of chunk) if (fits(token)) found.push({ rank: RANKS[statusOf(token, day, now)], token })
    if (chunk.length < CHUNK) break
    last = chunk.at(-1)!.tokenId
    await nextTurn()
  }
  found.sort((a, b) => a.rank - b.rank || (a.token.tokenId < b.token.tokenId ? -1 : 1))
  const [rank, id] = after === null || typeof after === 'string' ? [-1, ''] : after
  const rest = found.filter(each => each.rank > rank || (each.rank === rank && each.token.tokenId > id))
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return {
    tokens: page.map(({ token }) => token),
    next: last !== undefined && rest.length > limit ? [last.rank, last.token.tokenId] : null,
  }
}

async function pageById(store: Pick<TokenStore, 'list'>, query: PoolQuery, fits: (token: Token) => boolean): Promise<PoolPage> {
  const { after, limit, status, q } = query
  const size = status === null && q === null ? limit : CHUNK
  const tokens: Token[] = []
  let last = typeof after === 'string' ? after : null
  for (let read = 0; read < MOST_READ; ) {
    const chunk = await store.list({ after: last, limit: size, source: 'pool' })
    for (const token of chunk) {
      last = token.tokenId
      if (fits(token) && tokens.push(token) === limit) return { tokens, next: last }
    }
    if (chunk.length < size) return { tokens, next: null }
    read += chunk.length
    await nextTurn()
  }
  return { tokens, next: last }
}
