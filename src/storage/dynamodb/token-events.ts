import { randomUUID } from 'node:crypto'
import { StoreUnavailableError } from '../../shared/app-error.ts'
import { KEPT_EVENTS, type TokenEvent } from '../../tokens/token-history.ts'
import type { Dynamo, Item } from './dynamo.ts'

/**
 * What has happened to each token: a ring of small items beside it. The token's own item names the ring and counts its events, in the write that
 * makes one; the event follows as an item of less than 1 KB in its place of the ring. On the token's item events would make every reservation
 * cost more, however rare they are.
 */
export interface TokenEvents {
  /** What the write that makes an event adds to the token's item. */
  readonly count: { readonly set: string; readonly values: Readonly<Record<string, unknown>> }
  /** The same for a whole new item; `before` is what it takes the place of. */
  first(before: Item | null): Item
  /**
   * Notes the event that a write has counted.
   * @param written the token's item afterwards
   */
  note(written: Item, event: TokenEvent): Promise<void>
  of(item: Item): Promise<TokenEvent[]>
  /** Of a token that is gone. */
  forget(item: Item): Promise<void>
}

/** Rings of tokens that are gone are deleted; what a crash leaves of one goes by itself. Of a token that is there, older events go too. */
const KEPT_SECONDS = 400 * 86_400

export function createTokenEvents(dynamo: Dynamo, table: string): TokenEvents {
  const placeOf = (ring: unknown, number: number) => ({ token_id: `#event-${String(ring)}-${number % KEPT_EVENTS}` })
  const countOf = (item: Item) => Number(item.events ?? 0)

  /** Its places that have been written to. */
  const placesOf = (item: Item) => {
    const count = countOf(item)
    return Array.from({ length: Math.min(count, KEPT_EVENTS) }, (_, i) => placeOf(item.ring, count - i))
  }

  /** The write that makes an event has been done: what only tells of it must not make that fail. */
  const bestEffort = async (write: () => Promise<unknown>): Promise<void> => {
    try {
      await write()
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error
    }
  }

  return {
    count: {
      set: 'ring = if_not_exists(ring, :ring), events = if_not_exists(events, :no_events) + :one_event',
      get values() {
        return { ':ring': ringId(), ':no_events': 0, ':one_event': 1 }
      },
    },
    first: before => ({ ring: before?.ring ?? ringId(), events: before === null ? 1 : countOf(before) + 1 }),
    note: (written, event) =>
      bestEffort(() => {
        const n = countOf(written)
        const item = { ...placeOf(written.ring, n), n, event, purge_at: Math.floor(event.at / 1000) + KEPT_SECONDS }
        // Whoever repeats a write whose answer was lost does not know whether its event was noted, or a later one.
        return dynamo.put(table, item, 'attribute_not_exists(n) OR n < :n', { values: { ':n': n } })
      }),
    async of(item) {
      const found = await dynamo.getMany(table, placesOf(item))
      // What stands in a place that a crash has left out is of an earlier turn of the ring.
      const latest = found.filter(({ n }) => Number(n) > countOf(item) - KEPT_EVENTS)
      return latest.sort((a, b) => Number(b.n) - Number(a.n)).map(({ event }) => event as TokenEvent)
    },
    forget: item =>
      bestEffort(() =>
        dynamo.writeMany(
          table,
          placesOf(item).map(remove => ({ remove })),
        ),
      ),
  }
}

function ringId(): string {
  return randomUUID().slice(0, 13)
}
