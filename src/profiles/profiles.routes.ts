import { createHash } from 'node:crypto'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { notFound } from '../shared/app-error.ts'
import { toIso } from '../shared/clock.ts'
import type { ProfileStore } from './profile-store.ts'

const profileSchema = z.object({
  timestamp: z.iso.datetime(),
  success: z.boolean(),
  profile_data: z.unknown(),
  saved_at: z.iso.datetime(),
  token_used: z.string().nullable(),
  email_number: z.int().nullable(),
  job_id: z.string().nullable(),
})

const paramsSchema = z.object({ email: z.string().trim().min(1).max(320) })
const VERSIONS_SHOWN = 20

/** `/profiles`: what was saved of a person, and its erasure. */
export function profilesRoutes(parts: {
  readonly profiles: ProfileStore
  /** Takes the copies out of job results; returns how many. */
  readonly eraseFromResults: (email: string) => Promise<number>
}): FastifyPluginAsyncZod {
  return async app => {
    app.route({
      method: 'GET',
      url: '/profiles/:email',
      config: { access: ['jobs'] },
      schema: {
        operationId: 'getProfile',
        tags: ['profiles'],
        summary: 'The saved profile of an address, newest version first',
        params: paramsSchema,
        response: { 200: z.object({ email: z.string(), profiles: z.array(profileSchema) }) },
      },
      handler: async request => {
        const email = request.params.email.trim().toLowerCase()
        const found = await parts.profiles.find(email, VERSIONS_SHOWN)
        if (found.length === 0) throw notFound('A saved profile of this address')
        return {
          email,
          profiles: found.map(p => ({
            timestamp: toIso(p.timestamp),
            success: p.success,
            profile_data: p.profileData,
            saved_at: toIso(p.savedAt),
            token_used: p.tokenUsed,
            email_number: p.emailNumber,
            job_id: p.jobId,
          })),
        }
      },
    })

    app.route({
      method: 'DELETE',
      url: '/profiles/:email',
      config: { access: ['jobs'], audit: 'profile.erase' },
      schema: {
        operationId: 'eraseProfile',
        tags: ['profiles'],
        summary: 'Erase the profile of an address and its copies in job results',
        params: paramsSchema,
        response: { 200: z.object({ email: z.string(), profiles_erased: z.int(), results_erased: z.int() }) },
      },
      handler: async request => {
        const email = request.params.email.trim().toLowerCase()
        // Which erasure it was can be checked by who knows the address; the address itself must not live on in a log.
        request.auditObject = `sha256:${createHash('sha256').update(email).digest('hex').slice(0, 16)}`
        const profiles = await parts.profiles.erase(email)
        const results = await parts.eraseFromResults(email)
        if (profiles + results === 0) throw notFound('A saved profile of this address')
        return { email, profiles_erased: profiles, results_erased: results }
      },
    })
  }
}
