import { z } from 'zod'
import { errorTypeSchema } from '../settings/app-settings.ts'
import { PRIORITIES, VISIBLE_STATUSES } from './job.ts'

/** Wire shapes of `/jobs`. The types derive from here, and so does the OpenAPI document. */

export const configSchema = z.strictObject({
  delay_seconds: z.number().optional().describe('Seconds between two calls of one lane (0.5 to 10).'),
  save_to_dynamodb: z.boolean().optional().describe('Save each fetched profile in linkedin_profiles.'),
  requests_per_token: z.int().min(1).max(50).optional().describe('Calls with one token before the wheel turns.'),
  parallel_tokens: z.int().min(1).max(20).optional().describe('Lanes: tokens used at the same time.'),
})

export const createBatchSchema = z.strictObject({
  emails: z
    .array(z.unknown())
    .min(1, 'must hold at least one address')
    .describe('The addresses; duplicates (in any case) are fetched once.'),
  priority: z.enum(PRIORITIES).default('NORMAL'),
  config: configSchema.default({}),
  callback_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Gets a signed POST when the job has finished. Its host must be allowed in jobs.callback_hosts.'),
})

const flag = z.enum(['true', 'false']).transform(value => value === 'true')
const amount = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be a number')
  .transform(Number)

/** The same as query parameters, for bodies that are only a list. */
export const createBatchQuerySchema = z.strictObject({
  priority: z.enum(PRIORITIES).optional(),
  delay_seconds: amount.optional(),
  save_to_dynamodb: flag.optional(),
  requests_per_token: amount.pipe(z.int().min(1).max(50)).optional(),
  parallel_tokens: amount.pipe(z.int().min(1).max(20)).optional(),
  callback_url: z.url({ protocol: /^https?$/ }).optional(),
})

export const createdSchema = z.object({
  success: z.literal(true),
  job_id: z.uuid(),
  total_emails: z.int(),
  priority: z.enum(PRIORITIES),
  estimated_capacity_used: z.int(),
  available_capacity: z.int(),
  linkedin_profiles_auto_save: z.boolean(),
  token_rotation: z.object({ requests_per_token: z.int(), estimated_token_switches: z.int(), description: z.string() }),
  invalid_emails: z.int(),
  duplicates_removed: z.int(),
  estimated_completion: z.iso.datetime(),
  warnings: z.array(z.string()),
  message: z.string(),
})

const nullableTime = z.iso.datetime().nullable()

export const jobSchema = z.object({
  job_id: z.uuid(),
  status: z.enum(VISIBLE_STATUSES),
  priority: z.enum(PRIORITIES),
  progress_percentage: z.number(),
  total_emails: z.int(),
  processed: z.int(),
  successful: z.int(),
  failed: z.int(),
  remaining: z.int(),
  invalid_emails: z.int(),
  duplicates_removed: z.int(),
  error_breakdown: z.record(z.string(), z.int()),
  current_token_id: z.string().nullable(),
  token_requests_made: z.int(),
  token_switches: z.int(),
  requests_per_token: z.int(),
  lanes: z.array(z.object({ lane: z.int(), token_id: z.string(), usage: z.int(), reserved: z.int() })),
  eta_seconds: z.number().nullable(),
  waiting_until: nullableTime,
  waiting_reason: z.string().nullable(),
  requested: z.enum(['pause', 'cancel']).nullable().describe('Asked for, and carried out at the next heartbeat of the worker.'),
  created_at: z.iso.datetime(),
  started_at: nullableTime,
  finished_at: nullableTime,
  config: z.object({ delay_seconds: z.number(), save_to_dynamodb: z.boolean(), requests_per_token: z.int(), parallel_tokens: z.int() }),
  worker: z.string().nullable(),
})

export const resultSchema = z.object({
  email_number: z.int(),
  email: z.string(),
  success: z.boolean(),
  data: z.record(z.string(), z.unknown()).nullable(),
  error: z.string().nullable(),
  error_type: errorTypeSchema.nullable(),
  token_used: z.string().nullable(),
  attempts: z.int(),
  timestamp: z.iso.datetime(),
  saved_to_linkedin_profiles: z.boolean().nullable(),
})

export const resultsSchema = z.object({
  job_id: z.uuid(),
  status: z.enum(VISIBLE_STATUSES),
  results: z.array(resultSchema),
  linkedin_profiles_stats: z.object({
    total_profiles_fetched: z.int(),
    saved_to_linkedin_profiles: z.int(),
    failed_to_save_linkedin: z.int(),
    linkedin_db_available: z.boolean(),
  }),
  next_cursor: z.string().nullable(),
})

export const jobParamsSchema = z.object({ job_id: z.string().max(100) })
export const pageLimit = (most: number, usual: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(most))
    .default(usual)

export const resultsQuerySchema = z.strictObject({
  limit: pageLimit(1000, 100),
  cursor: z.string().max(200).optional(),
  success: flag.optional(),
  error_type: errorTypeSchema.optional(),
})

export const jobListQuerySchema = z.strictObject({
  status: z.enum(VISIBLE_STATUSES).optional(),
  limit: pageLimit(500, 50),
  cursor: z.string().max(200).optional(),
})

export const jobListSchema = z.object({ jobs: z.array(jobSchema), next_cursor: z.string().nullable() })

export type JobView = z.infer<typeof jobSchema>
export type ResultView = z.infer<typeof resultSchema>
export type CreatedView = z.infer<typeof createdSchema>
