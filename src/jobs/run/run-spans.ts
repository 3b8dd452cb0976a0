import { ROOT_CONTEXT, SpanKind, type Tracer } from '@opentelemetry/api'
import type { TracedCall } from '../../profiles/profile-provider.ts'
import { fail, Trace } from '../../tracing/trace.ts'
import type { Job } from '../job.ts'

/** The span of one run of a job on this replica, and where the spans of its calls belong. */
export interface RunSpan {
  /** Of the next call; undefined where it gets no span any more. */
  call(tokenId: string, attempt: number): TracedCall | undefined
  /** @param processed results of this run */
  end(ending: string, processed: number): void
}

/**
 * A trace of more spans is beyond what its readers show (Tempo takes 5 MB of one, the web pages of all of them far less), and a job may have a million
 * addresses: whoever asks for a trace wants to see how a run went about it. How many calls have none is said.
 */
export const MOST_CALL_SPANS = 500

/**
 * Each run is a trace of its own: the submission was answered long ago, perhaps by another replica, and what its caller decided on sampling was for
 * his request. `tokenwheel.job.id` stands in the submission's span as well, and in that of every further run. Undefined where nothing is recorded.
 */
export function beginRunSpan(tracer: Tracer | undefined, job: Job): RunSpan | undefined {
  if (tracer === undefined) return undefined
  const span = tracer.startSpan('run job', { kind: SpanKind.CONSUMER }, ROOT_CONTEXT)
  const trace = Trace.at(tracer, span)
  if (trace === undefined) return undefined
  const { jobId, totalEmails, processed, options } = job
  span.setAttributes({
    'tokenwheel.job.id': jobId,
    'tokenwheel.job.priority': options.priority,
    'tokenwheel.job.addresses': totalEmails,
    'tokenwheel.job.processed_before': processed,
    'tokenwheel.job.lanes': options.parallelTokens,
  })
  let calls = 0
  return {
    call(tokenId, attempt) {
      calls += 1
      return calls > MOST_CALL_SPANS ? undefined : { trace, tokenId, attempt }
    },
    end(ending, processed) {
      span.setAttributes({
        'tokenwheel.job.status': ending,
        'tokenwheel.job.processed': processed,
        'tokenwheel.upstream.calls': calls,
        'tokenwheel.upstream.calls_without_span': Math.max(0, calls - MOST_CALL_SPANS),
      })
      if (ending === 'failed' || ending === 'lost') fail(span, ending)
      span.end()
    },
  }
}
