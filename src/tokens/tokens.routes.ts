import { type FastifyPluginAsyncZod, validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { toIso } from '../shared/clock.ts'
import { decodeCursor, encodeCursor } from '../shared/cursor.ts'
import { percentage } from '../shared/percentage.ts'
import { pageCursor, pageLimit, queryFlag } from '../shared/query-fields.ts'
import { actingKey } from './acting-key.ts'
import { isPoolCursor } from './list-tokens.ts'
import type { PoolSurvey } from './pool-survey.ts'
import { poolUsage } from './pool-usage.ts'
import type { TokenService } from './token-service.ts'
import {
  addedSchema,
  detailSchema,
  mapSchema,
  outcomesSchema,
  readTokens,
  statusSchema,
  tokenInputSchema,
  tokenStatusSchema,
  tokensInputSchema,
} from './tokens.schemas.ts'

const MAX_PAGE = 1000
const paramsSchema = z.object({ token_id: z.string().max(200) })
const READ = { access: ['ops', 'admin'] as const, revalidates: true }
const ADMIN = ['admin'] as const

/** `/tokens`: the pool, explained token by token, and its upkeep. */
export function tokensRoutes(service: TokenService): FastifyPluginAsyncZod {
  return async app => {
    app.route({
      method: 'GET',
      url: '/tokens/status',
      config: READ,
      schema: {
        operationId: 'getTokensStatus',
        tags: ['tokens'],
        summary: 'Every token and why it is used or not, those that need attention first; totals are of the whole pool',
        querystring: z.strictObject({
          limit: pageLimit(MAX_PAGE, MAX_PAGE),
          cursor: pageCursor,
          status: tokenStatusSchema.optional(),
          q: z.string().min(1).max(100).optional().describe('Part of the token_id, whatever its case.'),
          attention: queryFlag()
            .default(false)
            .describe('Only those that need a person: disabled, expired, refused by the upstream, suspected, or of an unreadable secret.'),
        }),
        response: { 200: statusSchema },
      },
      handler: async request => {
        const { limit, cursor, status = null, q = null, attention } = request.query
        const after = cursor === undefined ? null : decodeCursor(cursor, isPoolCursor)
        const { pool, fallback, day, writtenOff } = await service.totals()
        const needy = attention ? await service.listAttention({ after: typeof after === 'string' ? after : null, limit, status, q }) : null
        const { tokens, next } = needy ?? (await service.list({ after, limit, status, q }, pool.totalTokens))
        return {
          total_tokens: pool.totalTokens,
          active_tokens: pool.activeTokens,
          available_tokens: pool.availableTokens,
          total_daily_usage: pool.totalDailyUsage,
          max_daily_capacity: pool.maxDailyCapacity,
          available_capacity: pool.availableCapacity,
          usage_percentage: poolUsage(pool),
          quota_day: day.day,
          resets_at: toIso(day.resetsAt),
          fallback: { tokens: fallback.tokens, available_capacity: fallback.availableCapacity },
          token_details: tokens.map(token => service.view(token)),
          written_off_today: writtenOff,
          attention: needy === null ? null : { tokens: needy.total, counted_at: toIso(needy.countedAt) },
          next_cursor: next === null ? null : encodeCursor(next),
        }
      },
    })

    app.route({
      method: 'GET',
      url: '/tokens/map',
      config: READ,
      schema: {
        operationId: 'getTokensMap',
        tags: ['tokens'],
        summary: 'The whole pool as a map of at most 1,000 cells: what was used, in which state, and what needs a person',
        response: { 200: mapSchema },
      },
      handler: async () => viewMap(await service.survey()),
    })

    app.route({
      method: 'POST',
      url: '/tokens/add',
      config: { access: ADMIN, audit: 'token.add' },
      schema: {
        operationId: 'addToken',
        tags: ['tokens'],
        summary: 'Register a bearer token; an existing token_id gets the new secret',
        body: tokenInputSchema,
        response: { 201: addedSchema },
      },
      handler: async (request, reply) => {
        // An id that is the secret itself is refused, and must not be told.
        const { token_id: id, token } = request.body
        request.auditObject = id === undefined || token.includes(id) || id.includes(token) ? null : id
        const { tokenId, replaced, expiresAt } = await service.add(request.body, actingKey(request))
        request.auditObject = tokenId
        const message = replaced ? 'The secret was replaced.' : 'The token was added.'
        return reply
          .code(201)
          .send({ success: true, token_id: tokenId, replaced, expires_at: expiresAt === null ? null : toIso(expiresAt), message })
      },
    })

    app.route({
      method: 'POST',
      url: '/tokens/add-multiple',
      config: { access: ADMIN, audit: 'token.add' },
      schema: {
        operationId: 'addTokens',
        tags: ['tokens'],
        summary: 'Register several tokens, each with an outcome of its own',
        body: tokensInputSchema,
        response: { 200: outcomesSchema },
      },
      // The body's schema is for the document: `readTokens` judges each entry for itself.
      validatorCompiler: route => (route.httpPart === 'body' ? value => ({ value }) : validatorCompiler(route as never)),
      handler: async request => {
        const { added, results } = viewOutcomes(await service.addAll(readTokens(request.body), actingKey(request)))
        request.auditObject = `${added} of ${results.length} tokens`
        return { added, results }
      },
    })

    app.route({
      method: 'POST',
      url: '/tokens/add-from-file',
      config: { access: ADMIN, audit: 'token.add-from-file' },
      schema: {
        operationId: 'addTokensFromFile',
        tags: ['tokens'],
        summary: 'Register the tokens of TOKEN_FILE',
        response: { 200: outcomesSchema },
      },
      handler: async request => {
        const { added, results } = viewOutcomes(await service.addFromFile(actingKey(request)))
        request.auditObject = `${added} of ${results.length} tokens`
        return { added, results }
      },
    })

    for (const action of ['enable', 'disable'] as const) {
      app.route({
        method: 'POST',
        url: `/tokens/:token_id/${action}`,
        config: { access: ADMIN, audit: `token.${action}` },
        schema: {
          operationId: `${action}Token`,
          tags: ['tokens'],
          summary: action === 'enable' ? 'Use a token again: lifts its exclusion and forgets its errors' : 'Take a token out of use',
          params: paramsSchema,
          response: { 200: detailSchema },
        },
        handler: async request => {
          const token = await service.setEnabled(request.params.token_id, action === 'enable', actingKey(request))
          return service.view(token)
        },
      })
    }
  }
}

function viewMap({ at, tokens, attention, cells }: PoolSurvey) {
  return {
    counted_at: toIso(at),
    tokens,
    attention,
    cells: cells.map(({ used, limit, states, ...cell }) => ({ ...cell, usage_percentage: percentage(used, limit), states: { ...states } })),
  }
}

function viewOutcomes({ results }: Awaited<ReturnType<TokenService['addAll']>>) {
  return { added: results.filter(r => r.outcome === 'added' || r.outcome === 'replaced').length, results: [...results] }
}
