import { z } from 'zod'
import { errorTypeSchema } from '../settings/app-settings.ts'
import { pageCursor, pageLimit, queryFlag, queryInteger, queryNumber } from '../shared/query-fields.ts'
import { VISIBLE_STATUSES } from './job.ts'
import { KEPT_TURNS, KEPT_VERDICTS, TURN_REASONS, type TurnReason } from './job-history.ts'
import { configFields, type OptionFields, optionFields, PRIORITIES, requestFields } from './job-options.ts'

/** Wire shapes of `/jobs`. The types derive from here, and so does the OpenAPI document. */

const errorType = errorTypeSchema.meta({ id: 'ErrorType' })

export const createBatchSchema = z
  .strictObject({
    emails: z
      .array(z.unknown())
      .min(1, 'must hold at least one address')
      .describe('The addresses; duplicates (in any case) are fetched once.'),
    ...z.object(requestFields).partial().shape,
    config: z.strictObject(configFields).partial().default({}),
  })
  .meta({ id: 'BatchRequest' })

type Forms<F extends OptionFields, Input> = { readonly [Name in keyof F]: z.ZodType<z.output<F[Name]>, Input> }

/** Every field in another form, under the same description. */
function formsOf<F extends OptionFields, Input>(fields: F, form: (field: z.ZodType) => z.ZodType): Forms<F, Input> {
  const forms = Object.entries(fields).map(([name, field]) => [name, form(field).describe(field.description ?? '')])
  return Object.fromEntries(forms) as Forms<F, Input>
}

/** An option as a query has it. */
function textForm(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodOptional) return textForm(field.unwrap() as z.ZodType)
  if (field instanceof z.ZodBoolean) return queryFlag()
  return field instanceof z.ZodNumber ? queryNumber(field as z.ZodType<number, number>) : field
}

/** An option as it is shown: a job that was submitted before a limit was drawn tighter is still a job. */
function shownForm(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodNumberFormat) return z.int()
  return field instanceof z.ZodNumber ? z.number() : field
}

/** The same as query parameters, for bodies that are only a list. */
const optionsQuerySchema = z.strictObject(formsOf<typeof optionFields, string>(optionFields, textForm)).partial()

export const createBatchQuerySchema = optionsQuerySchema.extend({
  dry_run: queryFlag().default(false).describe('Answer the forecast (200) and create nothing; also with a JSON body.'),
})

const intakeSchema = z
  .object({
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
  .meta({ id: 'Intake' })

const submissionSchema = z.object({
  total_emails: z.int(),
  priority: z.enum(PRIORITIES),
  estimated_capacity_used: z.int(),
  available_capacity: z.int(),
  linkedin_profiles_auto_save: z.boolean(),
  token_rotation: z.object({ requests_per_token: z.int(), estimated_token_switches: z.int(), description: z.string() }),
  invalid_emails: z.int(),
  duplicates_removed: z.int(),
  intake: intakeSchema.nullable().describe('What was read; null where the addresses come from a job.'),
  estimated_completion: z.iso
    .datetime()
    .nullable()
    .describe(
      'By the forecast that also gives eta_seconds: it knows quota, resets, exclusions, pace and queue. Null: never with these tokens.',
    ),
  warnings: z.array(z.string()),
})

export const createdSchema = z
  .object({
    success: z.literal(true),
    job_id: z.uuid(),
    ...submissionSchema.shape,
    message: z.string(),
  })
  .meta({ id: 'BatchCreated' })

/** What `dry_run` answers: the forecast, and no job. */
export const dryRunSchema = z
  .object({ success: z.literal(true), dry_run: z.literal(true), ...submissionSchema.shape, message: z.string() })
  .meta({ id: 'BatchForecast' })

/** What `GET /tokens/plan` takes. Without addresses it is the forecast of what is queued. */
export const planQuerySchema = z.strictObject({
  addresses: queryInteger(z.int().min(0).max(1_000_000_000)).default(0).describe('Addresses of a list that is not submitted yet.'),
  by: z.iso.datetime({ offset: true }).optional().describe('When they should be done.'),
  priority: z.enum(PRIORITIES).default('NORMAL'),
  parallel_tokens: queryInteger(z.int().min(1).max(10_000)).default(20).describe('Lanes, of all the jobs that the list is split into.'),
  delay_seconds: queryNumber(z.number().min(0).max(10)).optional().describe('Default: rotation.delay_seconds of the settings.'),
})

const nullableTime = z.iso.datetime().nullable()

export const planSchema = z
  .object({
    addresses: z.int(),
    by: nullableTime,
    done_at: nullableTime.describe(
      'When the pool as it is would be done with them, behind what is queued. Null: never, or nobody knows (`upstream_fails`).',
    ),
    tokens_needed: z
      .int()
      .nullable()
      .describe('So many fresh tokens of rotation.daily_limit would be enough, without the present ones. Null: no number, or no `by`.'),
    tokens_missing: z.int().nullable().describe('So many fresh tokens beside the present ones.'),
    queued_addresses: z.int(),
    upstream_fails: z.boolean().describe('Nothing is fetched until the upstream is back, and nobody knows when that is: no end is told.'),
    queue_done_at: nullableTime,
    available_tokens: z.int(),
    available_capacity: z.int(),
    daily_capacity: z.int(),
    spent_at: nullableTime.describe('When no token can serve for the first time while there is work. Null: that does not happen.'),
    left_at_reset: z.int().describe('What the pool would have left at the next reset.'),
    resets_at: z.iso.datetime(),
    as_of: z.iso.datetime().describe('Pool and queue as they were then, some seconds ago at most.'),
  })
  .meta({ id: 'TokensPlan' })

export const jobSchema = z
  .object({
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
    eta_seconds: z
      .number()
      .nullable()
      .describe(
        'By the same forecast as estimated_completion, some seconds old at most. Null: ended, paused, about to be, no token will ever serve, or nobody knows: the upstream fails, or the store takes no writes.',
      ),
    waiting_until: nullableTime,
    waiting_reason: z.string().nullable(),
    error: z
      .string()
      .nullable()
      .describe('Why a job is `failed`: what the service could not go on with. It can be resumed. Null otherwise.'),
    requested: z.enum(['pause', 'cancel']).nullable().describe('Asked for, and carried out at the next heartbeat of the worker.'),
    created_at: z.iso.datetime(),
    started_at: nullableTime,
    finished_at: nullableTime,
    config: z.object(formsOf<typeof configFields, unknown>(configFields, shownForm)),
    owner: z
      .string()
      .nullable()
      .describe('`key:NAME` of the API key that made it, or `team:TEAM`: nobody else finds it. Null: everybody does.'),
    worker: z.string().nullable(),
  })
  .meta({ id: 'Job' })

const switchSchema = z
  .object({
    at: z.iso.datetime(),
    lane: z.int(),
    from: z.string().nullable().describe('As in `current_token_id`. Null: the lane had none, or what it had is not known any more.'),
    to: z.string(),
    reason: z
      .enum(Object.keys(TURN_REASONS) as [TurnReason, ...TurnReason[]])
      .describe(
        '`first`: of this run; `requests`: those of its block (requests_per_token, or the addresses left) were made; `limit`: the token had no more for its day or hour; `reset`: day or hour ended; ' +
          '`trial`: its one call after an exclusion is made; `penalised`; `rested`: the upstream counts that nothing is left; `withdrawn`: disabled, ' +
          'removed or changed; `second_opinion`: another token is asked for the same address; `distrusted`: others work where it fails; ' +
          '`refused`: the token chosen before gave nothing any more.',
      )
      .meta({ id: 'TokenSwitchReason' }),
  })
  .meta({ id: 'TokenSwitch' })

const verdictSchema = z
  .object({
    at: z.iso.datetime(),
    of: z.enum(['address', 'token', 'upstream']).describe('Whose fault it was found to be.'),
    on: z.string().nullable().describe('The token, or the error_type of the upstream; null for an address.'),
    email_number: z.int().nullable().describe('Of an address: its number in the list. Null where that is not known.'),
    evidence: z.string(),
  })
  .meta({ id: 'JobVerdict' })

export const jobHistorySchema = z
  .object({
    job_id: z.uuid(),
    switches: z.array(switchSchema).describe(`The last ${KEPT_TURNS} of each lane, the newest first.`),
    verdicts: z.array(verdictSchema).describe(`The last ${KEPT_VERDICTS}, the newest first.`),
  })
  .meta({ id: 'JobHistory' })

export const resultSchema = z
  .object({
    email_number: z.int(),
    email: z.string(),
    success: z.boolean(),
    data: z.record(z.string(), z.unknown()).nullable(),
    error: z.string().nullable(),
    error_type: errorType.nullable(),
    token_used: z.string().nullable(),
    attempts: z.int(),
    timestamp: z.iso.datetime(),
    saved_to_linkedin_profiles: z.boolean().nullable(),
  })
  .meta({ id: 'JobResult' })

export const resultsSchema = z
  .object({
    job_id: z.uuid(),
    status: z.enum(VISIBLE_STATUSES),
    results: z.array(resultSchema),
    linkedin_profiles_stats: z.object({
      total_profiles_fetched: z.int(),
      saved_to_linkedin_profiles: z.int(),
      failed_to_save_linkedin: z.int(),
      linkedin_db_available: z.boolean().describe('Whether the store of saved profiles answers at the moment.'),
    }),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'JobResults' })

export const jobParamsSchema = z.object({ job_id: z.string().min(1).max(100) })

export const resultsQuerySchema = z.strictObject({
  limit: pageLimit(1000, 100),
  cursor: pageCursor,
  success: queryFlag().optional(),
  error_type: errorType.optional(),
})

export const retryQuerySchema = z.strictObject({
  error_type: errorType
    .optional()
    .describe('Only the addresses that failed with this error. Default: all that could succeed another time.'),
})

export const jobListQuerySchema = z.strictObject({
  status: z.enum(VISIBLE_STATUSES).optional(),
  limit: pageLimit(500, 50),
  cursor: pageCursor,
})

export const jobListSchema = z.object({ jobs: z.array(jobSchema), next_cursor: z.string().nullable() }).meta({ id: 'JobPage' })

export const queuedJobsSchema = z.object({ count: z.int(), jobs: z.array(jobSchema) }).meta({ id: 'JobList' })

export const queueStatusSchema = z
  .object({
    by_status: z.object(
      Object.fromEntries(VISIBLE_STATUSES.map(status => [status, z.int()])) as Record<(typeof VISIBLE_STATUSES)[number], z.ZodInt>,
    ),
    queued: z.int(),
    active: z.int(),
    total_jobs: z.int(),
  })
  .meta({ id: 'QueueStatus' })

export const savedProfilesSchema = z.object({ job_id: z.string(), saved: z.int(), failed: z.int() }).meta({ id: 'ProfilesSaved' })

export const jobDeletedSchema = z.object({ job_id: z.string(), deleted: z.literal(true) }).meta({ id: 'JobDeleted' })

export type IntakeView = z.infer<typeof intakeSchema>
export type SubmissionView = z.infer<typeof submissionSchema>
export type PlanView = z.infer<typeof planSchema>
export type ResultsView = z.infer<typeof resultsSchema>
export type JobView = z.infer<typeof jobSchema>
export type JobHistoryView = z.infer<typeof jobHistorySchema>
export type ResultView = z.infer<typeof resultSchema>
export type CreatedView = z.infer<typeof createdSchema>
