import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Clock, toIso } from '../shared/clock.ts'
import { decodeCursor, encodeCursor } from '../shared/cursor.ts'
import { remainingOn, scoreOn, statusOf, type Token, UNTIL_OPERATOR, usageOn } from './token.ts'
import type { TokenService } from './token-service.ts'

const time = z.iso.datetime().nullable()

const detailSchema = z.object({
  token_id: z.string(),
  status: z.enum(['active', 'excluded', 'exhausted', 'expired', 'disabled']),
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
      since: z.iso.datetime(),
      until: z.iso.datetime().describe('When it is tried again; year 9999: when an operator enables it.'),
    })
    .nullable(),
  score: z.int(),
})

const statusSchema = z.object({
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
  next_cursor: z.string().nullable(),
})

export type TokenStatusView = z.infer<typeof statusSchema>

const tokenInputSchema = z.strictObject({
  token: z.string().min(1).max(8192).describe('The bearer token. Never shown again.'),
  token_id: z
    .string()
    .regex(/^[\w.@-]{1,100}$/, 'must be 1 to 100 letters, digits, dots, dashes, underscores or @')
    .optional(),
  daily_limit: z.int().min(1).max(10_000_000).optional(),
  expires_at: z.iso.datetime({ offset: true }).optional().describe("Default: the token's own `exp` when it is a JWT, else never."),
})

const outcomesSchema = z.object({
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

const MAX_PAGE = 1000
const paramsSchema = z.object({ token_id: z.string().max(200) })
const READ = { access: ['ops', 'admin'] as const }
const WRITE = { access: ['admin'] as const }

/** `/tokens`: the pool, explained token by token, and its upkeep. */
export function tokensRoutes({ service, clock }: { readonly service: TokenService; readonly clock: Clock }): FastifyPluginAsyncZod {
  return async app => {
    app.route({
      method: 'GET',
      url: '/tokens/status',
      config: READ,
      schema: {
        tags: ['tokens'],
        summary: 'Every token and why it is used or not; totals are of the whole pool',
        querystring: z.strictObject({
          limit: z
            .string()
            .regex(/^\d{1,5}$/)
            .transform(Number)
            .pipe(z.int().min(1).max(MAX_PAGE))
            .default(MAX_PAGE),
          cursor: z.string().max(500).optional(),
        }),
        response: { 200: statusSchema },
      },
      handler: async request => {
        const { limit, cursor } = request.query
        const after = cursor === undefined ? null : decodeCursor(cursor, (value): value is string => typeof value === 'string')
        const [{ pool, fallback, day }, tokens] = await Promise.all([service.totals(), service.list(after, limit)])
        const last = tokens.at(-1)
        const now = clock.now()
        return {
          total_tokens: pool.totalTokens,
          active_tokens: pool.activeTokens,
          available_tokens: pool.availableTokens,
          total_daily_usage: pool.totalDailyUsage,
          max_daily_capacity: pool.maxDailyCapacity,
          available_capacity: pool.availableCapacity,
          usage_percentage: percentage(pool.totalDailyUsage, pool.maxDailyCapacity),
          quota_day: day.day,
          resets_at: toIso(day.resetsAt),
          fallback: { tokens: fallback.tokens, available_capacity: fallback.availableCapacity },
          token_details: tokens.map(token => viewToken(token, day.day, now)),
          next_cursor: last !== undefined && tokens.length === limit ? encodeCursor(last.tokenId) : null,
        }
      },
    })

    app.route({
      method: 'POST',
      url: '/tokens/add',
      config: WRITE,
      schema: {
        tags: ['tokens'],
        summary: 'Register a bearer token; an existing token_id gets the new secret',
        body: tokenInputSchema,
        response: {
          201: z.object({ success: z.literal(true), token_id: z.string(), replaced: z.boolean(), expires_at: time, message: z.string() }),
        },
      },
      handler: async (request, reply) => {
        const { tokenId, replaced, expiresAt } = await service.add(request.body)
        const message = replaced ? 'The secret was replaced.' : 'The token was added.'
        return reply
          .code(201)
          .send({ success: true, token_id: tokenId, replaced, expires_at: expiresAt === null ? null : toIso(expiresAt), message })
      },
    })

    app.route({
      method: 'POST',
      url: '/tokens/add-multiple',
      config: WRITE,
      schema: {
        tags: ['tokens'],
        summary: 'Register several tokens, each with an outcome of its own',
        body: z.strictObject({ tokens: z.array(tokenInputSchema).min(1).max(10_000) }),
        response: { 200: outcomesSchema },
      },
      handler: async request => viewOutcomes(await service.addAll(request.body.tokens)),
    })

    app.route({
      method: 'POST',
      url: '/tokens/add-from-file',
      config: WRITE,
      schema: { tags: ['tokens'], summary: 'Register the tokens of TOKEN_FILE', response: { 200: outcomesSchema } },
      handler: async () => viewOutcomes(await service.addFromFile()),
    })

    app.route({
      method: 'DELETE',
      url: '/tokens/:token_id',
      config: WRITE,
      schema: {
        tags: ['tokens'],
        summary: 'Remove a token',
        params: paramsSchema,
        response: { 200: z.object({ token_id: z.string(), deleted: z.literal(true) }) },
      },
      handler: async request => {
        await service.remove(request.params.token_id)
        return { token_id: request.params.token_id, deleted: true as const }
      },
    })

    for (const action of ['enable', 'disable'] as const) {
      app.route({
        method: 'POST',
        url: `/tokens/:token_id/${action}`,
        config: WRITE,
        schema: {
          tags: ['tokens'],
          summary: action === 'enable' ? 'Use a token again: lifts its exclusion and forgets its errors' : 'Take a token out of use',
          params: paramsSchema,
          response: { 200: detailSchema },
        },
        handler: async request => {
          const token = await service.setEnabled(request.params.token_id, action === 'enable')
          const { day } = await service.totals()
          return viewToken(token, day.day, clock.now())
        },
      })
    }
  }
}

function viewToken(token: Token, day: string, now: number): z.infer<typeof detailSchema> {
  const status = statusOf(token, day, now)
  return {
    token_id: token.tokenId,
    status,
    daily_usage: usageOn(day, token),
    daily_limit: token.dailyLimit,
    remaining_usage: remainingOn(day, token),
    total_usage: token.totalUsage,
    error_count: token.errorCount,
    last_error: token.lastError,
    created_at: toIso(token.createdAt),
    expires_at: token.expiresAt === null ? null : toIso(token.expiresAt),
    last_used: token.lastUsed === null ? null : toIso(token.lastUsed),
    excluded: viewExclusion(token, now),
    score: scoreOn(day, token),
  }
}

/** Also for tokens that are off or expired: no exclusion without a reason and an `until` (G6). */
function viewExclusion(token: Token, now: number): z.infer<typeof detailSchema>['excluded'] {
  const { exclusion } = token
  if (!token.enabled) {
    return {
      reason: 'disabled',
      evidence: 'An operator disabled it; it is used again once an operator enables it.',
      since: toIso(exclusion?.since ?? token.createdAt),
      until: toIso(UNTIL_OPERATOR),
    }
  }
  if (token.expiresAt !== null && token.expiresAt <= now) {
    return {
      reason: 'expired',
      evidence: `It expired at ${toIso(token.expiresAt)}; add its successor under the same token_id.`,
      since: toIso(token.expiresAt),
      until: toIso(UNTIL_OPERATOR),
    }
  }
  if (exclusion === null || exclusion.until <= now) return null
  return { reason: exclusion.reason, evidence: exclusion.evidence, since: toIso(exclusion.since), until: toIso(exclusion.until) }
}

function viewOutcomes({ results }: Awaited<ReturnType<TokenService['addAll']>>) {
  return { added: results.filter(r => r.outcome === 'added' || r.outcome === 'replaced').length, results: [...results] }
}

function percentage(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100
}
