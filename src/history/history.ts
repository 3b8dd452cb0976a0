import type { Logger } from '../logging/logger.ts'
import { createBackgroundLoop } from '../shared/background-loop.ts'
import type { Clock } from '../shared/clock.ts'
import { firstOf } from '../shared/race.ts'
import type { HistoryStore } from './history-store.ts'
import { between, COUNTED, type Counters, KEPT_MINUTES, MINUTE_MS, type MinuteRow, minuteOf } from './minute-row.ts'

export interface HistoryParts {
  readonly store: HistoryStore
  /** Names this process for as long as it runs. */
  readonly process: string
  /** What it has counted since its start. */
  readonly counters: () => Counters
  readonly upstreamIsOpen: () => boolean
  readonly clock: Clock
  readonly logger: Logger
}

/** Writes down what this process does, once a minute, and tells what all have done. */
export interface History {
  start(): void
  /** Writes down the minute that is running. */
  stop(): Promise<void>
  /** The rows of all processes from that minute to the one that is running, of which this process knows its own part alone. */
  since(minute: number): Promise<MinuteRow[]>
}

/** Rows that the store could not take wait so long; what is older is of no use any more. */
const MOST_WAITING = KEPT_MINUTES
/** A store that is away does not hold up a stop for the sake of some figures. */
const STOP_MS = 500
/** However many pages look at it: the store is read once in this time, for each reach. */
const READ_MS = 5_000

export function createHistory({ store, process, counters, upstreamIsOpen, clock, logger }: HistoryParts): History {
  let open = { minute: minuteOf(clock.now()), counted: counters(), breakerSeen: false }
  let waiting: MinuteRow[] = []
  let last: { readonly at: number; readonly from: number; readonly rows: Promise<MinuteRow[]> } | null = null

  const running = (): MinuteRow => {
    const grown = between(open.counted, counters())
    const isOpen = open.breakerSeen || upstreamIsOpen() || (grown[OPENINGS] ?? 0) > 0
    delete grown[OPENINGS]
    return { minute: open.minute, process, counters: isOpen ? { ...grown, [COUNTED.upstreamOpen]: 1 } : grown }
  }

  const closeMinute = (now: number): void => {
    waiting = [...waiting, running()].slice(-MOST_WAITING)
    open = { minute: minuteOf(now), counted: counters(), breakerSeen: upstreamIsOpen() }
  }

  const writeWaiting = async (): Promise<void> => {
    for (const row of waiting) {
      await store.write(row)
      waiting = waiting.filter(other => other !== row)
    }
  }

  const loop = createBackgroundLoop({
    clock,
    async turn() {
      const now = clock.now()
      if (minuteOf(now) > open.minute) closeMinute(now)
      await writeWaiting()
      return MINUTE_MS - (clock.now() % MINUTE_MS)
    },
    onError(error) {
      logger.debug({ err: error, minutes: waiting.length }, 'The figures of a minute could not be written down; they are kept')
      return MINUTE_MS - (clock.now() % MINUTE_MS)
    },
  })

  const read = (from: number): Promise<MinuteRow[]> => {
    const now = clock.now()
    if (last !== null && last.from === from && now >= last.at && now - last.at < READ_MS) return last.rows
    const rows = store.read(from, minuteOf(now))
    last = { at: now, from, rows }
    return rows
  }

  return {
    start: loop.start,
    async stop() {
      await loop.stop()
      closeMinute(clock.now())
      const written = writeWaiting().catch((error: unknown) =>
        logger.debug({ err: error }, 'The figures of the last minute could not be written down'),
      )
      await firstOf([written], STOP_MS, clock)
    },
    async since(minute) {
      const stored = await read(minute)
      const own = [...waiting, running()].filter(row => row.minute >= minute)
      const isOwn = (row: MinuteRow) => row.process === process && own.some(mine => mine.minute === row.minute)
      return [...stored.filter(row => !isOwn(row)), ...own]
    },
  }
}

/** A counter of {@link HistoryParts.counters} that is not kept: how often the upstream began to count as failing. */
export const OPENINGS = 'openings'
