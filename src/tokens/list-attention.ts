import { needsAttention } from './attention.ts'
import type { PoolQuery } from './list-tokens.ts'
import { statusOf, type Token } from './token.ts'
import type { TokenStore } from './token-store.ts'

export type AttentionQuery = Omit<PoolQuery, 'after'> & { readonly after: string | null }

export interface AttentionPage {
  readonly tokens: readonly Token[]
  readonly next: string | null
  /** In the whole pool, and when that was counted, in Unix milliseconds. */
  readonly total: number
  readonly countedAt: number
}

/** Read at the same time: a page of a shared store is many single reads. */
const AT_ONCE = 25

/** A page of the tokens that need a person: found by the survey, each as it is at this moment. */
export async function listAttention(
  store: Pick<TokenStore, 'survey' | 'get'>,
  { after, limit, status, q }: AttentionQuery,
  { day, now }: { readonly day: string; readonly now: number },
): Promise<AttentionPage> {
  const { attention: total, attentionIds, at: countedAt } = await store.survey({ day, now })
  const part = q?.toLowerCase() ?? null
  const ids = attentionIds.filter(id => (after === null || id > after) && (part === null || id.toLowerCase().includes(part)))
  const fits = (token: Token | null): token is Token =>
    token !== null && needsAttention(token, day, now) && (status === null || statusOf(token, day, now) === status)
  const tokens: Token[] = []
  for (let read = 0; read < ids.length; read += AT_ONCE) {
    const found = (await Promise.all(ids.slice(read, read + AT_ONCE).map(id => store.get(id)))).filter(fits)
    tokens.push(...found)
    if (tokens.length > limit) break
  }
  const page = tokens.slice(0, limit)
  return { tokens: page, next: tokens.length > limit ? page.at(-1)!.tokenId : null, total, countedAt }
}
