import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Clock } from '../shared/clock.ts'
import { isSeen } from '../shared/ownership.ts'
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

/** How often the job is read from the store: the events of one that runs in another replica are not heard here. */
const REFRESH_MS = 1_000
const KEEP_ALIVE_MS = 15_000
/** A reader that is this far behind is cut off, so that memory stays bounded; it can come back with Last-Event-ID. */
const MOST_UNREAD_BYTES = 1_000_000

/**
 * `GET /jobs/{id}/events`: server-sent events. The stream begins with a `snapshot`, the whole job; or, when `Last-Event-ID` names an event that
 * this process remembers, with exactly the events since that one. All figures count from the job's beginning: whoever missed an event has
 * everything again with the next one.
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
        const job = await parts.service.find(request.params.job_id, request.caller.watches)
        const lastId = request.headers['last-event-id']
        reply.hijack()
        const stream = reply.raw
        stream.writeHead(200, {
          // Headers that hooks have set (security, request id) go out with a hijacked answer only if they are passed on here.
          ...(reply.getHeaders() as OutgoingHttpHeaders),
          'content-type': 'text/event-stream; charset=utf-8',
          'x-accel-buffering': 'no',
        })
        open.add(stream)
        stream.on('close', () => open.delete(stream))
        const shown = isSeen(job.owner, request.caller.opens) ? (event: JobEvent) => event : withoutAddresses
        follow(parts, job, stream, { view, shown }, typeof lastId === 'string' ? lastId : undefined)
      },
    })
  }
}

/** For who may watch a job and not open it: a verdict names the address that it is about. */
function withoutAddresses(event: JobEvent): JobEvent {
  return event.type === 'verdict' && event.data.of === 'address' ? { ...event, data: { ...event.data, on: 'an address' } } : event
}

interface Sighted {
  readonly view: (job: Job) => JobView
  /** An event as this reader may see it. */
  readonly shown: (event: JobEvent) => JobEvent
}

function follow(parts: EventsRoutesParts, job: Job, stream: ServerResponse, { view, shown }: Sighted, lastId: string | undefined): void {
  const { jobs, events, clock, service } = parts
  const write = (event: { id?: string; type: string; data: unknown }) => {
    // A read that was under way may come back after the stream has ended: a write would then be an error without a listener, the process's end.
    if (stream.writableEnded || stream.destroyed) return
    if (stream.writableLength > MOST_UNREAD_BYTES) return void stream.destroy()
    const id = event.id === undefined ? '' : `id: ${event.id}\n`
    stream.write(`${id}event: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`)
  }
  const missed = lastId === undefined ? null : events.since(job.jobId, lastId)
  const forward = (event: JobEvent) => {
    write(shown(event))
    if (event.type === 'finished') stream.end()
  }
  const unsubscribe = events.subscribe(job.jobId, forward)
  if (missed === null) write({ type: 'snapshot', data: view(job) })
  else for (const event of missed) forward(event)

  let seen = signature(job)
  let quietSince = clock.now()
  const refresh = async (): Promise<void> => {
    const current = await jobs.get(job.jobId)
    if (current === null) return void stream.end()
    if (signature(current) !== seen) {
      seen = signature(current)
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
  // The stream ends with the run's own `finished` or with the read that finds the job final, whichever comes first. A failed read is made again.
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
