import { z } from 'zod'
import { queryInteger } from '../shared/query-fields.ts'
import { KEPT_MINUTES } from './minute-row.ts'

/** Wire shapes of `/system/history`. */

const MOST_STEP = 60

export const historyQuerySchema = z.strictObject({
  minutes: queryInteger(z.int().min(1).max(KEPT_MINUTES)).default(180).describe('How far back; a day is kept.'),
  step: queryInteger(z.int().min(1).max(MOST_STEP)).default(1).describe('Minutes that are added up in one entry.'),
})

const calls = z
  .object({
    calls: z.int(),
    failed_calls: z.int(),
    mean_ms: z.int().nullable(),
    p95_ms: z
      .int()
      .nullable()
      .describe('The bound of the histogram within which 95 of 100 calls stayed; null without a call, and beyond the last bound.'),
  })
  .meta({ id: 'CallFigures' })

const counts = z.record(z.string(), z.int())

const stepSchema = z
  .object({
    from: z.iso.datetime(),
    complete: z.boolean().describe('False of what is still running: there only the process that answers is counted.'),
    processes: z.int().describe('Processes that have counted at the same time. 0: none ran, so nothing is known.'),
    results: z.object({
      successful: z.int(),
      failed: z.int(),
      by_error_type: counts,
    }),
    retries: z.int().describe('Calls beyond the first of the addresses that got their result.'),
    upstream: calls
      .extend({ failing: z.boolean().describe('The breaker was open: for a time, or all of it.') })
      .meta({ id: 'UpstreamFigures' }),
    extraction: z.object({ succeeded: z.int(), failed: z.int(), by_engine: counts, by_code: counts }),
    providers: z.record(z.string(), calls).describe('Calls of the AI providers.'),
  })
  .meta({ id: 'HistoryStep' })

export const historySchema = z
  .object({ timestamp: z.iso.datetime(), step_minutes: z.int(), steps: z.array(stepSchema) })
  .meta({ id: 'History' })

export type HistoryStepView = z.infer<typeof stepSchema>
export type HistoryView = z.infer<typeof historySchema>
