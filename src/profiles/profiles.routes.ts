import { createHash } from 'node:crypto'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { notFound } from '../shared/app-error.ts'
import { toIso } from '../shared/clock.ts'
import type { Sight } from '../shared/ownership.ts'
import type { Erasure, Reach } from './erase-person.ts'
import type { ProfileStore, SavedProfile } from './profile-store.ts'
import { spellingsOf } from './spellings.ts'

const profileSchema = z
  .object({
    timestamp: z.iso.datetime(),
    success: z.boolean(),
    profile_data: z.unknown(),
    saved_at: z.iso.datetime(),
    token_used: z.string().nullable(),
    email_number: z.int().nullable(),
    job_id: z.string().nullable(),
  })
  .meta({ id: 'SavedProfile' })

const paramsSchema = z.object({ email: z.string().trim().min(1).max(320) })
const VERSIONS_SHOWN = 20
/** One a fetch: more than a person can be looked up in the time that anything is kept. */
const ALL_VERSIONS = 10_000

const exportSchema = z
  .object({
    email: z.string(),
    exported_at: z.iso.datetime(),
    profiles: z.array(profileSchema),
    jobs: z.array(z.object({ job_id: z.string(), email_number: z.int(), result: z.unknown() })),
  })
  .meta({ id: 'ProfileExport' })

const versionsSchema = z.object({ email: z.string(), profiles: z.array(profileSchema) }).meta({ id: 'ProfileVersions' })

const erasureSchema = z
  .object({
    email: z.string(),
    profiles_erased: z.int(),
    results_erased: z.int(),
    entries_erased: z.int().describe('Places in lists of jobs; those that waited get the result "erased".'),
    settled: z.boolean().describe('false: older versions still lie in a database file and go with the next writes.'),
  })
  .meta({ id: 'Erasure' })

/** One place of a person in a job. */
export interface PersonInJob {
  readonly jobId: string
  readonly emailNumber: number
  /** As `GET /jobs/{id}/results` shows it; null while it is still to be fetched. */
  readonly result: unknown
}

/** `/profiles`: what was saved of a person, all that is stored of them, and its erasure. */
export function profilesRoutes(parts: {
  readonly profiles: ProfileStore
  readonly findInJobs: (email: string, of: Sight) => Promise<readonly PersonInJob[]>
  readonly erase: (email: string, reach: Reach) => Promise<Erasure>
  readonly now: () => number
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
        response: { 200: versionsSchema },
      },
      handler: async request => {
        const spellings = spellingsOf(request.params.email)
        const [email] = spellings
        const found = await findProfiles(parts.profiles, spellings, VERSIONS_SHOWN, request.caller.opens)
        if (found.length === 0) throw notFound('A saved profile of this address')
        return {
          email,
          profiles: found.map(viewProfile),
        }
      },
    })

    app.route({
      method: 'GET',
      url: '/profiles/:email/export',
      config: { access: ['jobs'], audit: 'profile.export' },
      schema: {
        operationId: 'exportProfile',
        tags: ['profiles'],
        summary: 'All that the caller may see of a person: every version of the profile, and every place in a job with its result',
        params: paramsSchema,
        response: { 200: exportSchema },
      },
      handler: async (request, reply) => {
        const spellings = spellingsOf(request.params.email)
        const [email] = spellings
        const { opens } = request.caller
        request.auditObject = fingerprintOf(email)
        const profiles = await findProfiles(parts.profiles, spellings, ALL_VERSIONS, opens)
        const places = (await Promise.all(spellings.map(spelling => parts.findInJobs(spelling, opens)))).flat()
        if (profiles.length + places.length === 0) throw notFound('A saved profile of this address')
        reply.header('content-disposition', 'attachment; filename="profile-export.json"')
        return {
          email,
          exported_at: toIso(parts.now()),
          profiles: profiles.map(viewProfile),
          jobs: places.map(({ jobId, emailNumber, result }) => ({ job_id: jobId, email_number: emailNumber, result })),
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
        summary:
          'Erase a person (profile, lists, results, logs) as far as the caller may see it, all of it with the scopes jobs and admin; and look nobody of that address up again while jobs of before may exist',
        params: paramsSchema,
        response: {
          200: erasureSchema,
        },
      },
      handler: async request => {
        const [email] = spellingsOf(request.params.email)
        request.auditObject = fingerprintOf(email)
        const { profiles, results, places, settled } = await parts.erase(email, request.caller)
        return { email, profiles_erased: profiles, results_erased: results, entries_erased: places, settled }
      },
    })
  }
}

/** Newest first, whichever way the address was written. */
async function findProfiles(store: ProfileStore, spellings: readonly string[], limit: number, of: Sight): Promise<SavedProfile[]> {
  const found = (await Promise.all(spellings.map(email => store.find(email, limit, of)))).flat()
  return found.sort((a, b) => b.timestamp - a.timestamp).slice(0, limit)
}

/** Which person it was can be checked by who knows the address; the address itself must not live on in a log. */
function fingerprintOf(email: string): string {
  return `sha256:${createHash('sha256').update(email).digest('hex').slice(0, 16)}`
}

function viewProfile(p: SavedProfile) {
  return {
    timestamp: toIso(p.timestamp),
    success: p.success,
    profile_data: p.profileData,
    saved_at: toIso(p.savedAt),
    token_used: p.tokenUsed,
    email_number: p.emailNumber,
    job_id: p.jobId,
  }
}
