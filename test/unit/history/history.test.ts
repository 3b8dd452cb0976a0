import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { createHistory, type History } from '../../../src/history/history.ts'
import { firstMinute, viewHistory } from '../../../src/history/view-history.ts'
import { StoreUnavailableError } from '../../../src/shared/app-error.ts'
import { openDatabase } from '../../../src/storage/sqlite/database.ts'
import { createSqliteHistoryStore } from '../../../src/storage/sqlite/sqlite-history-store.ts'
import { ManualClock, settled } from '../../support/manual-clock.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const QUERY = { minutes: 5, step: 1 }

/** Replicas on one store, whose counters a test moves. */
function open() {
  const clock = new ManualClock('2026-11-21T12:00:30.000Z')
  const db = openDatabase(':memory:')
  closing.push(() => db.close())
  const store = createSqliteHistoryStore(db)
  const state = { isAway: false }
  const reachable = async <T>(call: () => Promise<T>): Promise<T> => {
    if (state.isAway) throw new StoreUnavailableError('history', new Error('away'))
    return call()
  }
  const replica = (name: string) => {
    const counts: Record<string, number> = {}
    const seen = { upstreamIsOpen: false }
    const history = createHistory({
      store: {
        write: row => reachable(() => store.write(row)),
        read: (from, to) => reachable(() => store.read(from, to)),
      },
      process: name,
      counters: () => ({ ...counts }),
      upstreamIsOpen: () => seen.upstreamIsOpen,
      clock,
      logger: pino({ level: 'silent' }),
    })
    history.start()
    closing.push(() => history.stop())
    return { counts, seen, history }
  }
  const view = async (history: History, query = QUERY) => {
    const now = clock.now()
    return viewHistory(await history.since(firstMinute(now, query)), now, query)
  }
  const nextMinute = async () => {
    const rest = async () => {
      for (let turn = 0; turn < 5; turn += 1) await settled()
    }
    await rest()
    await clock.advance(60_000)
    await rest()
  }
  return { clock, state, replica, view, nextMinute }
}

describe('the history', () => {
  it('adds up what the replicas did in each minute, and says of which minutes nothing is known', async () => {
    const { replica, view, nextMinute } = open()
    const [a, b] = [replica('a'), replica('b')]
    Object.assign(a.counts, { 'result.none': 40, 'result.not_found': 2, retries: 3, 'extracted.offline': 1 })
    Object.assign(b.counts, { 'result.none': 10, 'not_extracted.INVALID_FILE': 1 })
    await nextMinute()
    a.counts['result.none'] = 45
    await nextMinute()
    const steps = await view(a.history)
    expect(steps.map(({ from, processes, complete, results }) => [from.slice(11, 16), processes, complete, results.successful])).toEqual([
      ['11:58', 0, true, 0],
      ['11:59', 0, true, 0],
      ['12:00', 2, true, 50],
      ['12:01', 2, true, 5],
      ['12:02', 1, false, 0],
    ])
    expect(steps[2]).toMatchObject({
      results: { successful: 50, failed: 2, by_error_type: { not_found: 2 } },
      retries: 3,
      extraction: { succeeded: 1, failed: 1, by_engine: { offline: 1 }, by_code: { INVALID_FILE: 1 } },
    })
    expect((await view(b.history)).slice(0, 4)).toEqual(steps.slice(0, 4))
  })

  it('the running minute shows what the asked process has done so far', async () => {
    const { replica, view } = open()
    const { counts, history } = replica('a')
    counts['result.none'] = 7
    expect((await view(history)).at(-1)).toMatchObject({ complete: false, processes: 1, results: { successful: 7 } })
  })

  it('minutes that the store could not take are kept until it can', async () => {
    const { replica, view, nextMinute, state } = open()
    const { counts, history } = replica('a')
    state.isAway = true
    counts['result.none'] = 3
    await nextMinute()
    counts['result.none'] = 8
    await nextMinute()
    await expect(history.since(0)).rejects.toThrow(StoreUnavailableError)
    state.isAway = false
    await nextMinute()
    const other = replica('b')
    expect((await view(other.history)).map(({ results }) => results.successful)).toEqual([0, 3, 5, 0, 0])
  })

  it('an outage that began and ended within a minute is shown in it', async () => {
    const { replica, view, nextMinute } = open()
    const { counts, seen, history } = replica('a')
    counts.openings = 1
    await nextMinute()
    seen.upstreamIsOpen = true
    await nextMinute()
    seen.upstreamIsOpen = false
    await nextMinute()
    await nextMinute()
    expect((await view(history)).map(({ upstream }) => upstream.failing)).toEqual([true, true, true, false, false])
  })

  it('a stop writes down the minute that is running', async () => {
    const { replica, view } = open()
    const { counts, history } = replica('a')
    counts['result.none'] = 4
    await history.stop()
    expect((await view(replica('b').history)).at(-1)).toMatchObject({ results: { successful: 4 } })
  })

  it('latency is of all calls of a step, by mean and by the bound that holds 95 of 100', async () => {
    const row = (minute: number, counters: Record<string, number>) => ({ minute, process: 'a', counters })
    const now = Date.parse('2026-11-21T12:09:30.000Z')
    const minute = Math.floor(now / 60_000)
    const fast = { 'provider.gemini.calls': 90, 'provider.gemini.ms': 9_000, 'provider.gemini.le_250': 90, 'provider.gemini.le_1000': 90 }
    const slow = { 'provider.gemini.calls': 10, 'provider.gemini.failed': 4, 'provider.gemini.ms': 8_000, 'provider.gemini.le_1000': 10 }
    const [step] = viewHistory([row(minute, fast), row(minute - 1, slow)], now, { minutes: 10, step: 10 })
    expect(step!.providers).toEqual({ gemini: { calls: 100, failed_calls: 4, mean_ms: 170, p95_ms: 1000 } })
    expect(step!.upstream).toMatchObject({ calls: 0, mean_ms: null, p95_ms: null })
  })
})
