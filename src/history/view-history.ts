import { toIso } from '../shared/clock.ts'
import { viewCalls } from './call-counters.ts'
import type { HistoryStepView } from './history.schemas.ts'
import { COUNTED, countedBy, MINUTE_MS, type MinuteRow, summed } from './minute-row.ts'

/** One entry for each step, the oldest first, also where nothing is known. Steps begin at whole multiples of their length. */
export function viewHistory(
  rows: readonly MinuteRow[],
  now: number,
  { minutes, step }: { minutes: number; step: number },
): HistoryStepView[] {
  const running = Math.floor(now / MINUTE_MS)
  const first = firstMinute(now, { minutes, step })
  const views: HistoryStepView[] = []
  const byStep = Map.groupBy(rows, row => Math.floor(row.minute / step) * step)
  for (let from = first; from <= running; from += step) views.push(viewStep(byStep.get(from) ?? [], from, from + step <= running))
  return views
}

/** The minute that the answer begins with. */
export function firstMinute(now: number, { minutes, step }: { minutes: number; step: number }): number {
  const running = Math.floor(now / MINUTE_MS)
  return Math.floor((running - minutes + 1) / step) * step
}

function viewStep(rows: readonly MinuteRow[], from: number, complete: boolean): HistoryStepView {
  const counters = summed(rows.map(row => row.counters))
  const { none: successful = 0, ...byErrorType } = countedBy(COUNTED.result, counters)
  const byEngine = countedBy(COUNTED.extracted, counters)
  const byCode = countedBy(COUNTED.notExtracted, counters)
  const providers = new Set(Object.keys(countedBy(COUNTED.provider, counters)).map(name => name.split('.')[0]!))
  const perMinute = [...Map.groupBy(rows, row => row.minute).values()].map(of => of.length)
  return {
    from: toIso(from * MINUTE_MS),
    complete,
    processes: Math.max(0, ...perMinute),
    results: { successful, failed: total(byErrorType), by_error_type: byErrorType },
    retries: counters[COUNTED.retries] ?? 0,
    upstream: { ...viewCalls(COUNTED.upstream, counters), failing: (counters[COUNTED.upstreamOpen] ?? 0) > 0 },
    extraction: { succeeded: total(byEngine), failed: total(byCode), by_engine: byEngine, by_code: byCode },
    providers: Object.fromEntries([...providers].sort().map(name => [name, viewCalls(`${COUNTED.provider}.${name}`, counters)])),
  }
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
