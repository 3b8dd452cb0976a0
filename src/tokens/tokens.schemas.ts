import { z } from 'zod'
import { invalidInput } from '../shared/app-error.ts'
import { KEPT_EVENTS, TOKEN_EVENT_KINDS } from './token-history.ts'

/** Wire shapes of `/tokens`. The types derive from here, and so does the OpenAPI document. */

const time = z.iso.datetime().nullable()

export const tokenStatusSchema = z.enum(['active', 'excluded', 'exhausted', 'expired', 'disabled']).meta({ id: 'TokenState' })

export const detailSchema = z
  .object({
    token_id: z.string(),
    status: tokenStatusSchema,
    daily_usage: z.int(),
    daily_limit: z.int(),
    remaining_usage: z.int(),
    total_usage: z.int(),
    error_count: z.int(),
    last_error: z.string().nullable(),
    created_at: z.iso.datetime(),
    expires_at: time,
    last_used: time,
    excluded: z
      .object({
        reason: z.string(),
        evidence: z.string(),
        since: time.describe('Null where the token itself does not know: its history says when it was disabled, and by whom.'),
        until: z.iso.datetime().describe('When it is tried again; year 9999: when an operator enables it.'),
      })
      .nullable(),
    score: z.int(),
    hourly: z
      .object({ usage: z.int(), limit: z.int(), ends_at: z.iso.datetime() })
      .nullable()
      .describe('Requests taken in the hour that is running, where `rotation.hourly_limit` is set and any were.'),
    outcomes_today: z
      .record(z.string(), z.int())
      .describe('What its calls of the quota day came to: `success`, and each error_type. As this process has seen it since its start.'),
    learned_limit: z
      .int()
      .nullable()
      .describe(
        'What its upstream grants in a day, where that was seen to be less than daily_limit: capacity and forecasts count with it.',
      ),
  })
  .meta({ id: 'Token' })

const eventSchema = z
  .object({
    kind: z
      .enum(TOKEN_EVENT_KINDS)
      .describe(
        '`excluded`: a penalty, or a failed trial; `prolonged`: another lane was told a later deadline; `recovered`: a trial succeeded; ' +
          '`forgiven`: the penalty was somebody else’s fault, or is put to the test before its deadline; `spent`: the last units of the day were reserved.',
      )
      .meta({ id: 'TokenEventKind' }),
    at: z.iso.datetime(),
    by: z
      .string()
      .nullable()
      .describe('The name of the API key that did it; null for what the service did itself, or where it asks for none.'),
    reason: z
      .string()
      .nullable()
      .describe('Why it was excluded, as in `excluded.reason`: an error_type, `suspected`, `max_errors` or `unreadable_secret`.'),
    evidence: z.string().nullable().describe('In words. It names no address.'),
    until: time.describe('Until when it was excluded then; year 9999: until an operator enables it.'),
    quota_day: z.string().nullable().describe('The day that it was spent for.'),
  })
  .meta({ id: 'TokenEvent' })

export const tokenHistorySchema = z
  .object({
    token_id: z.string(),
    events: z.array(eventSchema).describe(`The last ${KEPT_EVENTS}, the newest first. They are of the id, whichever secret it held.`),
  })
  .meta({ id: 'TokenHistory' })

export const statusSchema = z
  .object({
    total_tokens: z.int(),
    active_tokens: z.int(),
    available_tokens: z.int(),
    total_daily_usage: z.int(),
    max_daily_capacity: z.int(),
    available_capacity: z.int(),
    usage_percentage: z.number(),
    quota_day: z.string(),
    resets_at: z.iso.datetime(),
    fallback: z.object({ tokens: z.int(), available_capacity: z.int() }),
    token_details: z.array(detailSchema),
    written_off_today: z.int().describe('Requests of the day that a crash has cost: they may have been sent, and nobody knows.'),
    attention: z
      .object({ tokens: z.int(), counted_at: z.iso.datetime() })
      .nullable()
      .describe(
        'How many tokens of the whole pool need a person; null unless `attention` was asked for. Of a large pool it is some seconds old.',
      ),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'TokensStatus' })

const cellSchema = z
  .object({
    tokens: z.int(),
    attention: z.int().describe('Of them, those that need a person.'),
    usage_percentage: z.number(),
    states: z.partialRecord(tokenStatusSchema, z.int()),
    worst: z.string().describe('The token_id of the one that a person would look at first.'),
  })
  .meta({ id: 'TokensMapCell' })

export const mapSchema = z
  .object({
    counted_at: z.iso.datetime().describe('Of a large pool some seconds ago.'),
    tokens: z.int(),
    attention: z.int(),
    cells: z
      .array(cellSchema)
      .describe('A cell for each token in the order of their ids; of more than 1,000 each stands for a group that stays the same.'),
  })
  .meta({ id: 'TokensMap' })

export const tokenInputSchema = z
  .strictObject({
    token: z.string().min(1).max(8192).describe('The bearer token. Never shown again.'),
    token_id: z
      .string()
      .regex(/^[\w.@-]{1,100}$/, 'must be 1 to 100 letters, digits, dots, dashes, underscores or @')
      // The two fields changed places: ids are shown and logged.
      .refine(id => !isJwt(id), 'is a token, and no id: ids are shown and logged')
      .optional(),
    daily_limit: z.int().min(1).max(10_000_000).optional(),
    expires_at: z.iso.datetime({ offset: true }).optional().describe("Default: the token's own `exp` when it is a JWT, else never."),
  })
  .meta({ id: 'NewToken' })

/** By its form: a header in JSON, and what it is the header of. */
function isJwt(text: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(text)
}

const MOST_TOKENS = 10_000

/** For the document: each entry is judged for itself. */
export const tokensInputSchema = z
  .strictObject({
    tokens: z
      .array(z.union([z.string(), tokenInputSchema]))
      .min(1)
      .max(MOST_TOKENS)
      .describe('Tokens as texts, or as in `POST /tokens/add`, also mixed. A bad entry is `invalid` and refuses no other.'),
  })
  .meta({ id: 'NewTokens' })

const tokenListSchema = z.strictObject({ tokens: z.array(z.unknown()).min(1).max(MOST_TOKENS) })

export type NewToken = z.infer<typeof tokenInputSchema>

/** @throws AppError where there is no list; what is wrong with an entry is told without a word of it: it may be a secret in the wrong place */
export function readTokens(body: unknown): (NewToken | { readonly problem: string })[] {
  const list = tokenListSchema.safeParse(body)
  if (!list.success) {
    const errors = list.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'body', problem: message }))
    throw invalidInput(`The request is not valid: ${errors[0]!.field}: ${errors[0]!.problem}`, errors)
  }
  return list.data.tokens.map(entry => {
    const token = tokenInputSchema.safeParse(typeof entry === 'string' ? { token: entry } : entry)
    if (token.success) return token.data
    const [issue] = token.error.issues
    const field = issue!.path.join('.')
    if (issue!.code === 'unrecognized_keys') return { problem: 'has a field that is not known' }
    return { problem: field === '' ? 'must be a text, or an object with a token' : `${field}: ${issue!.message}` }
  })
}

const expiry = z.iso.datetime({ offset: true }).nullable()

export const tokenEditSchema = z
  .strictObject({
    daily_limit: z.int().min(1).max(10_000_000).optional(),
    expires_at: expiry.optional().describe('null: it does not expire.'),
  })
  .refine(edit => edit.daily_limit !== undefined || edit.expires_at !== undefined, { error: 'needs daily_limit or expires_at' })
  .meta({ id: 'TokenEdit' })

export const tokenTestInputSchema = z.strictObject({ email: z.string().min(3).max(320) }).meta({ id: 'TokenTestRequest' })

export const tokenTestSchema = z
  .object({
    token_id: z.string(),
    email: z.string(),
    success: z.boolean(),
    error_type: z.string().nullable(),
    error: z.string().nullable(),
    upstream_status: z.int().nullable(),
    retry_after_seconds: z.number().nullable(),
    duration_ms: z.number(),
    token: detailSchema,
  })
  .meta({ id: 'TokenTest' })

export const outcomesSchema = z
  .object({
    added: z.int(),
    results: z.array(
      z.object({
        index: z.int(),
        token_id: z.string().nullable(),
        outcome: z.enum(['added', 'replaced', 'duplicate', 'invalid']),
        problem: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'TokensAdded' })

export const addedSchema = z
  .object({
    success: z.literal(true),
    token_id: z.string(),
    replaced: z.boolean(),
    expires_at: time,
    message: z.string(),
  })
  .meta({ id: 'TokenAdded' })

export const tokenDeletedSchema = z.object({ token_id: z.string(), deleted: z.literal(true) }).meta({ id: 'TokenDeleted' })

export type TokensMapView = z.infer<typeof mapSchema>
export type PoolStatusView = z.infer<typeof statusSchema>
export type TokenHistoryView = z.infer<typeof tokenHistorySchema>
export type TokenDetailView = z.infer<typeof detailSchema>
export type OutcomesView = z.infer<typeof outcomesSchema>
