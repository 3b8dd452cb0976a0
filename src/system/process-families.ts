import type { OutboxStats } from '../companies/usage-outbox.ts'
import type { ExtractionStats } from '../extraction/extraction-counters.ts'
import type { BulkQueueStats } from '../logging/bulk-queue.ts'
import { ERROR_TYPE_NAMES } from '../shared/error-types.ts'
import type { DurationsOfKind } from '../shared/histogram.ts'
import { counter, gauge, histogram, type Labels, type MetricFamily, type Sample } from './metric-families.ts'

export interface ProcessFigures {
  readonly version: string
  readonly startedAt: number
  readonly eventLoop: { percentile(percentile: number): number; reset(): void }
  readonly requests: readonly DurationsOfKind<Labels>[]
  readonly upstreamCalls: readonly DurationsOfKind<Labels>[]
  readonly breakerIsOpen: boolean
  readonly breakerOpenings: number
  readonly exclusions: readonly (readonly [reason: string, count: number])[]
  readonly results: readonly (readonly [errorType: string, count: number])[]
  readonly activeJobs: number
  readonly heldUpJobs: number
  readonly extraction: ExtractionStats
  readonly outbox: OutboxStats
  readonly providerCalls: readonly DurationsOfKind<Labels>[]
  readonly providerTroubles: readonly { readonly provider: string; readonly reason: string }[]
  readonly queues: Readonly<Record<'log_rows' | 'retry_rows', BulkQueueStats>>
}

/**
 * What one process has seen since its start. What rules ask the rate of begins at 0: of a series that begins with its first scrape at 80, Prometheus
 * knows no increase.
 * Every label is one of our own words, so their number is bounded.
 */
export function processFamilies(figures: ProcessFigures): MetricFamily[] {
  return [...serviceFamilies(figures), ...batchFamilies(figures), ...extractionFamilies(figures), ...queueFamilies(figures)]
}

function serviceFamilies({ version, startedAt, eventLoop, requests }: ProcessFigures): MetricFamily[] {
  const lag = (percentile: number) => eventLoop.percentile(percentile) / 1e9
  const families = [
    gauge('tokenwheel_build_info', 'The version, as a label.', [1, { version }]),
    gauge('tokenwheel_start_time_seconds', 'When the process started, in Unix time.', [startedAt / 1000]),
    gauge('tokenwheel_resident_memory_bytes', 'Memory of the serving process.', [process.memoryUsage.rss()]),
    gauge('tokenwheel_event_loop_lag_p50_seconds', 'Median delay of a timer since the last scrape.', [lag(50)]),
    gauge('tokenwheel_event_loop_lag_p99_seconds', 'Delay that one timer in a hundred exceeded since the last scrape.', [lag(99)]),
    histogram('tokenwheel_http_request_duration_seconds', 'Requests that were answered, by route and status.', requests),
  ]
  eventLoop.reset()
  return families
}

function batchFamilies(figures: ProcessFigures): MetricFamily[] {
  const { upstreamCalls, breakerIsOpen, breakerOpenings, exclusions, results, activeJobs, heldUpJobs } = figures
  const byReason = exclusions.map(([reason, count]): Sample => [count, { reason }])
  const counted = new Map<string, number>(results)
  const byType = ['none', ...ERROR_TYPE_NAMES].map((error_type): Sample => [counted.get(error_type) ?? 0, { error_type }])
  return [
    histogram('tokenwheel_upstream_request_duration_seconds', 'Calls of the profile upstream, by what they came to.', upstreamCalls),
    gauge('tokenwheel_upstream_breaker_open', '1 while the upstream counts as failing and nothing is fetched.', [Number(breakerIsOpen)]),
    counter('tokenwheel_upstream_breaker_openings_total', 'How often the upstream began to count as failing.', [breakerOpenings]),
    counter('tokenwheel_token_exclusions_total', 'Exclusions of tokens, by reason; each failed trial is a new one.', ...byReason),
    counter('tokenwheel_results_total', 'Results of addresses, by error type; "none" is a profile.', ...byType),
    gauge('tokenwheel_active_jobs', 'Jobs that this process runs.', [activeJobs]),
    gauge('tokenwheel_jobs_held_up', 'Of them, those that wait for the store to take what they have fetched.', [heldUpJobs]),
  ]
}

function extractionFamilies({ extraction, outbox, providerCalls, providerTroubles }: ProcessFigures): MetricFamily[] {
  const troubles = Map.groupBy(providerTroubles, ({ provider, reason }) => `${provider} ${reason}`)
  const byEngine = Object.entries(extraction.succeededByEngine).map(([engine, count]): Sample => [count, { engine }])
  const byCode = Object.entries({ EXTRACTION_FAILED: 0, ...extraction.failedByCode }).map(([code, count]): Sample => [count, { code }])
  return [
    gauge('tokenwheel_extractions_in_flight', 'Extractions under way.', [extraction.inFlight]),
    counter('tokenwheel_extractions_succeeded_total', 'Extractions that were answered, by engine.', ...byEngine),
    counter('tokenwheel_extractions_failed_total', 'Extractions that failed, by error code.', ...byCode),
    counter('tokenwheel_extraction_retries_total', 'Provider calls beyond the first of each extraction that was answered.', [
      extraction.retries,
    ]),
    histogram('tokenwheel_provider_request_duration_seconds', 'Calls of the AI providers, by what they came to.', providerCalls),
    gauge(
      'tokenwheel_provider_breakers_open',
      'Addresses, models and keys of AI providers that fail and come last, by why.',
      ...[...troubles.values()].map((alike): Sample => [alike.length, { provider: alike[0]!.provider, reason: alike[0]!.reason }]),
    ),
    gauge('tokenwheel_outbox_rows', 'Usage rows that wait for the company store.', [outbox.depth]),
    gauge('tokenwheel_outbox_rows_in_memory', 'Of them, those that could not be written to disk.', [outbox.inMemory]),
    counter('tokenwheel_outbox_delivered_total', 'Usage rows that the company store has taken.', [outbox.delivered]),
  ]
}

function queueFamilies({ queues }: ProcessFigures): MetricFamily[] {
  const of = (pick: (stats: BulkQueueStats) => number) => Object.entries(queues).map(([queue, stats]): Sample => [pick(stats), { queue }])
  return [
    gauge('tokenwheel_rows_waiting', 'Log and retry rows that wait for the company store.', ...of(stats => stats.depth)),
    counter('tokenwheel_rows_written_total', 'Log and retry rows that the company store has taken.', ...of(stats => stats.written)),
    counter('tokenwheel_rows_dropped_total', 'Log and retry rows that found their queue full.', ...of(stats => stats.dropped)),
  ]
}
