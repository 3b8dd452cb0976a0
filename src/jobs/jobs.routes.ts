import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type FastifyPluginAsyncZod, validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { invalidInput } from '../shared/app-error.ts'
import { decodeCursor, encodeCursor } from '../shared/cursor.ts'
import { pageLimit } from '../shared/query-fields.ts'
import { type JobRequest, VISIBLE_STATUSES } from './job.ts'
import type { JobStore } from './job-store.ts'
import { viewHistory } from './job-views.ts'
import {
  createBatchQuerySchema,
  createBatchSchema,
  createdSchema,
  dryRunSchema,
  jobDeletedSchema,
  jobHistorySchema,
  jobListQuerySchema,
  jobListSchema,
  jobParamsSchema,
  jobSchema,
  queuedJobsSchema,
  queueStatusSchema,
  retryQuerySchema,
  savedProfilesSchema,
} from './jobs.schemas.ts'
import type { JobsService, SubmittedList } from './jobs-service.ts'
import { createIntakeReport, type IntakeReport } from './submit/intake-report.ts'
import { readCsv } from './submit/read-csv.ts'
import { readJsonList, readNdjson } from './submit/read-ndjson.ts'

export interface JobsRoutesParts {
  readonly service: JobsService
  readonly jobs: JobStore
}

const READ = { access: ['jobs', 'ops'] as const, revalidates: true }
const WRITE = { access: ['jobs'] as const }
const ACTIVE = ['processing'] as const
const PENDING = ['pending', 'waiting_for_capacity', 'paused'] as const

const ACTION_SUMMARIES: Readonly<Record<JobRequest | 'resume', string>> = {
  cancel: 'End a job; calls under way are finished first, in whichever replica it runs',
  pause: 'Let a job rest until it is resumed; calls under way are finished first, in whichever replica it runs',
  resume: 'Let a job go on that is paused, waits for capacity or failed',
}

/** `/jobs`: submission, state, lists and what an operator may do. Results and events have files of their own. */
export function jobsRoutes(parts: JobsRoutesParts): FastifyPluginAsyncZod {
  return async app => {
    const { service, jobs } = parts
    acceptLists(app)

    app.route({
      method: 'POST',
      url: '/jobs/create-batch',
      config: WRITE,
      schema: {
        operationId: 'createBatch',
        tags: ['jobs'],
        summary: 'Submit a list of addresses: as JSON, or as a stream of text/csv or application/x-ndjson',
        consumes: ['application/json', 'text/csv', 'application/x-ndjson'],
        querystring: createBatchQuerySchema,
        body: createBatchSchema,
        response: { 200: dryRunSchema, 202: createdSchema },
      },
      // The body's schema is for the document. `readSubmission` checks the JSON form; of a stream nothing has come yet that could be checked.
      validatorCompiler: route => (route.httpPart === 'body' ? value => ({ value }) : validatorCompiler(route as never)),
      handler: async (request, reply) => {
        const key = idempotencyKey(request)
        const { dry_run: dryRun, ...query } = request.query
        const { list, options } = readSubmission(request, query)
        if (dryRun) return reply.code(200).send(await service.dryRun(list, options))
        const { jobId, replayed, answer } = await service.submit(list, options, request.caller, key)
        if (replayed) reply.header('idempotency-replayed', 'true')
        request.trace?.span.setAttribute('tokenwheel.job.id', jobId)
        return reply.code(202).header('location', `/jobs/${jobId}`).send(answer)
      },
    })

    app.route({
      method: 'GET',
      url: '/jobs/:job_id',
      config: READ,
      schema: {
        operationId: 'getJob',
        tags: ['jobs'],
        summary: 'State and progress of a job',
        params: jobParamsSchema,
        response: { 200: jobSchema },
      },
      handler: async request => service.view(await service.find(request.params.job_id, request.caller.watches)),
    })

    app.route({
      method: 'GET',
      url: '/jobs/:job_id/history',
      config: READ,
      schema: {
        operationId: 'getJobHistory',
        tags: ['jobs'],
        summary: 'Which token each lane turned to and why, and whose fault failures were found to be; the newest first, naming nobody',
        params: jobParamsSchema,
        response: { 200: jobHistorySchema },
      },
      handler: async request => {
        const { job_id: jobId } = request.params
        return viewHistory(jobId, await service.history(jobId, request.caller.watches))
      },
    })

    app.route({
      method: 'GET',
      url: '/jobs',
      config: READ,
      schema: {
        operationId: 'listJobs',
        tags: ['jobs'],
        summary: 'The jobs that the caller may watch, newest first',
        querystring: jobListQuerySchema,
        response: { 200: jobListSchema },
      },
      handler: async request => {
        const { status, limit, cursor } = request.query
        const before = cursor === undefined ? null : decodeCursor(cursor, isJobCursor)
        const found = await jobs.list({ ...(status === undefined ? {} : { status }), before, limit, of: request.caller.watches })
        const last = found.at(-1)
        const next = last !== undefined && found.length === limit ? encodeCursor({ createdAt: last.createdAt, jobId: last.jobId }) : null
        return { jobs: await service.views(found), next_cursor: next }
      },
    })

    for (const action of ['cancel', 'pause', 'resume'] as const) {
      app.route({
        method: 'POST',
        url: `/jobs/:job_id/${action}`,
        config: WRITE,
        schema: {
          operationId: `${action}Job`,
          tags: ['jobs'],
          summary: ACTION_SUMMARIES[action],
          params: jobParamsSchema,
          response: { 200: jobSchema },
        },
        handler: async request => service.view(await service.act(request.params.job_id, action, request.caller.opens)),
      })
    }

    app.route({
      method: 'POST',
      url: '/jobs/:job_id/retry-failed',
      config: WRITE,
      schema: {
        operationId: 'retryFailedAddresses',
        tags: ['jobs'],
        summary: 'Make a new job of the addresses that failed, with the options of the first one',
        params: jobParamsSchema,
        querystring: retryQuerySchema,
        response: { 202: createdSchema },
      },
      handler: async (request, reply) => {
        const { params, query, caller } = request
        const { jobId, answer } = await service.retryFailed(params.job_id, query.error_type ?? null, caller.opens)
        request.trace?.span.setAttribute('tokenwheel.job.id', jobId)
        return reply.code(202).header('location', `/jobs/${jobId}`).send(answer)
      },
    })

    app.route({
      method: 'POST',
      url: '/jobs/:job_id/save-to-linkedin-profiles',
      config: WRITE,
      schema: {
        operationId: 'saveMissingProfiles',
        tags: ['jobs'],
        summary: 'Save fetched profiles that are not in linkedin_profiles yet',
        params: jobParamsSchema,
        response: { 200: savedProfilesSchema },
      },
      handler: async ({ params: { job_id: jobId }, caller }) => ({ job_id: jobId, ...(await service.saveMissing(jobId, caller.opens)) }),
    })

    app.route({
      method: 'DELETE',
      url: '/jobs/:job_id',
      config: { ...WRITE, audit: 'job.delete' },
      schema: {
        operationId: 'deleteJob',
        tags: ['jobs'],
        summary: 'Delete a finished job and its results',
        params: jobParamsSchema,
        response: { 200: jobDeletedSchema },
      },
      handler: async request => {
        await service.remove(request.params.job_id, request.caller.opens)
        return { job_id: request.params.job_id, deleted: true as const }
      },
    })

    queueRoutes(app, parts)
  }
}

const queueRoutes = (app: Parameters<FastifyPluginAsyncZod>[0], { jobs, service }: JobsRoutesParts): void => {
  app.route({
    method: 'GET',
    url: '/jobs/queue/status',
    config: READ,
    schema: {
      operationId: 'getQueueStatus',
      tags: ['jobs'],
      summary: 'How many jobs are in which state',
      response: { 200: queueStatusSchema },
    },
    handler: async () => {
      const { byStatus, totalCreated } = await jobs.counts()
      const count = (status: (typeof VISIBLE_STATUSES)[number]) => byStatus[status] ?? 0
      return {
        by_status: Object.fromEntries(VISIBLE_STATUSES.map(status => [status, count(status)])) as Record<
          (typeof VISIBLE_STATUSES)[number],
          number
        >,
        queued: PENDING.reduce((sum, status) => sum + count(status), 0),
        active: count('processing'),
        total_jobs: totalCreated,
      }
    },
  })
  for (const [url, operationId, statuses, summary] of [
    ['/jobs/active', 'listActiveJobs', ACTIVE, 'Jobs being worked on, in any replica'],
    ['/jobs/pending', 'listPendingJobs', PENDING, 'Jobs that wait, in the order in which they will start'],
  ] as const) {
    app.route({
      method: 'GET',
      url,
      config: READ,
      schema: {
        operationId,
        tags: ['jobs'],
        summary,
        querystring: z.strictObject({ limit: pageLimit(500, 100) }),
        response: { 200: queuedJobsSchema },
      },
      handler: async request => {
        const found = await jobs.queue(statuses, request.query.limit, request.caller.watches)
        return { count: found.length, jobs: await service.views(found) }
      },
    })
  }
  app.route({
    method: 'GET',
    url: '/jobs/recent',
    config: READ,
    schema: {
      operationId: 'listRecentJobs',
      tags: ['jobs'],
      summary: 'The newest jobs',
      querystring: z.strictObject({ limit: pageLimit(500, 10) }),
      response: { 200: queuedJobsSchema },
    },
    handler: async request => {
      const found = await jobs.list({ before: null, limit: request.query.limit, of: request.caller.watches })
      return { count: found.length, jobs: await service.views(found) }
    },
  })
}

/** These bodies are left as streams: the handler reads them line by line, and its socket holds back a sender that is faster than the store. */
function acceptLists(app: Pick<FastifyInstance, 'addContentTypeParser'>): void {
  for (const type of ['text/csv', 'application/x-ndjson', 'application/ndjson', 'application/jsonl']) {
    app.addContentTypeParser(type, (_request, payload, done) => done(null, payload))
  }
}

function readSubmission(request: FastifyRequest, query: Omit<z.infer<typeof createBatchQuerySchema>, 'dry_run'>) {
  const [given = '', ...parameters] = (request.headers['content-type'] ?? '').split(';').map(part => part.trim())
  const type = given.toLowerCase()
  if (type !== 'application/json') {
    const charset = /^charset="?([\w-]+)"?$/i.exec(parameters.find(part => /^charset=/i.test(part)) ?? '')?.[1]
    const [format, read] = type === 'text/csv' ? (['csv', readCsv] as const) : (['ndjson', readNdjson] as const)
    return { list: reading(format, report => read(requireBody(request), report, charset)), options: query }
  }
  if (Object.keys(query).length > 0) throw invalidInput('With a JSON body the options belong into the body, not into the query.')
  const body = createBatchSchema.safeParse(request.body)
  if (!body.success) {
    const errors = body.error.issues.slice(0, 20).map(issue => ({ field: issue.path.join('.') || 'body', problem: issue.message }))
    throw invalidInput(`The request is not valid: ${errors[0]!.field}: ${errors[0]!.problem}`, errors)
  }
  const { emails, config, ...beside } = body.data
  return { list: reading('json', report => readJsonList(emails, report)), options: { ...beside, ...config } }
}

function reading(format: IntakeReport['format'], read: (report: IntakeReport) => SubmittedList['entries']): SubmittedList {
  const report = createIntakeReport(format)
  return { entries: read(report), report }
}

function requireBody(request: FastifyRequest): Readable {
  if (request.body === undefined || request.body === null) throw invalidInput('A list of addresses is required as the body.')
  return request.body as Readable
}

function idempotencyKey(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (Array.isArray(key) || key.length === 0 || key.length > 255) {
    throw invalidInput('Idempotency-Key must have 1 to 255 characters.', [
      { field: 'Idempotency-Key', problem: 'must have 1 to 255 characters' },
    ])
  }
  return key
}

function isJobCursor(value: unknown): value is { createdAt: number; jobId: string } {
  const cursor = value as { createdAt?: unknown; jobId?: unknown } | null
  // A time that no calendar shows, and an id longer than any key, are none of ours.
  const isTime = (ms: unknown) => Number.isSafeInteger(ms) && (ms as number) >= 0 && (ms as number) <= LAST_MS
  return typeof cursor === 'object' && isTime(cursor?.createdAt) && typeof cursor?.jobId === 'string' && cursor.jobId.length <= 100
}

/** The end of the year 9999: what sorts as text in the store has four digits of a year. */
const LAST_MS = 253_402_300_799_999
