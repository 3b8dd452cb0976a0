import { z } from 'zod'

const componentSchema = z
  .looseObject({ status: z.enum(['healthy', 'degraded', 'unhealthy', 'disabled']), latency_ms: z.number() })
  .meta({ id: 'HealthComponent' })
export const healthSchema = z
  .object({
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    health_score: z
      .number()
      .min(0)
      .max(100)
      .describe('Under 40 exactly when something vital is broken or at a standstill; a harmless shortage costs at most 10.'),
    headline: z.string().describe('The whole in one sentence. What is at a standstill comes first: "Nothing is being fetched: …".'),
    issues: z.array(z.string()),
    components: z.record(z.string(), componentSchema),
    version: z.string(),
    uptime_seconds: z.int(),
    timestamp: z.iso.datetime(),
  })
  .meta({ id: 'Health' })
const figures = z.record(z.string(), z.number())
export const metricsSchema = z
  .object({
    timestamp: z.iso.datetime(),
    tokens: figures,
    jobs: figures,
    emails: figures,
    extraction: figures,
    retries: figures,
    service: figures,
  })
  .meta({ id: 'Metrics' })

export const liveSchema = z.object({ status: z.literal('alive') }).meta({ id: 'Liveness' })

export const readySchema = z.object({ status: z.enum(['ready', 'not_ready']) }).meta({ id: 'Readiness' })

export const infoSchema = z
  .looseObject({
    name: z.string(),
    version: z.string(),
    caller: z.object({ name: z.string(), scopes: z.array(z.string()) }).describe('Whose key this was asked with, and what it may do.'),
  })
  .meta({ id: 'ServiceInfo' })

export type HealthView = z.infer<typeof healthSchema>
