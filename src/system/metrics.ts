import type { OutboxStats } from '../companies/usage-outbox.ts'
import type { ExtractionStats } from '../extraction/extraction-counters.ts'
import type { JobStore } from '../jobs/job-store.ts'
import type { BulkQueueStats } from '../logging/bulk-queue.ts'
import { type Clock, toIso } from '../shared/clock.ts'
import type { TokenService } from '../tokens/token-service.ts'

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
  /** The same figures as Prometheus or OpenMetrics text. No address, key or caller's string ever becomes a label. */
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
        usage_percentage: percent(pool.totalDailyUsage, pool.maxDailyCapacity),
        daily_capacity: pool.maxDailyCapacity,
        used_capacity: pool.totalDailyUsage,
        written_off_today: writtenOff,
      },
      jobs: {
        total_created: counts.totalCreated,
        total_completed: completed,
        success_rate: percent(completed, ended),
        pending: (byStatus.pending ?? 0) + (byStatus.waiting_for_capacity ?? 0),
        processing: byStatus.processing ?? 0,
      },
      emails: {
        total_processed: counts.emailsProcessed,
        total_failed: counts.emailsProcessed - counts.emailsSuccessful,
        success_rate: percent(counts.emailsSuccessful, counts.emailsProcessed),
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
    async text(openMetrics) {
      // Loaded when it is first asked for: it would cost the start a noticeable part of its second.
      const { Gauge, Registry } = await import('@prometheus-io/client')
      const registry = new Registry()
      const { timestamp: _, ...groups } = await report()
      for (const [group, values] of Object.entries(groups)) {
        for (const [name, value] of Object.entries(values)) {
          new Gauge({ name: `tokenwheel_${group}_${name}`, help: `${group}: ${name.replaceAll('_', ' ')}`, registers: [registry] }).set(
            value,
          )
        }
      }
      const body = await registry.metrics()
      if (!openMetrics) return { contentType: Registry.PROMETHEUS_CONTENT_TYPE, body }
      return { contentType: Registry.OPENMETRICS_CONTENT_TYPE, body: body.endsWith('# EOF\n') ? body : `${body.trimEnd()}\n# EOF\n` }
    },
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
    success_rate: percent(extraction.succeeded, extraction.succeeded + extraction.failed),
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

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100
}
