import { createHash, randomBytes } from 'node:crypto'
import { StoreUnavailableError } from '../../shared/app-error.ts'
import type { Clock } from '../../shared/clock.ts'
import { fingerprint, type SecretBox, tokenPlace } from '../../shared/secret-box.ts'
import { openedSecret } from '../../tokens/opened-secret.ts'
import { register, type Token, type Usage } from '../../tokens/token.ts'
import { registered } from '../../tokens/token-history.ts'
import type { AddOutcome, NewToken } from '../../tokens/token-store.ts'
import type { Dynamo, Item } from './dynamo.ts'
import type { TokenEvents } from './token-events.ts'
import { hourAttributes, ITEM_VERSION, isLegacy, toItem, toMillis, toToken } from './token-items.ts'

export interface RegistryParts {
  readonly dynamo: Dynamo
  readonly table: string
  readonly secrets: SecretBox
  readonly clock: Clock
  /** The quota day of an instant: tells which day the predecessor's count is of. */
  readonly dayOf: (now: number) => string
  readonly events: TokenEvents
  /** The predecessor's items name no limit. */
  readonly defaultLimit: number
}

/**
 * Which id holds which secret. Every secret has an item of its own, `fp#<fingerprint>`: it names the holder, and remembers the day's usage of
 * a secret that has none. Token and fingerprint change together, in one transaction: it is the only place that needs one (see ADR 3).
 */
export interface TokenRegistry {
  fingerprintKey(): Promise<Buffer>
  add(token: NewToken): Promise<AddOutcome>
  remove(tokenId: string): Promise<boolean>
  /** The item as it is now, a predecessor's brought into today's form first. */
  load(tokenId: string): Promise<Item | null>
  upgrade(item: Item): Promise<void>
}

/** Each failed try means that somebody else changed the same token or secret in between. */
const MAX_TRIES = 40
/** Memories of removed secrets matter until their day is over, in every time zone. */
const MEMORY_SECONDS = 3 * 86_400
const KEY_ID = '#fingerprint-key'

/** Items of the pool's own: its key, the days' sums, and what is known of each secret. */
function isReservedId(id: string): boolean {
  return id === '' || id.startsWith('#') || id.startsWith('fp#')
}

export function createTokenRegistry(parts: RegistryParts): TokenRegistry {
  const { dynamo, table, secrets, clock, events } = parts
  let key: Buffer | undefined

  const read = (id: string) => dynamo.get(table, { token_id: id })
  const printId = (print: string) => `fp#${print}`

  const fingerprintKey = async (): Promise<Buffer> => {
    if (key !== undefined) return key
    await dynamo.put(table, { token_id: KEY_ID, key: randomBytes(32) }, 'attribute_not_exists(token_id)')
    key = Buffer.from((await read(KEY_ID))?.key as Uint8Array)
    return key
  }

  const load = async (tokenId: string): Promise<Item | null> => {
    // An id comes from a path as it is: the pool's own memory lies in the same table, and is nobody's token.
    if (isReservedId(tokenId)) return null
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const item = await read(tokenId)
      if (item === null || !isLegacy(item)) return item
      await upgrade(item)
    }
    throw busy()
  }

  const holderOf = async (print: string): Promise<Item | null> => {
    const memory = await read(printId(print))
    const holder = typeof memory?.holder === 'string' ? await load(memory.holder) : null
    return holder?.fingerprint === print ? holder : null
  }

  const tryAdd = async (added: NewToken): Promise<AddOutcome | null> => {
    const { tokenId, source, fingerprint: print } = added
    const memory = await read(printId(print))
    const holder = await holderOf(print)
    if (holder !== null && (holder.source === 'pool' || holder.source === source))
      return { outcome: 'duplicate', tokenId: String(holder.token_id) }
    const before = await load(tokenId)
    const isOther = before !== null && before.fingerprint !== print
    const known = holder ?? (memory?.mem_usage === undefined ? null : memory)
    const token = register(added, known === null ? null : usageOf(known), isOther ? usageOf(before) : null)
    const sealed = added.secret === null ? null : secrets.seal(added.secret, tokenPlace(tokenId))
    const item = { ...toItem(token, sealed, print), ...events.first(before) }
    const done = await dynamo.transact([
      { Put: { TableName: table, Item: item, ...unchanged(before) } },
      { Put: { TableName: table, Item: { token_id: printId(print), holder: tokenId, seq: seqOf(memory) + 1 }, ...sameSeq(memory) } },
      ...(isOther ? [{ Put: remembered(before, await read(printId(String(before.fingerprint)))) }] : []),
      ...(holder !== null && holder.token_id !== tokenId
        ? [{ Delete: { TableName: table, Key: { token_id: holder.token_id }, ...unchanged(holder) } }]
        : []),
    ])
    if (done) await events.note(item, registered(added, isOther))
    return done ? { outcome: isOther ? 'replaced' : 'added' } : null
  }

  /** The fingerprint's item after its token is gone. */
  const remembered = (token: Item, memory: Item | null) => {
    const { quotaDay, dailyUsage, totalUsage, hour } = usageOf(token)
    const purge = Math.floor(clock.now() / 1000) + MEMORY_SECONDS
    const used = {
      quota_day: quotaDay ?? undefined,
      mem_usage: dailyUsage,
      total_usage: totalUsage,
      ...hourAttributes({ hour }),
      purge_at: purge,
    }
    const item = { token_id: printId(String(token.fingerprint)), seq: seqOf(memory) + 1, ...used }
    return { TableName: table, Item: item, ...sameSeq(memory) }
  }

  const unchanged = (item: Item | null) => {
    if (item === null) return { ConditionExpression: 'attribute_not_exists(token_id)' }
    const day = item.quota_day === undefined ? 'attribute_not_exists(quota_day)' : 'quota_day = :day'
    return {
      ConditionExpression: `fingerprint = :print AND sv = :sv AND daily_usage = :usage AND ${day}`,
      ExpressionAttributeValues: {
        ':print': item.fingerprint,
        ':sv': item.sv,
        ':usage': item.daily_usage,
        ...(item.quota_day === undefined ? {} : { ':day': item.quota_day }),
      },
    }
  }

  const sameSeq = (memory: Item | null) =>
    memory === null
      ? { ConditionExpression: 'attribute_not_exists(token_id)' }
      : { ConditionExpression: 'seq = :seq', ExpressionAttributeValues: { ':seq': memory.seq } }

  const repeat = async <T>(step: () => Promise<T | null>): Promise<T> => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const outcome = await step()
      if (outcome !== null) return outcome
      await clock.sleep(Math.random() * Math.min(200, 10 * (tries + 1)))
    }
    throw busy()
  }

  /** The predecessor's item in today's form. Whoever is first does it; a secret that is held already is set aside, so that it counts once. */
  const upgrade = async (item: Item): Promise<void> => {
    const stored = typeof item.token === 'string' ? item.token : ''
    // Of the predecessor everything is plain; what only looks sealed is kept as it is, and told when it is needed.
    const { secret } = openedSecret(secrets, stored === '' ? null : stored, String(item.token_id))
    const print =
      secret === null
        ? `none-${createHash('sha256').update(String(item.token_id)).digest('hex')}`
        : fingerprint(await fingerprintKey(), secret)
    const memory = await read(printId(print))
    const holder = typeof memory?.holder === 'string' && memory.holder !== item.token_id ? await read(memory.holder) : null
    const token = legacyToken(item)
    // The predecessor may still be counting: then this was not its last word.
    const sameCount = item.daily_usage === undefined ? 'attribute_not_exists(daily_usage)' : 'daily_usage = :usage'
    const update = {
      TableName: table,
      ConditionExpression: `attribute_exists(token_id) AND attribute_not_exists(v) AND ${sameCount}`,
      ...(item.daily_usage === undefined ? {} : { ExpressionAttributeValues: { ':usage': item.daily_usage } }),
    }
    if (holder !== null && holder.fingerprint === print) {
      const aside = {
        ...toItem(
          { ...token, enabled: false, lastError: `Holds the same secret as token ${String(holder.token_id)}.` },
          null,
          `aside-${print}`,
        ),
      }
      await dynamo.transact([{ Put: { ...update, Item: { ...aside, token_aside: stored } } }])
      return
    }
    const sealed = secret === null ? stored || null : secrets.seal(secret, tokenPlace(String(item.token_id)))
    await dynamo.transact([
      { Put: { ...update, Item: { ...item, ...toItem(token, sealed, print) } } },
      { Put: { TableName: table, Item: { token_id: printId(print), holder: item.token_id, seq: seqOf(memory) + 1 }, ...sameSeq(memory) } },
    ])
  }

  const legacyToken = (item: Item): Token => {
    const token = toToken(item)
    // Its count has no day. It is of the day of the last use; where that is unknown it is taken for today's: rather too much than too little.
    const usedAt = toMillis(item.last_used) ?? clock.now()
    return {
      ...token,
      createdAt: toMillis(item.created_at) ?? clock.now(),
      dailyLimit: token.dailyLimit > 0 ? token.dailyLimit : parts.defaultLimit,
      quotaDay: token.dailyUsage > 0 ? parts.dayOf(usedAt) : null,
    }
  }

  return {
    fingerprintKey,
    load,
    upgrade,
    add: added => repeat(() => tryAdd(added)),
    remove: tokenId =>
      repeat(async () => {
        const item = await load(tokenId)
        if (item === null) return false
        const memory = await read(printId(String(item.fingerprint)))
        const gone = { Delete: { TableName: table, Key: { token_id: tokenId }, ...unchanged(item) } }
        if (!(await dynamo.transact([gone, { Put: remembered(item, memory) }]))) return null
        await events.forget(item)
        return true
      }),
  }
}

function usageOf(item: Item): Usage {
  return {
    quotaDay: typeof item.quota_day === 'string' ? item.quota_day : null,
    dailyUsage: Number(item.mem_usage ?? item.daily_usage ?? 0),
    totalUsage: Number(item.total_usage ?? 0),
    lastUsed: toMillis(item.last_used),
    hour: toToken(item).hour,
  }
}

function seqOf(memory: Item | null): number {
  return Number(memory?.seq ?? 0)
}

function busy(): Error {
  return new StoreUnavailableError('token store', new Error(`A token is being changed by too many at once (item version ${ITEM_VERSION}).`))
}
