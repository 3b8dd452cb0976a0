import { z } from 'zod'
import { errorTypeSchema } from '../settings/app-settings.ts'
import { VISIBLE_STATUSES } from './job.ts'
import { configFields, type OptionFields, optionFields, PRIORITIES, requestFields } from './job-options.ts'

/** Wire shapes of `/jobs`. The types derive from here, and so does the OpenAPI document. */

export const createBatchSchema = z.strictObject({
  emails: z
    .array(z.unknown())
    .min(1, 'must hold at least one address')
    .describe('The addresses; duplicates (in any case) are fetched once.'),
  ...z.object(requestFields).partial().shape,
  config: z.strictObject(configFields).partial().default({}),
})

const flag = z.enum(['true', 'false']).transform(value => value === 'true')
const amount = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be a number')
  .transform(Number)

type Forms<F extends OptionFields, Input> = { readonly [Name in keyof F]: z.ZodType<z.output<F[Name]>, Input> }

/** Every field in another form, under the same description. */
function formsOf<F extends OptionFields, Input>(fields: F, form: (field: z.ZodType) => z.ZodType): Forms<F, Input> {
  const forms = Object.entries(fields).map(([name, field]) => [name, form(field).describe(field.description ?? '')])
  return Object.fromEntries(forms) as Forms<F, Input>
}

/** An option as a query has it. */
function textForm(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodOptional) return textForm(field.unwrap() as z.ZodType)
  if (field instanceof z.ZodBoolean) return flag
  return field instanceof z.ZodNumber ? amount.pipe(field as z.ZodType<number, number>) : field
}

/** An option as it is shown: a job that was submitted before a limit was drawn tighter is still a job. */
function shownForm(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodNumberFormat) return z.int()
  return field instanceof z.ZodNumber ? z.number() : field
}

/** The same as query parameters, for bodies that are only a list. */
export const createBatchQuerySchema = z.strictObject(formsOf<typeof optionFields, string>(optionFields, textForm)).partial()

const intakeSchema = z.object({
  format: z.enum(['json', 'csv', 'ndjson']),
  encoding: z.string(),
  delimiter: z.string().nullable().describe('Null where nothing is delimited.'),
  column: z
    .object({
      number: z.int().nullable().describe('1-based; null for a field of JSON objects.'),
      name: z.string().nullable().describe('What the header calls it; null where there is none.'),
      found_by: z.enum(['header', 'content', 'default']),
    })
    .nullable()
    .describe('Where the addresses were taken from; null: every text of the list is one.'),
  title_lines: z.int().describe('Lines above the header that are no part of the table.'),
  entries: z.int().describe('total_emails + duplicates_removed + rows_without_address.'),
  rows_without_address: z.int().describe('Rows with nothing in the column: they have no result.'),
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
  intake: intakeSchema.nullable().describe('What was read; null where the addresses come from a job.'),
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
  config: z.object(formsOf<typeof configFields, unknown>(configFields, shownForm)),
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

export const retryQuerySchema = z.strictObject({
  error_type: errorTypeSchema
    .optional()
    .describe('Only the addresses that failed with this error. Default: all that could succeed another time.'),
})

export const jobListQuerySchema = z.strictObject({
  status: z.enum(VISIBLE_STATUSES).optional(),
  limit: pageLimit(500, 50),
  cursor: z.string().max(200).optional(),
})

export const jobListSchema = z.object({ jobs: z.array(jobSchema), next_cursor: z.string().nullable() })

export type IntakeView = z.infer<typeof intakeSchema>
export type JobView = z.infer<typeof jobSchema>
export type ResultView = z.infer<typeof resultSchema>
export type CreatedView = z.infer<typeof createdSchema>
