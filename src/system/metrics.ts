import type { OutboxStats } from '../companies/usage-outbox.ts'
import type { ExtractionStats } from '../extraction/extraction-counters.ts'
import { VISIBLE_STATUSES } from '../jobs/job.ts'
import type { JobStore } from '../jobs/job-store.ts'
import type { BulkQueueStats } from '../logging/bulk-queue.ts'
import { StoreUnavailableError } from '../shared/app-error.ts'
import { type Clock, toIso } from '../shared/clock.ts'
import { percentage } from '../shared/percentage.ts'
import { poolUsage } from '../tokens/pool-usage.ts'
import type { TokenService } from '../tokens/token-service.ts'
import { gauge, type MetricFamily, type Sample, toText } from './metric-families.ts'

/** Figures of a part of the service that counts for itself: plain numbers, snake_case names. */
export type Counters = () => Readonly<Record<string, number>>

export interface MetricsParts {
  readonly tokens: TokenService
  readonly jobs: JobStore
  readonly clock: Clock
  readonly startedAt: number
  readonly extraction: Counters
  readonly retries: Counters
  readonly service: Counters
  /** What this process counts for itself, as Prometheus knows it. */
  readonly families: () => readonly MetricFamily[]
}

export interface MetricsReport {
  readonly timestamp: string
  readonly tokens: Readonly<Record<string, number>>
  readonly jobs: Readonly<Record<string, number>>
  readonly emails: Readonly<Record<string, number>>
  readonly extraction: Readonly<Record<string, number>>
  readonly retries: Readonly<Record<string, number>>
  readonly service: Readonly<Record<string, number>>
}

export interface Metrics {
  report(): Promise<MetricsReport>
  /** For Prometheus, as its text or as OpenMetrics. No address, key or caller's string ever becomes a label. */
  text(openMetrics: boolean): Promise<{ readonly contentType: string; readonly body: string }>
}

export function createMetrics(parts: MetricsParts): Metrics {
  const report = async (): Promise<MetricsReport> => {
    const [{ pool, writtenOff }, counts] = await Promise.all([parts.tokens.totals(), parts.jobs.counts()])
    const { byStatus } = counts
    const completed = byStatus.completed ?? 0
    const ended = completed + (byStatus.failed ?? 0) + (byStatus.cancelled ?? 0)
    return {
      timestamp: toIso(parts.clock.now()),
      tokens: {
        total: pool.totalTokens,
        available: pool.availableTokens,
        usage_percentage: poolUsage(pool),
        daily_capacity: pool.maxDailyCapacity,
        used_capacity: pool.totalDailyUsage,
        written_off_today: writtenOff,
      },
      jobs: {
        total_created: counts.totalCreated,
        total_completed: completed,
        success_rate: percentage(completed, ended),
        pending: (byStatus.pending ?? 0) + (byStatus.waiting_for_capacity ?? 0),
        processing: byStatus.processing ?? 0,
      },
      emails: {
        total_processed: counts.emailsProcessed,
        total_failed: counts.emailsProcessed - counts.emailsSuccessful,
        success_rate: percentage(counts.emailsSuccessful, counts.emailsProcessed),
      },
      extraction: parts.extraction(),
      retries: parts.retries(),
      service: {
        uptime_seconds: Math.floor((parts.clock.now() - parts.startedAt) / 1000),
        memory_bytes: process.memoryUsage.rss(),
        ...parts.service(),
      },
    }
  }

  return {
    report,
    text: async openMetrics => toText([...(await storeFamilies(parts)), ...parts.families()], openMetrics),
  }
}

/** Failure codes and engines are ours, so their number is bounded. A name of an engine may hold what a metric's may not. */
export function extractionFigures({
  extraction,
  outbox,
}: {
  readonly extraction: ExtractionStats
  readonly outbox: OutboxStats
}): Record<string, number> {
  const named = (prefix: string, figures: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}_${name.toLowerCase().replaceAll('-', '_')}`, value]))
  return {
    in_flight: extraction.inFlight,
    succeeded: extraction.succeeded,
    failed: extraction.failed,
    success_rate: percentage(extraction.succeeded, extraction.succeeded + extraction.failed),
    provider_retries: extraction.retries,
    outbox_waiting: outbox.depth,
    outbox_delivered: outbox.delivered,
    outbox_in_memory: outbox.inMemory,
    ...named('succeeded', extraction.succeededByEngine),
    ...named('failed', extraction.failedByCode),
  }
}

export function queueFigures(name: string, queue: BulkQueueStats): Record<string, number> {
  return { [`${name}_waiting`]: queue.depth, [`${name}_written`]: queue.written, [`${name}_dropped`]: queue.dropped }
}

/** The store that is away takes its own figures with it and no others: rules must tell it from a service that is gone. */
async function storeFamilies(parts: MetricsParts): Promise<MetricFamily[]> {
  const reachable = (value: 0 | 1) => gauge('tokenwheel_store_reachable', '1 while the store of tokens and jobs can be read.', [value])
  try {
    return [reachable(1), ...(await poolFamilies(parts))]
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    return [reachable(0)]
  }
}

/** What the stores hold: the same in every replica on them. */
async function poolFamilies({ tokens, jobs }: MetricsParts): Promise<MetricFamily[]> {
  const [{ pool, fallback, writtenOff }, { byStatus, emailsProcessed, emailsSuccessful }] = await Promise.all([
    tokens.totals(),
    jobs.counts(),
  ])
  const statuses = VISIBLE_STATUSES.map((status): Sample => [byStatus[status] ?? 0, { status }])
  return [
    gauge('tokenwheel_tokens_registered', 'Tokens of the pool.', [pool.totalTokens]),
    gauge('tokenwheel_tokens_available', 'Tokens that can serve at this moment.', [pool.availableTokens]),
    gauge('tokenwheel_pool_requests_limit', 'Daily limits of the active tokens together.', [pool.maxDailyCapacity]),
    gauge('tokenwheel_pool_requests_used', 'Of the limits, reserved or spent today.', [pool.totalDailyUsage]),
    gauge('tokenwheel_pool_requests_left', 'What the available tokens have left today.', [pool.availableCapacity]),
    gauge('tokenwheel_pool_requests_written_off', 'Reserved today by processes that were killed, perhaps never sent.', [writtenOff]),
    gauge('tokenwheel_fallback_requests_left', 'What the tokens of the token file have left today.', [fallback.availableCapacity]),
    gauge('tokenwheel_jobs', 'Jobs that are kept, by status.', ...statuses),
    gauge('tokenwheel_addresses_processed', 'Addresses with a result, of the jobs that are kept.', [emailsProcessed]),
    gauge('tokenwheel_addresses_successful', 'Addresses with a profile, of the jobs that are kept.', [emailsSuccessful]),
  ]
}
