import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Health } from './health.ts'
import type { Metrics } from './metrics.ts'
import { type HealthView, healthSchema, infoSchema, liveSchema, metricsSchema, readySchema } from './system.schemas.ts'

export interface SystemRoutesParts {
  readonly health: Health
  readonly metrics: Metrics
  /** What `/system/info` tells. */
  readonly info: () => { readonly name: string; readonly version: string }
}

const SCOPES = ['jobs', 'extract', 'ops', 'admin'] as const

/** `/system`: liveness touches nothing, readiness is cached, health says what is wrong in words. */
export function systemRoutes({ health, metrics, info }: SystemRoutesParts): FastifyPluginAsyncZod {
  return async app => {
    app.route({
      method: 'GET',
      url: '/system/health/live',
      config: { access: 'public', unlimited: true },
      schema: {
        operationId: 'getLiveness',
        tags: ['system'],
        summary: 'The process answers; nothing else is touched',
        response: { 200: liveSchema },
      },
      handler: async () => ({ status: 'alive' as const }),
    })

    app.route({
      method: 'GET',
      url: '/system/health/ready',
      config: { access: 'public', unlimited: true },
      schema: {
        operationId: 'getReadiness',
        tags: ['system'],
        summary: 'Whether requests can be served (cached for up to 2 s)',
        response: { 200: readySchema, 503: readySchema },
      },
      handler: async (_request, reply) => {
        const { ready } = await health.ready()
        return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not_ready' })
      },
    })

    app.route({
      method: 'GET',
      url: '/system/health',
      config: { access: ['ops', 'admin'] },
      schema: {
        operationId: 'getHealth',
        tags: ['system'],
        summary: 'What works, and what is wrong in words',
        response: { 200: healthSchema, 503: healthSchema },
      },
      handler: async (_request, reply) => {
        const report = await health.report()
        return reply.code(report.status === 'unhealthy' ? 503 : 200).send(report as HealthView)
      },
    })

    const text = async (reply: FastifyReply, openMetrics: boolean) => {
      const { contentType, body } = await metrics.text(openMetrics)
      // The schema describes the JSON form only; text passes by it.
      return reply
        .type(contentType)
        .serializer(text => text as string)
        .send(body as never)
    }

    app.route({
      method: 'GET',
      url: '/system/metrics',
      config: { access: ['ops', 'admin'] },
      schema: {
        operationId: 'getMetrics',
        tags: ['system'],
        summary: 'Figures as JSON, or for Prometheus when Accept asks for text/plain or OpenMetrics',
        response: { 200: metricsSchema },
      },
      handler: async (request, reply) => {
        const accept = (request.headers.accept ?? '').toLowerCase()
        const openMetrics = accept.includes('application/openmetrics-text')
        return openMetrics || accept.includes('text/plain') ? text(reply, openMetrics) : metrics.report()
      },
    })

    app.route({
      method: 'GET',
      url: '/metrics',
      config: { access: ['ops', 'admin'] },
      schema: {
        operationId: 'getPrometheusMetrics',
        tags: ['system'],
        summary: 'Figures for Prometheus, or as OpenMetrics when Accept asks for it',
      },
      handler: async (request, reply) => text(reply, (request.headers.accept ?? '').toLowerCase().includes('application/openmetrics-text')),
    })

    app.route({
      method: 'GET',
      url: '/system/info',
      config: { access: ['ops', 'admin'] },
      schema: {
        operationId: 'getInfo',
        tags: ['system'],
        summary: 'Version and configuration in force, without secrets',
        response: { 200: infoSchema },
      },
      handler: async ({ caller }) => ({ ...info(), caller: { name: caller.name, scopes: SCOPES.filter(scope => caller.has(scope)) } }),
    })
  }
}
