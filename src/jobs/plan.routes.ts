import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { RotationSettings } from '../settings/app-settings.ts'
import { toIso } from '../shared/clock.ts'
import { planQuerySchema, planSchema } from './jobs.schemas.ts'
import { foreseen, type Outlooks } from './outlook.ts'
import { planTokens } from './plan-tokens.ts'

export interface PlanRoutesParts {
  readonly outlooks: Outlooks
  readonly rotation: RotationSettings
}

const iso = (at: number | null): string | null => (at === null ? null : toIso(at))

/** `/tokens/plan`: the forecast of pool and queue, and what a list that is not submitted yet would need. */
export function planRoutes({ outlooks, rotation }: PlanRoutesParts): FastifyPluginAsyncZod {
  return async app => {
    app.route({
      method: 'GET',
      url: '/tokens/plan',
      config: { access: ['jobs', 'ops', 'admin'] },
      schema: {
        operationId: 'planTokens',
        tags: ['tokens'],
        summary: 'How many tokens a number of addresses needs by a time, and when the pool as it is would be done',
        querystring: planQuerySchema,
        response: { 200: planSchema },
      },
      handler: async request => {
        const { addresses, by, priority, parallel_tokens: lanes, delay_seconds: delay } = request.query
        const outlook = await outlooks.recent()
        const { world, pool, availableTokens, availableCapacity, forecast } = outlook
        const delayMs = (delay ?? rotation.delay_seconds) * 1000
        const list = {
          jobId: 'plan',
          remaining: addresses,
          lanes,
          delayMs,
          priority,
          requestsPerToken: rotation.requests_per_token,
          running: false,
          blocks: [],
        }
        const plan = planTokens(world, list, by === undefined ? null : Date.parse(by), rotation.daily_limit)
        return {
          addresses,
          by: by === undefined ? null : toIso(Date.parse(by)),
          done_at: iso(foreseen(outlook, addresses === 0 ? forecast.doneAt : plan.doneAt)),
          tokens_needed: plan.tokensNeeded,
          tokens_missing: plan.tokensMissing,
          queued_addresses: world.queue.reduce((sum, job) => sum + job.remaining, 0),
          upstream_fails: world.blockedUntil !== null,
          queue_done_at: iso(foreseen(outlook, forecast.doneAt)),
          available_tokens: availableTokens,
          available_capacity: availableCapacity,
          daily_capacity: pool.maxDailyCapacity,
          spent_at: iso(foreseen(outlook, forecast.spentAt)),
          left_at_reset: forecast.leftAtReset,
          resets_at: toIso(world.nextReset(world.now)),
          as_of: toIso(world.now),
        }
      },
    })
  }
}
