import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Clock } from '../shared/clock.ts'
import { isFinal, type Job } from './job.ts'
import type { JobEvent, JobEvents } from './job-events.ts'
import type { JobStore } from './job-store.ts'
import { type JobView, jobParamsSchema } from './jobs.schemas.ts'
import type { JobsService } from './jobs-service.ts'

export interface EventsRoutesParts {
  readonly service: JobsService
  readonly jobs: JobStore
  readonly events: JobEvents
  readonly clock: Clock
}

/** The state is read again this often: progress of jobs that run in other replicas reaches the stream that way. */
const REFRESH_MS = 1_000
const KEEP_ALIVE_MS = 15_000

/**
 * `GET /jobs/{id}/events`: server-sent events. It begins with a `snapshot` of the whole state unless `Last-Event-ID` names an event that is
 * still remembered: then exactly the missed ones follow. Every later figure is cumulative, so a gap loses nothing but its moment.
 */
export function eventsRoutes(parts: EventsRoutesParts): FastifyPluginAsyncZod {
  return async app => {
    const open = new Set<ServerResponse>()
    app.addHook('preClose', async () => {
      for (const stream of open) stream.end()
    })
    app.route({
      method: 'GET',
      url: '/jobs/:job_id/events',
      // A HEAD would open the stream and never end.
      exposeHeadRoute: false,
      config: { access: ['jobs', 'ops'] },
      schema: {
        operationId: 'streamJobEvents',
        tags: ['jobs'],
        summary: 'Progress as server-sent events, resumable with Last-Event-ID',
        params: jobParamsSchema,
      },
      handler: async (request, reply) => {
        // Before the job is read: from that on nothing may be waited for, or an event would be missed.
        const view = await parts.service.viewer()
        const job = await parts.service.find(request.params.job_id)
        const lastId = request.headers['last-event-id']
        reply.hijack()
        const stream = reply.raw
        stream.writeHead(200, {
          // A hijacked answer leaves without what the hooks have set, unless it is handed on.
          ...(reply.getHeaders() as OutgoingHttpHeaders),
          'content-type': 'text/event-stream; charset=utf-8',
          'x-accel-buffering': 'no',
        })
        open.add(stream)
        stream.on('close', () => open.delete(stream))
        follow(parts, job, stream, view, typeof lastId === 'string' ? lastId : undefined)
      },
    })
  }
}

function follow(parts: EventsRoutesParts, job: Job, stream: ServerResponse, view: (job: Job) => JobView, lastId: string | undefined): void {
  const { jobs, events, clock, service } = parts
  const write = (event: { id?: string; type: string; data: unknown }) => {
    // The stream has had its end; a refresh that was under way may come in late, and an error that nobody hears would end the process.
    if (stream.writableEnded || stream.destroyed) return
    // A reader that does not keep up is cut off: it comes back with Last-Event-ID, and our memory stays bounded.
    if (stream.writableLength > 1_000_000) return void stream.destroy()
    const id = event.id === undefined ? '' : `id: ${event.id}\n`
    stream.write(`${id}event: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`)
  }
  const missed = lastId === undefined ? null : events.since(job.jobId, lastId)
  const forward = (event: JobEvent) => {
    write(event)
    if (event.type === 'finished') stream.end()
  }
  const unsubscribe = events.subscribe(job.jobId, forward)
  if (missed === null) write({ type: 'snapshot', data: view(job) })
  else for (const event of missed) forward(event)

  let shown = signature(job)
  let quietSince = clock.now()
  const refresh = async (): Promise<void> => {
    const current = await jobs.get(job.jobId)
    if (current === null) return void stream.end()
    if (signature(current) !== shown) {
      shown = signature(current)
      quietSince = clock.now()
      write({ type: 'snapshot', data: await service.view(current) })
    } else if (clock.now() - quietSince >= KEEP_ALIVE_MS) {
      quietSince = clock.now()
      stream.write(': still here\n\n')
    }
    if (isFinal(current.status)) {
      write({ type: 'finished', data: { status: current.status, processed: current.processed } })
      stream.end()
    }
  }
  // Two ends of one job: the run's own event, or a refresh that finds it final. Whichever is first ends the stream.
  const timer = setInterval(() => void refresh().catch(() => {}), REFRESH_MS)
  stream.on('close', () => {
    clearInterval(timer)
    unsubscribe()
  })
  if (isFinal(job.status) && !stream.writableEnded) {
    write({ type: 'finished', data: { status: job.status, processed: job.processed } })
    stream.end()
  }
}

function signature(job: Job): string {
  return [job.status, job.processed, job.tokenSwitches, job.requested, job.waitingUntil].join('/')
}
