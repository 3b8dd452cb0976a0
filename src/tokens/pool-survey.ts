import { needsAttention } from './attention.ts'
import { statusOf, type Token, type TokenStatus, usageOn } from './token.ts'

/** What a look at every token of the pool has shown. */
export interface PoolSurvey {
  /** When it was made, in Unix milliseconds. */
  readonly at: number
  readonly tokens: number
  readonly attention: number
  /** Of those that need a person, in their order; at most {@link MOST_NAMED}. */
  readonly attentionIds: readonly string[]
  /** The pool as a map: a cell for each token in the order of their ids, or at most {@link MOST_CELLS} of which each stands for a group that stays the same. */
  readonly cells: readonly PoolCell[]
}

export interface PoolCell {
  readonly tokens: number
  readonly attention: number
  /** Reserved or spent today, and what the limits of its tokens add up to. */
  readonly used: number
  readonly limit: number
  readonly states: Readonly<Partial<Record<TokenStatus, number>>>
  /** Of its tokens, the one that a person would look at first. */
  readonly worst: string
}

/** As many as a screen shows one by one. */
export const MOST_CELLS = 1_000
/** Whoever has more of them has one trouble, not ten thousand. */
const MOST_NAMED = 10_000

const SEVERITY: Readonly<Record<TokenStatus, number>> = { excluded: 4, expired: 3, disabled: 2, exhausted: 1, active: 0 }

interface OpenCell {
  tokens: number
  attention: number
  used: number
  limit: number
  states: Partial<Record<TokenStatus, number>>
  worst: string
  severity: number
}

/** Adds up a survey token by token, in any order; holds no token. */
export class PoolSurveyor {
  readonly #day: string
  readonly #now: number
  readonly #ids: string[] = []
  /** By id as long as each has its own, then by the group's number. */
  #cells = new Map<string | number, OpenCell>()
  #tokens = 0
  #attention = 0

  constructor(day: string, now: number) {
    this.#day = day
    this.#now = now
  }

  add(token: Token): void {
    const { tokenId } = token
    const attention = needsAttention(token, this.#day, this.#now)
    const status = statusOf(token, this.#day, this.#now)
    this.#tokens += 1
    if (attention) {
      this.#attention += 1
      if (this.#ids.length < MOST_NAMED) this.#ids.push(tokenId)
    }
    const used = usageOn(this.#day, token)
    const severity = SEVERITY[status] + (attention ? 10 : 0) + Math.min(1, used / Math.max(1, token.dailyLimit)) / 2
    const own = {
      tokens: 1,
      attention: Number(attention),
      used,
      limit: token.dailyLimit,
      states: { [status]: 1 },
      worst: tokenId,
      severity,
    }
    if (this.#tokens === MOST_CELLS + 1) this.#group()
    this.#put(this.#tokens > MOST_CELLS ? groupOf(tokenId) : tokenId, own)
  }

  finish(): PoolSurvey {
    const key = (a: string | number, b: string | number) => (a < b ? -1 : 1)
    const cells = [...this.#cells].sort(([a], [b]) => key(a, b)).map(([, { severity: _, ...cell }]) => cell)
    return { at: this.#now, tokens: this.#tokens, attention: this.#attention, attentionIds: this.#ids.sort(), cells }
  }

  /** There are more tokens than cells. */
  #group(): void {
    const single = this.#cells
    this.#cells = new Map()
    for (const [tokenId, cell] of single) this.#put(groupOf(String(tokenId)), cell)
  }

  #put(place: string | number, cell: OpenCell): void {
    const known = this.#cells.get(place)
    if (known === undefined) {
      this.#cells.set(place, cell)
      return
    }
    known.tokens += cell.tokens
    known.attention += cell.attention
    known.used += cell.used
    known.limit += cell.limit
    for (const [status, number] of Object.entries(cell.states) as [TokenStatus, number][])
      known.states[status] = (known.states[status] ?? 0) + number
    if (cell.severity <= known.severity) return
    known.worst = cell.worst
    known.severity = cell.severity
  }
}

/** By the id alone, so that a token stays where it is from one look to the next. */
function groupOf(tokenId: string): number {
  let hash = 2166136261
  for (let i = 0; i < tokenId.length; i += 1) hash = Math.imul(hash ^ tokenId.charCodeAt(i), 16777619)
  // The low bits of FNV-1a alone are poor for ids that differ in their last character.
  hash ^= hash >>> 15
  return (hash >>> 0) % MOST_CELLS
}
