import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { type Clock, toIso } from '../shared/clock.ts'
import { historyQuerySchema, historySchema } from './history.schemas.ts'
import type { History } from './history.ts'
import { firstMinute, viewHistory } from './view-history.ts'

/** `GET /system/history`: what was done, minute by minute, by all processes on the same store. */
export function historyRoutes({ history, clock }: { readonly history: History; readonly clock: Clock }): FastifyPluginAsyncZod {
  return async app => {
    app.route({
      method: 'GET',
      url: '/system/history',
      config: { access: ['ops', 'admin'] },
      schema: {
        operationId: 'getHistory',
        tags: ['system'],
        summary: 'Results, failures by type, retries, latency and extractions per minute, of all processes, for a day at most',
        querystring: historyQuerySchema,
        response: { 200: historySchema },
      },
      handler: async request => {
        const now = clock.now()
        const rows = await history.since(firstMinute(now, request.query))
        return { timestamp: toIso(now), step_minutes: request.query.step, steps: viewHistory(rows, now, request.query) }
      },
    })
  }
}
