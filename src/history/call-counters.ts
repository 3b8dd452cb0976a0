import type { DurationsOfKind } from '../shared/histogram.ts'
import { type Counters, countedBy } from './minute-row.ts'

/** Calls of one kind, as counters: how many, how many failed, what they took together, and how many took at most each bound. */
export function countersOfCalls(first: string, kinds: readonly DurationsOfKind<{ readonly outcome: string }>[]): Record<string, number> {
  const counters: Record<string, number> = {}
  const add = (name: string, value: number) => {
    counters[`${first}.${name}`] = (counters[`${first}.${name}`] ?? 0) + value
  }
  for (const { labels, buckets, count, sum } of kinds) {
    add('calls', count)
    add('failed', labels.outcome === 'ok' ? 0 : count)
    add('ms', Math.round(sum * 1000))
    for (const { le, count: within } of buckets) add(`le_${Math.round(le * 1000)}`, within)
  }
  return counters
}

export interface CallFigures {
  readonly calls: number
  readonly failed_calls: number
  /** Null where there was no call. */
  readonly mean_ms: number | null
  /** The bound within which 95 of 100 calls stayed; null where there was no call, or where more took longer than the last bound. */
  readonly p95_ms: number | null
}

const P95 = 0.95

export function viewCalls(first: string, counters: Counters): CallFigures {
  const { calls = 0, failed = 0, ms = 0, ...rest } = countedBy(first, counters)
  const bounds = Object.entries(rest)
    .flatMap(([name, within]) => (name.startsWith('le_') ? [{ le: Number(name.slice(3)), within }] : []))
    .sort((a, b) => a.le - b.le)
  const p95 = calls === 0 ? undefined : bounds.find(({ within }) => within >= calls * P95)
  return { calls, failed_calls: failed, mean_ms: calls === 0 ? null : Math.round(ms / calls), p95_ms: p95?.le ?? null }
}
