import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { ProfileAvailability } from '../profiles/profile-availability.ts'
import { csvJson, csvLine } from '../shared/csv.ts'
import { decodeCursor, encodeCursor } from '../shared/cursor.ts'
import type { ErrorType } from '../shared/error-types.ts'
import type { JobResult } from './job.ts'
import type { JobStore } from './job-store.ts'
import { viewResult } from './job-views.ts'
import { type JobView, jobParamsSchema, resultsQuerySchema, resultsSchema } from './jobs.schemas.ts'
import type { JobsService } from './jobs-service.ts'

export interface ResultsRoutesParts {
  readonly service: JobsService
  readonly jobs: JobStore
  readonly profilesAvailable: ProfileAvailability
}

/** `GET /jobs/{id}/results`: a page as JSON, or the whole set as a CSV or NDJSON stream. */
export function resultsRoutes({ service, jobs, profilesAvailable }: ResultsRoutesParts): FastifyPluginAsyncZod {
  return async app => {
    app.route({
      method: 'GET',
      url: '/jobs/:job_id/results',
      config: { access: ['jobs'], revalidates: true },
      schema: {
        operationId: 'getJobResults',
        tags: ['jobs'],
        summary: 'A page of results in the order of submission; all of them as a stream with Accept: text/csv or application/x-ndjson',
        params: jobParamsSchema,
        querystring: resultsQuerySchema,
        response: { 200: resultsSchema },
      },
      handler: async (request, reply) => {
        const { job_id: jobId } = request.params
        const job = await service.find(jobId, request.caller.opens)
        const { limit, cursor, success, error_type: errorType } = request.query
        const filter = { ...(success === undefined ? {} : { success }), ...(errorType === undefined ? {} : { errorType }) }
        const format = preferredFormat(request.headers.accept)
        if (format !== 'json') {
          const lines = format === 'csv' ? toCsv(service.results(jobId, filter)) : toNdjson(service.results(jobId, filter))
          const type = format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson; charset=utf-8'
          reply.type(type).header('content-disposition', `attachment; filename="${job.jobId}.${format}"`)
          // Read for nobody, the whole set would be read all the same.
          if (request.method === 'HEAD') return reply.send(Readable.from([]) as never)
          // The response's schema is that of the JSON page; a stream is not serialised by it.
          return reply.send(Readable.from(lines, { objectMode: false }) as never)
        }
        const after = cursor === undefined ? 0 : decodeCursor(cursor, isEmailNumber)
        const [page, saved, available] = await Promise.all([
          jobs.results(jobId, { after, limit, ...filter }),
          jobs.savedCounts(jobId),
          profilesAvailable(),
        ])
        const last = page.at(-1)
        return {
          job_id: job.jobId,
          status: job.status as JobView['status'],
          results: page.map(viewResult),
          linkedin_profiles_stats: {
            total_profiles_fetched: saved.fetched,
            saved_to_linkedin_profiles: saved.saved,
            failed_to_save_linkedin: saved.failed,
            linkedin_db_available: available,
          },
          next_cursor: last !== undefined && page.length === limit ? encodeCursor(last.emailNumber) : null,
        }
      },
    })
  }
}

function isEmailNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function preferredFormat(accept: string | undefined): 'json' | 'csv' | 'ndjson' {
  for (const part of (accept ?? '').toLowerCase().split(',')) {
    const type = part.split(';')[0]!.trim()
    if (type === 'text/csv') return 'csv'
    if (type === 'application/x-ndjson' || type === 'application/ndjson' || type === 'application/jsonl') return 'ndjson'
    if (type === 'application/json') return 'json'
  }
  return 'json'
}

const CSV_COLUMNS = [
  'email_number',
  'email',
  'success',
  'error_type',
  'error',
  'token_used',
  'attempts',
  'timestamp',
  'saved_to_linkedin_profiles',
  'data',
] as const
/** Rows that become one write to the socket. */
const ROWS_PER_WRITE = 200

async function* toCsv(results: AsyncGenerator<JobResult>): AsyncGenerator<string> {
  yield csvLine(CSV_COLUMNS)
  yield* joined(results, result => {
    const view = viewResult(result)
    const data = view.data === null ? null : csvJson(view.data)
    const type: ErrorType | null = view.error_type
    return csvLine([
      view.email_number,
      view.email,
      view.success,
      type,
      view.error,
      view.token_used,
      view.attempts,
      view.timestamp,
      view.saved_to_linkedin_profiles,
      data,
    ])
  })
}

async function* toNdjson(results: AsyncGenerator<JobResult>): AsyncGenerator<string> {
  yield* joined(results, result => `${JSON.stringify(viewResult(result))}\n`)
}

async function* joined(results: AsyncGenerator<JobResult>, line: (result: JobResult) => string): AsyncGenerator<string> {
  let [text, rows] = ['', 0]
  for await (const result of results) {
    text += line(result)
    rows += 1
    if (rows % ROWS_PER_WRITE === 0) {
      yield text
      text = ''
    }
  }
  if (text !== '') yield text
}
