import { setTimeout as wait } from 'node:timers/promises'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { JobView } from '../jobs/jobs.schemas.ts'
import type { ApiClient } from './api-client.ts'
import { CliError, EXIT, type ExitCode } from './cli-error.ts'
import { type CommandContext, pathPart } from './command.ts'
import type { Output } from './output.ts'
import { formatDuration } from './text-layout.ts'

interface StreamEvent {
  readonly id: string | undefined
  readonly type: string
  readonly data: Partial<JobView>
}

/** A stream that breaks is taken up again this often, a little later each time, before the watching (not the job) is given up. */
const MAX_RECONNECTS = 5
const RECONNECT_MS = 500

/** Follows a job to its end with a progress bar, then shows the outcome. Exit code 1 when addresses failed or the job was cancelled. */
export async function watchJob({ api, out, signal }: CommandContext, jobId: string): Promise<ExitCode> {
  const bar = out.progress()
  let job = await api.json<JobView>(`/jobs/${pathPart(jobId)}`)
  try {
    for await (const event of followEvents(api, jobId, signal)) {
      job = { ...job, ...event.data, ...(event.type === 'finished' ? { eta_seconds: null } : {}) }
      bar.show(job.processed, job.total_emails, describeState(job))
    }
  } catch (error) {
    if (!signal.aborted) throw error
    throw new CliError('Stopped watching; the job goes on.', EXIT.interrupted, { hint: `Watch it again: tokenwheel jobs watch ${jobId}` })
  } finally {
    bar.end()
  }
  job = await api.json<JobView>(`/jobs/${pathPart(jobId)}`)
  if (out.json) out.data(job)
  else showOutcome(out, job)
  return job.status === 'completed' && job.failed === 0 ? EXIT.ok : EXIT.partly
}

function describeState(job: JobView): string {
  if (job.status === 'waiting_for_capacity') return `waiting for capacity until ${job.waiting_until ?? 'a token is added'}`
  if (job.status === 'paused') return `paused (tokenwheel jobs resume ${job.job_id})`
  return job.eta_seconds === null ? job.status : `${job.status}, about ${formatDuration(job.eta_seconds)} left`
}

export function showOutcome(out: Output, job: JobView): void {
  out.line(`Job ${job.job_id} ${job.status}: ${job.successful} successful, ${job.failed} failed`)
  const errors = Object.entries(job.error_breakdown)
  if (errors.length === 0) return
  out.table(errors.map(([type, count]) => [type, String(count)]))
  out.note(`The failed ones: tokenwheel jobs results ${job.job_id} --failed`)
}

async function* followEvents(api: ApiClient, jobId: string, signal: AbortSignal): AsyncGenerator<StreamEvent> {
  let lastId: string | undefined
  for (let broken = 0; ; ) {
    try {
      const headers = { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) }
      const response = await api.send(`/jobs/${pathPart(jobId)}/events`, { headers })
      for await (const event of readEvents(response.body!)) {
        broken = 0
        lastId = event.id ?? lastId
        yield event
        if (event.type === 'finished') return
      }
    } catch (error) {
      // The service has answered, and its answer is final.
      if (signal.aborted || (error instanceof CliError && error.exitCode !== EXIT.unavailable)) throw error
      if (broken >= MAX_RECONNECTS) throw error
    }
    broken += 1
    if (broken > MAX_RECONNECTS) throw new CliError('The event stream keeps breaking off; the job goes on.', EXIT.unavailable)
    await wait(RECONNECT_MS * broken, undefined, { signal })
  }
}

async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const messages = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { id, event, data } of messages) yield { id, type: event ?? 'message', data: JSON.parse(data) as Partial<JobView> }
}
