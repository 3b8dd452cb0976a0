import { type PoolSurvey, PoolSurveyor } from '../../tokens/pool-survey.ts'
import {
  expectedLimit,
  grantableOn,
  hourSpentUntil,
  isAhead,
  isExcluded,
  isExpired,
  isUsable,
  remainingOn,
  scoreOn,
  type Token,
  type TokenSource,
  UNTIL_OPERATOR,
  usageOn,
} from '../../tokens/token.ts'
import { type PoolTotals, RESTING_MS, type RestingTokens, type TokenStore } from '../../tokens/token-store.ts'
import type { Dynamo, Item, Key } from './dynamo.ts'
import { PICK_INDEX } from './dynamo-tables.ts'
import type { Hints } from './token-blocks.ts'
import { deadlineKey, placeAt, SHARDS, spentKey, toToken } from './token-items.ts'

export interface TokenPoolParts {
  readonly dynamo: Dynamo
  readonly table: string
  readonly hints: Hints
  readonly random: () => number
  /** About how many items the table had at the start. */
  readonly tokenItems: number
  /** Milliseconds of a clock that only measures how old a snapshot is. */
  readonly elapsed: () => number
}

type Pool = Pick<TokenStore, 'candidates' | 'list' | 'totals' | 'resting' | 'survey'> & {
  /** The pool has grown: counts before the next look do not lag behind what this process knows. */
  grew(): void
}

/** Up to this size a pool is looked at as a whole for every choice and every total; beyond it is sampled, and totalled at intervals. */
const SMALL_POOL = 200
/** Of a large pool a choice reads the best of one shard, at random, and one token whose deadline has passed. */
const SAMPLE = 4
/** Totals of a large pool are this old at most, plus the time it takes to read the index (in the background). */
const SNAPSHOT_MS = 15_000
/** Reading the index takes at most this share of the time, however large it is. */
const SNAPSHOT_SHARE = 10
const SEGMENTS = 4
/** The index does not know why a token is excluded: of so many it is looked up, beyond them each counts as one that needs a person. */
const LOOKED_UP = 1_000
/** Items in an estimate: about half of them are tokens. */
const SAMPLED = 1_000
const SAMPLED_SEGMENTS = 8

export function createTokenPool(parts: TokenPoolParts): Pool {
  const { dynamo, table, hints, random } = parts
  let size = parts.tokenItems > 4 * SMALL_POOL ? parts.tokenItems / 2 : 0
  let snapshot: { at: number; took: number; of: Record<TokenSource, Fold> } | null = null
  let refreshing: Promise<void> | null = null
  let surveyed: { readonly day: string; readonly begun: number; took: number; readonly value: Promise<PoolSurvey> } | null = null

  const readShard = async (source: TokenSource, kind: 'ready' | 'rest', shard: number, below: string, limit: number): Promise<Item[]> => {
    const values = { ':shard': `${source}#${kind}#${shard}`, ':below': below }
    const where = 'pick_shard = :shard AND pick_key < :below'
    return (await dynamo.query({ table, index: PICK_INDEX, where, values, limit })).items
  }

  /** The index of a small pool is one page: one request instead of two for each shard. */
  const readWhole = async (source: TokenSource): Promise<Item[]> => {
    const names = { '#source': 'source' }
    const items: Item[] = []
    let from: Key | undefined
    do {
      const page = await dynamo.scan({
        table,
        index: PICK_INDEX,
        filter: '#source = :source',
        names,
        values: { ':source': source },
        startAfter: from,
      })
      items.push(...page.items)
      from = page.next
    } while (from !== undefined)
    return items
  }

  /** Shard by shard from a random one, until one has something. */
  const readSample = async (source: TokenSource, day: string, now: number): Promise<Item[]> => {
    const shards = SHARDS[source]
    const first = Math.floor(random() * shards)
    for (let i = 0; i < shards; i += 1) {
      const shard = (first + i) % shards
      const found = await Promise.all([
        readShard(source, 'ready', shard, spentKey(day), SAMPLE),
        readShard(source, 'rest', shard, deadlineKey(now + 1), 1),
      ])
      const items = found.flat()
      if (items.some(item => isUsable(toToken(item), day, now))) return items
      await Promise.all(items.map(item => putAside(item, now)))
    }
    return []
  }

  /** An expired token would stand in the way of every choice: it goes to where nobody looks. */
  const putAside = async (item: Item, now: number): Promise<void> => {
    const token = toToken(item)
    if (!isExpired(token, now)) return
    const { shard, key } = placeAt(token, now)
    const values = { ':shard': shard, ':key': key, ':expires': token.expiresAt }
    await dynamo.update(table, { token_id: token.tokenId }, 'SET pick_shard = :shard, pick_key = :key', 'expires_ms = :expires', { values })
  }

  const readTotals = async (): Promise<Record<TokenSource, Fold>> => {
    const of = { pool: new Fold(), file: new Fold() }
    const whole = size > SMALL_POOL ? SEGMENTS : 1
    const readSegment = async (number: number): Promise<void> => {
      let from: Key | undefined
      do {
        const segment = whole === 1 ? undefined : { number, of: whole }
        const page = await dynamo.scan({ table, index: PICK_INDEX, startAfter: from, ...(segment === undefined ? {} : { segment }) })
        for (const item of page.items) of[item.source === 'file' ? 'file' : 'pool'].add(toToken(item))
        from = page.next
      } while (from !== undefined)
    }
    await Promise.all(Array.from({ length: whole }, (_, number) => readSegment(number)))
    size = of.pool.size + of.file.size
    return of
  }

  /** Until the first reading is through: a sample from a random part of the table, scaled up to about as many tokens as there are. */
  const readEstimate = async (): Promise<Record<TokenSource, Fold>> => {
    const segment = { number: Math.floor(random() * SAMPLED_SEGMENTS), of: SAMPLED_SEGMENTS }
    const filter = 'attribute_exists(#source)'
    const { items } = await dynamo.scan({ table, filter, names: { '#source': 'source' }, limit: SAMPLED, segment })
    const share = items.length === 0 ? 1 : Math.max(1, size / items.length)
    const of = { pool: new Fold(share), file: new Fold(share) }
    for (const item of items) of[item.source === 'file' ? 'file' : 'pool'].add(toToken(item))
    return of
  }

  const refresh = (): Promise<void> => {
    refreshing ??= (async () => {
      const started = parts.elapsed()
      try {
        const of = await readTotals()
        snapshot = { at: parts.elapsed(), took: parts.elapsed() - started, of }
      } finally {
        refreshing = null
      }
    })()
    return refreshing
  }

  /** Of a small pool read each time; of a large one as last read, which is read anew in the background when it is old. */
  const sums = async (): Promise<Record<TokenSource, Fold>> => {
    if (size <= SMALL_POOL) return readTotals()
    const last = snapshot
    const of = last === null ? await readEstimate() : last.of
    if (last === null || parts.elapsed() - last.at > Math.max(SNAPSHOT_MS, SNAPSHOT_SHARE * last.took)) refresh().catch(() => {})
    return of
  }

  /** In no particular order: that is the surveyor's. */
  const makeSurvey = async (day: string, now: number): Promise<PoolSurvey> => {
    const surveyor = new PoolSurveyor(day, now)
    const unsure: Token[] = []
    let from: Key | undefined
    do {
      const page = await dynamo.scan({ table, index: PICK_INDEX, startAfter: from })
      for (const token of page.items.filter(item => item.source !== 'file').map(toToken)) {
        if (token.exclusion !== null && unsure.length < LOOKED_UP) unsure.push(token)
        else surveyor.add(token)
      }
      from = page.next
    } while (from !== undefined)
    const found = await dynamo.getMany(
      table,
      unsure.map(({ tokenId }) => ({ token_id: tokenId })),
    )
    for (const token of found.map(toToken)) surveyor.add(token)
    return surveyor.finish()
  }

  return {
    async survey({ day, now }) {
      const kept = surveyed
      if (kept !== null && kept.day === day && size > SMALL_POOL) {
        const age = parts.elapsed() - kept.begun
        if (age <= Math.max(SNAPSHOT_MS, SNAPSHOT_SHARE * kept.took)) return kept.value
      }
      const begun = parts.elapsed()
      const reading = { day, begun, took: 0, value: makeSurvey(day, now) }
      surveyed = reading
      const forget = () => {
        if (surveyed === reading) surveyed = null
      }
      reading.value.then(() => {
        reading.took = parts.elapsed() - begun
      }, forget)
      return reading.value
    },
    grew() {
      size += 1
    },
    async candidates({ day, now, source, limit }) {
      const items = size <= SMALL_POOL ? await readWhole(source) : await readSample(source, day, now)
      const usable = items.map(item => ({ item, token: toToken(item) })).filter(({ token }) => isUsable(token, day, now))
      usable.sort((a, b) => scoreOn(day, a.token) - scoreOn(day, b.token) || (a.token.lastUsed ?? 0) - (b.token.lastUsed ?? 0))
      const best = usable.slice(0, limit)
      for (const { item } of best) if (hints.get(String(item.token_id)) === undefined) hints.set({ ...item, v: 1 })
      return best.map(({ token }) => token)
    },
    async list({ after, limit, source }) {
      const tokens: Token[] = []
      const names = { '#source': 'source', '#token': 'token' }
      const legacy = source === 'pool' ? ' OR (attribute_not_exists(v) AND attribute_exists(#token))' : ' AND attribute_not_exists(#token)'
      const filter = `#source = :source${legacy}`
      let from = after === null ? undefined : { token_id: after }
      do {
        const page = await dynamo.scan({
          table,
          filter,
          names,
          values: { ':source': source },
          limit: Math.max(50, 3 * limit),
          startAfter: from,
        })
        tokens.push(...page.items.map(toToken))
        from = page.next as typeof from
      } while (from !== undefined && tokens.length < limit)
      return tokens.slice(0, limit)
    },
    totals: async ({ day, now, source }) => (await sums())[source].on(day, now),
    resting: async ({ day, now, source }) => (await sums())[source].restingOn(day, now),
  }
}

/** Sums over many tokens, kept so that they can be told for any later moment: tokens in like situations are added up together. */
class Fold {
  size = 0
  readonly #share: number
  /** By situation: day of the count, deadline and expiry to the second, enabled or not. */
  readonly #groups = new Map<string, { sample: Token; tokens: number; limit: number; used: number; left: number; open: number }>()

  /** @param share how many tokens each one stands for */
  constructor(share = 1) {
    this.#share = share
  }

  add(token: Token): void {
    this.size += 1
    const { enabled, expiresAt, quotaDay, exclusion, hour } = token
    const spentHour = hour !== null && hour.usage >= hour.limit && grantableOn(quotaDay ?? '', token) > 0 ? hour.startsAt : ''
    const key = `${enabled}|${quotaDay ?? ''}|${ceilSecond(expiresAt)}|${exclusion?.until ?? ''}|${spentHour}`
    let group = this.#groups.get(key)
    if (group === undefined) {
      group = { sample: token, tokens: 0, limit: 0, used: 0, left: 0, open: 0 }
      this.#groups.set(key, group)
    }
    const day = quotaDay ?? ''
    group.tokens += 1
    group.limit += expectedLimit(token)
    group.used += usageOn(day, token)
    group.left += remainingOn(day, token)
    group.open += grantableOn(day, token) > 0 ? 1 : 0
  }

  on(day: string, now: number): PoolTotals {
    const sum = { totalTokens: 0, activeTokens: 0, availableTokens: 0, totalDailyUsage: 0, maxDailyCapacity: 0, availableCapacity: 0 }
    let nextUntil: number | null = null
    for (const { sample, tokens, limit, used, left, open } of this.#groups.values()) {
      const counts = sample.quotaDay === day
      const ahead = isAhead(sample, day)
      sum.totalTokens += tokens
      sum.totalDailyUsage += counts ? used : 0
      if (!sample.enabled || isExpired(sample, now)) continue
      sum.activeTokens += tokens
      sum.maxDailyCapacity += limit
      const until = restsUntil(sample, day, now)
      if (until !== null) nextUntil = Math.min(nextUntil ?? Number.POSITIVE_INFINITY, until)
      else if (!ahead) {
        sum.availableTokens += counts ? open : tokens
        sum.availableCapacity += counts ? left : limit
      }
    }
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] = Math.round(sum[name] * this.#share)
    return { ...sum, nextUntil }
  }

  restingOn(day: string, now: number): RestingTokens[] {
    const byDeadline = new Map<number, { tokens: number; leftToday: number; perDay: number }>()
    for (const { sample, tokens, limit, left } of this.#groups.values()) {
      const rests = restsUntil(sample, day, now)
      if (!sample.enabled || isExpired(sample, now) || rests === null) continue
      const until = Math.min(Math.ceil(rests / RESTING_MS) * RESTING_MS, UNTIL_OPERATOR)
      const sum = byDeadline.get(until) ?? { tokens: 0, leftToday: 0, perDay: 0 }
      sum.tokens += tokens * this.#share
      sum.leftToday += (sample.quotaDay === day ? left : limit) * this.#share
      sum.perDay += limit * this.#share
      byDeadline.set(until, sum)
    }
    const rounded = [...byDeadline].map(([until, { tokens, leftToday, perDay }]) => ({
      until,
      tokens: Math.round(tokens),
      leftToday: Math.round(leftToday),
      perDay: Math.round(perDay),
    }))
    return rounded.sort((a, b) => a.until - b.until)
  }
}

/** The later of its exclusion's deadline and the end of an hour that it is spent for; null where it rests for neither. */
function restsUntil(token: Token, day: string, now: number): number | null {
  const excluded = isExcluded(token, now) ? token.exclusion!.until : null
  const spent = grantableOn(day, token) > 0 ? hourSpentUntil(token, now) : null
  return excluded === null || spent === null ? (excluded ?? spent) : Math.max(excluded, spent)
}

function ceilSecond(ms: number | null): number | '' {
  return ms === null ? '' : Math.ceil(ms / 1000)
}
