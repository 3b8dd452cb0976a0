import { randomUUID } from 'node:crypto'
import { StoreUnavailableError } from '../../shared/app-error.ts'
import { toIso } from '../../shared/clock.ts'
import type { SecretBox } from '../../shared/secret-box.ts'
import { openedSecret } from '../../tokens/opened-secret.ts'
import { type Grant, grantableOn, grantOf, type Token, usageOn } from '../../tokens/token.ts'
import { type EventOf, spent, type TokenEvent } from '../../tokens/token-history.ts'
import type { ReserveOutcome, ReserveRequest, TokenStore } from '../../tokens/token-store.ts'
import type { Dynamo, Item, Written } from './dynamo.ts'
import type { TokenEvents } from './token-events.ts'
import { ITEM_VERSION, isLegacy, isMisplaced, type OpenBlock, placeOf, stateAttributes, toToken } from './token-items.ts'
import type { TokenRegistry } from './token-registry.ts'

export interface TokenBlocksParts {
  readonly dynamo: Dynamo
  readonly table: string
  readonly registry: TokenRegistry
  readonly secrets: SecretBox
  readonly events: TokenEvents
  /** What the last look at the index or the last write showed of a token: saves the read before the first try. */
  readonly hints: Hints
}

/** A bounded memory of items; always checked by a condition before anything comes of it. */
export interface Hints {
  get(tokenId: string): Item | undefined
  set(item: Item): void
  forget(tokenId: string): void
}

const MAX_HINTS = 2_000
/** Remembered on the item: more than can meet on one token within the time of a repeat. */
const OPERATIONS = 8
/** Entries of used-up blocks that one process leaves on a token at most. */
const MOST_USED_UP = 4
/** Each refused try means that another lane's write went through. */
const MAX_TRIES = 200

export function createHints(): Hints {
  const items = new Map<string, Item>()
  return {
    get: tokenId => items.get(tokenId),
    set(item) {
      const id = String(item.token_id)
      items.delete(id)
      items.set(id, item)
      if (items.size > MAX_HINTS) items.delete(items.keys().next().value!)
    },
    forget: tokenId => items.delete(tokenId),
  }
}

type Blocks = Pick<TokenStore, 'reserve' | 'reservedUnits' | 'adopt' | 'handBack' | 'charge'> & {
  /** Stores what `to` makes of the token, whatever else happens to it meanwhile, and notes the event that this is. */
  change(tokenId: string, to: (token: Token) => Token, eventOf: EventOf, attributes?: (token: Token) => Item): Promise<Token | null>
  replace(item: Item): Promise<void>
}

/** G1 on DynamoDB: every unit is counted by one conditional write on the token's item, and the block's id is part of that write. */
export function createTokenBlocks(parts: TokenBlocksParts): Blocks {
  const { dynamo, table, registry, hints, events } = parts
  const key = (tokenId: string) => ({ token_id: tokenId })
  /** Blocks that were used up, by token: nothing is handed back, so their entries go with the next write to the item instead of one of their own. */
  const usedUp = new Map<string, string[]>()

  /** Reservations of which a write may still be on its way: they are not removed from the item but emptied, so that it finds its place taken. */
  const unsure = new Set<string>()

  /** Puts a token back to where the choice looks for it; best effort, and only while the item is as it was seen. */
  const replace = async (item: Item): Promise<void> => {
    const { shard, key: place } = placeOf(toToken(item))
    const values = { ':shard': shard, ':place': place, ':sv': item.sv, ':usage': item.daily_usage }
    await dynamo.update(
      table,
      key(String(item.token_id)),
      'SET pick_shard = :shard, pick_key = :place',
      'sv = :sv AND daily_usage = :usage',
      {
        values,
      },
    )
  }

  const after = async (written: Item): Promise<void> => {
    hints.set(written)
    if (isMisplaced(written)) await replace(written)
  }

  const granted = (item: Item, block: OpenBlock): ReserveOutcome => ({
    granted: true,
    units: block.n,
    token: toToken(item),
    ...openedSecret(parts.secrets, typeof item.token === 'string' ? item.token : null, String(item.token_id)),
    trialOf: block.t ?? null,
  })

  /** That the day is spent with this grant, where nobody has told it yet. */
  const spentWith = (item: Item, token: Token, grant: Grant, { day, now }: ReserveRequest): TokenEvent | null =>
    spent(day, now, item.spent_day === day)(token, grant.token)

  const tryReserve = async (
    item: Item,
    token: Token,
    grant: Grant,
    request: ReserveRequest,
    event: TokenEvent | null,
  ): Promise<Written> => {
    const { tokenId, reservationId, day, now } = request
    const { units, trialOf } = grant
    const hour = hourWrite(token, grant.token, request)
    const block: OpenBlock = { n: units, ...(trialOf === null ? {} : { t: trialOf }), ...hour.block }
    const place = placeOf(grant.token)
    const { learned } = token
    const sameDay = token.quotaDay === day
    const left = grantableOn(day, token)
    const takesAll = units === left
    const relearned = grant.token.learned === learned ? null : grant.token.learned
    const set = [
      sameDay ? 'daily_usage = daily_usage + :n, r.#id = :block' : 'daily_usage = :n, quota_day = :day, r = :blocks',
      'total_usage = total_usage + :n, last_used = :used, pick_shard = :shard, pick_key = :place',
      ...(trialOf === null ? [] : ['excluded_until = :trial, sv = sv + :one']),
      ...(relearned === null ? [] : ['learned_limit = :relearned']),
      ...(event === null ? [] : ['spent_day = :day', events.count.set]),
      ...hour.set,
    ]
    const condition = [
      'v = :v AND #source = :source AND is_active = :true AND daily_limit = :limit',
      '(attribute_not_exists(expires_ms) OR expires_ms > :now)',
      trialOf === null ? 'attribute_not_exists(excluded_until)' : 'excluded_until = :until AND penalty_id = :penalty',
      learned === null ? 'attribute_not_exists(learned_limit)' : 'learned_limit = :learned AND learned_day = :learned_day',
      // The last units are taken only from exactly the count that was seen: the token's place says then that it is spent.
      sameDay ? `quota_day = :day AND daily_usage ${takesAll ? '=' : '<='} :most AND attribute_not_exists(r.#id)` : EARLIER_DAY,
      ...hour.condition,
    ]
    const values = {
      ':n': units,
      ':day': day,
      ':used': toIso(now),
      ':shard': place.shard,
      ':place': place.key,
      ':v': ITEM_VERSION,
      ':source': item.source,
      ':true': true,
      ':limit': token.dailyLimit,
      ':now': now,
      ...(learned === null ? {} : { ':learned': learned.limit, ':learned_day': learned.day }),
      ...(relearned === null ? {} : { ':relearned': relearned.limit }),
      ...(event === null ? {} : events.count.values),
      ...hour.values,
      ...(sameDay ? { ':block': block, ':most': usageOn(day, token) + left - units } : { ':blocks': { [reservationId]: block } }),
      ...(trialOf === null
        ? {}
        : { ':trial': grant.token.exclusion!.until, ':one': 1, ':until': token.exclusion!.until, ':penalty': trialOf }),
    }
    const over = sameDay ? (usedUp.get(tokenId) ?? []) : []
    const names = { '#source': 'source', ...(sameDay ? { '#id': reservationId } : {}), ...pathNames(over) }
    const update = `SET ${set.join(', ')}${removal(over)}`
    const written = await dynamo.update(table, key(tokenId), update, condition.join(' AND '), { names, values })
    if (written.repeated === true) unsure.add(reservationId)
    if (written.ok) forgetUsedUp(tokenId, sameDay ? over : null)
    return written
  }

  /** The entries of these blocks are gone; with null those of all, because a new day has begun. */
  const forgetUsedUp = (tokenId: string, gone: readonly string[] | null): void => {
    const left = gone === null ? [] : (usedUp.get(tokenId) ?? []).filter(id => !gone.includes(id))
    if (left.length > 0) usedUp.set(tokenId, left)
    else usedUp.delete(tokenId)
  }

  /** Repeats a conditional write on what the last one found, until it holds or there is nothing to do (null). */
  const until = async <T>(
    tokenId: string,
    first: Item | undefined,
    step: (item: Item) => Promise<T | { readonly found: Item | null }>,
  ): Promise<T | null> => {
    let item: Item | null | undefined = first
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (item === undefined || (item !== null && isLegacy(item))) item = await registry.load(tokenId)
      if (item === null) return null
      const outcome: T | { readonly found: Item | null } = await step(item)
      if (!isFound(outcome)) return outcome
      item = outcome.found
    }
    throw new StoreUnavailableError('token store', new Error(`Token ${tokenId.slice(0, 8)} is contended.`))
  }

  const reserve = async (request: ReserveRequest): Promise<ReserveOutcome> => {
    const { tokenId, reservationId, day } = request
    let outcome: ReserveOutcome
    try {
      outcome = await reserveOnce(request)
    } catch (error) {
      unsure.add(reservationId)
      throw error
    }
    if (outcome.granted || !unsure.has(reservationId)) return outcome
    // Refused, but an earlier try may still arrive and be granted, when nobody asks for it any more.
    if ((await adopt(tokenId, reservationId, day)) !== null) return reserveOnce(request)
    unsure.delete(reservationId)
    return outcome
  }

  const reserveOnce = async (request: ReserveRequest): Promise<ReserveOutcome> => {
    const { tokenId, reservationId } = request
    const hint = hints.get(tokenId)
    /** Of the last try. */
    let event: TokenEvent | null = null
    const outcome = await until<ReserveOutcome>(tokenId, hint, async item => {
      const existing = blockOf(item, reservationId)
      if (existing?.n === 0 && item !== hint) return { granted: false, token: toToken(item) }
      if (existing !== undefined && item !== hint) {
        if (event !== null) await events.note(item, event)
        return granted(item, existing)
      }
      const token = toToken(item)
      const grant = grantOf(token, request)
      if (grant === null) {
        // Only the item itself may refuse.
        if (item === hint) return { found: await registry.load(tokenId) }
        if (isMisplaced(item)) await replace(item)
        return { granted: false, token }
      }
      // What the index knows of a token does not say whether it has been told that its day is spent.
      if (item === hint && item.fingerprint === undefined && grantableOn(request.day, grant.token) === 0)
        return { found: await registry.load(tokenId) }
      event = spentWith(item, token, grant, request)
      const written = await tryReserve(item, token, grant, request, event)
      if (!written.ok) return { found: written.found }
      if (event !== null) await events.note(written.item, event)
      await after(written.item)
      return granted(written.item, blockOf(written.item, reservationId)!)
    })
    if (outcome === null) hints.forget(tokenId)
    else if (!outcome.granted) hints.forget(tokenId)
    return outcome ?? { granted: false, token: null }
  }

  /** Empties the place of a reservation that was not made; null then, else the units that it holds. */
  const adopt = async (tokenId: string, reservationId: string, day: string): Promise<number | null> => {
    const outcome = await until<{ readonly units: number }>(tokenId, undefined, async item => {
      const existing = blockOf(item, reservationId)
      if (existing !== undefined) return { units: existing.n }
      const { quotaDay } = toToken(item)
      // Its day is over: a late write is refused by the day.
      if ((quotaDay ?? '') > day) return { units: 0 }
      const empty: OpenBlock = { n: 0 }
      const sameDay = quotaDay === day
      const update = sameDay ? 'SET r.#id = :empty' : 'SET daily_usage = :zero, quota_day = :day, r = :blocks'
      const condition = sameDay ? 'quota_day = :day AND attribute_not_exists(r.#id)' : EARLIER_DAY
      const values = { ':day': day, ...(sameDay ? { ':empty': empty } : { ':zero': 0, ':blocks': { [reservationId]: empty } }) }
      const written = await dynamo.update(table, key(tokenId), update, condition, {
        names: sameDay ? { '#id': reservationId } : {},
        values,
      })
      if (!written.ok) return { found: written.found }
      await after(written.item)
      return { units: 0 }
    })
    if (outcome === null || outcome.units === 0) return null
    unsure.add(reservationId)
    return outcome.units
  }

  const handBack = async (tokenId: string, reservationId: string, unusedUnits: number): Promise<void> => {
    const stays = unsure.has(reservationId)
    if (unusedUnits <= 0 && !stays) {
      const over = [...(usedUp.get(tokenId) ?? []), reservationId]
      usedUp.set(tokenId, over)
      if (over.length < MOST_USED_UP) return
    }
    const hint = hints.get(tokenId)
    await until<true>(tokenId, hint !== undefined && blockOf(hint, reservationId) !== undefined ? hint : undefined, async item => {
      const block = blockOf(item, reservationId)
      // Handed back before, or its day is over: blocks are dropped with their day.
      if (block === undefined || block.n === 0) return true
      const unused = Math.min(Math.max(0, unusedUnits), block.n)
      const hour = unused > 0 && block.h !== undefined ? hourHandBack(item, block.h) : NO_HOUR
      const back = unused > 0 ? ['daily_usage = daily_usage - :unused, total_usage = total_usage - :unused', ...hour.set].join(', ') : ''
      const update = stays ? `SET r.#id = :empty${back === '' ? '' : `, ${back}`}` : `REMOVE r.#id${back === '' ? '' : ` SET ${back}`}`
      const condition = `r.#id.n = :held${unused > 0 ? ' AND daily_usage >= :unused AND total_usage >= :unused' : ''}${hour.condition.map(held => ` AND ${held}`).join('')}`
      const empty: OpenBlock = { n: 0 }
      const values = {
        ':held': block.n,
        ...(unused > 0 ? { ':unused': unused } : {}),
        ...hour.values,
        ...(stays ? { ':empty': empty } : {}),
      }
      const written = await dynamo.update(table, key(tokenId), update, condition, { names: { '#id': reservationId }, values })
      if (!written.ok) return { found: written.found }
      await after(written.item)
      return true
    })
    unsure.delete(reservationId)
  }

  const charge = async (tokenId: string, day: string, units: number): Promise<void> => {
    const op = operationId()
    await until<true>(tokenId, undefined, async item => {
      const { quotaDay } = toToken(item)
      if (operationsOf(item).includes(op) || (quotaDay ?? '') > day) return true
      const sameDay = quotaDay === day
      const count = sameDay ? 'daily_usage = daily_usage + :n' : 'daily_usage = :n, quota_day = :day, r = :none'
      const update = `SET ${count}, total_usage = total_usage + :n, sv = sv + :one, ops = :ops`
      const values = { ':n': units, ':one': 1, ':sv': item.sv, ':ops': [op, ...operationsOf(item)].slice(0, OPERATIONS) }
      // A new day is begun by reservations too, which leave the version alone.
      const { condition, more } = sameDay
        ? { condition: 'quota_day = :day', more: { ':day': day } }
        : { condition: EARLIER_DAY, more: { ':day': day, ':none': {} } }
      const written = await dynamo.update(table, key(tokenId), update, `sv = :sv AND ${condition}`, { values: { ...values, ...more } })
      if (!written.ok) return { found: written.found }
      await after(written.item)
      return true
    })
  }

  const change = (
    tokenId: string,
    to: (token: Token) => Token,
    eventOf: EventOf,
    attributes: (token: Token) => Item = stateAttributes,
  ): Promise<Token | null> => {
    const op = operationId()
    /** Of the last try. */
    let event: TokenEvent | null = null
    return until<Token>(tokenId, undefined, async item => {
      const before = toToken(item)
      if (operationsOf(item).includes(op)) {
        if (event !== null) await events.note(item, event)
        return before
      }
      const next = to(before)
      if (next === before) return before
      event = eventOf(before, next)
      const place = placeOf(next)
      const ops = [op, ...operationsOf(item)].slice(0, OPERATIONS)
      const moved = next.quotaDay === before.quotaDay ? {} : { quota_day: next.quotaDay ?? undefined }
      const all: Item = { ...attributes(next), ...moved, pick_shard: place.shard, pick_key: place.key, ops }
      const set = Object.entries(all).filter(([, value]) => value !== undefined)
      const gone = Object.keys(all).filter(name => all[name] === undefined)
      const counted = event === null ? '' : `, ${events.count.set}`
      const update = `SET ${set.map(([name]) => `${name} = :${name}`).join(', ')}, sv = sv + :one${counted}${gone.length > 0 ? ` REMOVE ${gone.join(', ')}` : ''}`
      const values = {
        ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
        ':one': 1,
        ':sv': item.sv,
        ...(event === null ? {} : events.count.values),
      }
      // A day that is set back must still be the one that was seen: reservations leave the version alone.
      const condition = 'quota_day' in moved ? 'sv = :sv AND quota_day = :seen_day' : 'sv = :sv'
      const seen = 'quota_day' in moved ? { ':seen_day': before.quotaDay } : {}
      const written = await dynamo.update(table, key(tokenId), update, condition, { values: { ...values, ...seen } })
      if (!written.ok) return { found: written.found }
      if (event !== null) await events.note(written.item, event)
      await after(written.item)
      return toToken(written.item)
    })
  }

  return {
    reserve,
    adopt,
    handBack,
    charge,
    change,
    replace,
    async reservedUnits(tokenId, reservationId) {
      const item = await registry.load(tokenId)
      return (item === null ? undefined : blockOf(item, reservationId)?.n) || null
    },
  }
}

const EARLIER_DAY = '(attribute_not_exists(quota_day) OR quota_day < :day)'

function blockOf(item: Item, reservationId: string): OpenBlock | undefined {
  return (item.r as Record<string, OpenBlock> | undefined)?.[reservationId]
}

/** What a write adds for an hourly limit. */
interface HourWrite {
  readonly block: Pick<OpenBlock, 'h'>
  readonly set: readonly string[]
  readonly condition: readonly string[]
  readonly values: Readonly<Record<string, number>>
}

const NO_HOUR: HourWrite = { block: {}, set: [], condition: [], values: {} }

/** The count of the hour, in the same write as that of the day. */
function hourWrite(before: Token, after: Token, { hour = null }: ReserveRequest): HourWrite {
  if (hour === null || after.hour === null) return NO_HOUR
  const { usage, limit, startsAt } = after.hour
  const block = { h: startsAt }
  const values = { ':hour': startsAt, ':hour_limit': limit }
  if (before.hour?.startsAt !== startsAt) {
    const set = ['hour_start = :hour, hour_usage = :n, hour_limit = :hour_limit']
    return { block, set, condition: ['(attribute_not_exists(hour_start) OR hour_start < :hour)'], values }
  }
  const units = usage - before.hour.usage
  return {
    block,
    set: ['hour_usage = hour_usage + :n, hour_limit = :hour_limit'],
    // As for the day: the last units are taken only from exactly the count that was seen.
    condition: [`hour_start = :hour AND hour_usage ${usage === limit ? '=' : '<='} :hour_most`],
    values: { ...values, ':hour_most': limit - units },
  }
}

/** To the hour that it was taken of, while that is still counted. */
function hourHandBack(item: Item, hour: number): HourWrite {
  const values = { ':hour': hour }
  if (item.hour_start !== hour) return { ...NO_HOUR, condition: ['hour_start > :hour'], values }
  return { ...NO_HOUR, set: ['hour_usage = hour_usage - :unused'], condition: ['hour_start = :hour AND hour_usage >= :unused'], values }
}

function pathNames(ids: readonly string[]): Record<string, string> {
  return Object.fromEntries(ids.map((id, i) => [`#over${i}`, id]))
}

function removal(ids: readonly string[]): string {
  return ids.length === 0 ? '' : ` REMOVE ${ids.map((_, i) => `r.#over${i}`).join(', ')}`
}

function operationId(): string {
  return randomUUID().slice(0, 8)
}

/** The last changes of a token's state, by their ids: one whose answer was lost finds itself here, and is not applied again. */
function operationsOf(item: Item): readonly string[] {
  return Array.isArray(item.ops) ? (item.ops as string[]) : []
}

function isFound(outcome: unknown): outcome is { readonly found: Item | null } {
  return typeof outcome === 'object' && outcome !== null && 'found' in outcome
}
