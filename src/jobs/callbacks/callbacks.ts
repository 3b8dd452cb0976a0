import { createHmac } from 'node:crypto'
import { request } from 'undici'
import type { Logger } from '../../logging/logger.ts'
import { parseRetryAfter } from '../../retry/retry-after.ts'
import { RetryFailedError, type RetryPolicy } from '../../retry/retry-policy.ts'
import { createBackgroundLoop } from '../../shared/background-loop.ts'
import type { Clock } from '../../shared/clock.ts'
import type { DueCallback, JobStore } from '../job-store.ts'
import { viewJob } from '../job-views.ts'
import { isCallbackAllowed } from './callback-hosts.ts'
import { createCallbackLines } from './callback-lines.ts'

/** Delivers the callbacks of finished jobs, also those of an earlier life or of a replica that died. */
export interface Callbacks {
  start(): void
  /** A job has finished: do not wait for the next look. */
  nudge(): void
  stop(): Promise<void>
}

const POLL_MS = 10_000
/** Taken from the store at a time. */
const TAKE = 50
const TIMEOUT_MS = 10_000
/**
 * A callback that was taken and not settled by then (its process died) is due again. Longer than waiting in line and all retries together can
 * take.
 */
const RETAKE_MS = 300_000

/**
 * The body is the job as `GET /jobs/{id}` shows it. `X-Tokenwheel-Signature` is `t=<unix seconds>,v1=<hex>`, the HMAC-SHA256 under
 * CALLBACK_SECRET of `<t>.<body>`: the time is signed with it, so that an old delivery cannot be played again.
 */
export function signCallback(secret: string, body: string, now: number): string {
  const t = Math.floor(now / 1000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}

export function createCallbacks(parts: {
  readonly jobs: JobStore
  readonly clock: Clock
  readonly retry: RetryPolicy
  readonly logger: Logger
  readonly secret: string | undefined
  /** `jobs.callback_hosts`. */
  readonly hosts: readonly string[]
}): Callbacks {
  const { jobs, clock, logger } = parts
  const send = async (url: string, body: string, secret: string): Promise<void> => {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'tokenwheel',
      'x-tokenwheel-signature': signCallback(secret, body, clock.now()),
    }
    // Redirects are not followed: only the host that was allowed is ever called.
    const response = await request(url, {
      method: 'POST',
      headers,
      body,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal: AbortSignal.any([loop.stopping, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    await response.body.dump()
    if (response.statusCode >= 300) throw new CallbackRefused(response.statusCode, parseRetryAfter(response.headers, clock.now()))
  }

  const deliver = async ({ jobId, url }: DueCallback): Promise<void> => {
    const job = await jobs.get(jobId)
    if (job === null || parts.secret === undefined) return jobs.settleCallback(jobId, 'failed')
    // Allowed when the job was submitted; the settings may have been narrowed since.
    if (!isCallbackAllowed(url, parts.hosts)) {
      logger.warn(
        { job_id: jobId, host: new URL(url).host },
        `The callback of job ${jobId} goes to a host that jobs.callback_hosts does not allow`,
      )
      return jobs.settleCallback(jobId, 'failed')
    }
    const { secret } = parts
    const body = JSON.stringify(viewJob(job, clock.now(), null))
    try {
      await parts.retry.execute(() => send(url, body, secret), {
        signal: loop.stopping,
        classify: error =>
          error instanceof CallbackRefused
            ? {
                retryable: error.status >= 500 || error.status === 429 || error.status === 408,
                ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
              }
            : { retryable: true },
      })
      await jobs.settleCallback(jobId, 'delivered')
    } catch (error) {
      // Stopped in the middle: it is due again later, here or elsewhere.
      if (loop.stopping.aborted) return
      const cause = error instanceof RetryFailedError ? error.cause : error
      logger.warn({ err: cause, job_id: jobId, host: new URL(url).host }, `The callback of job ${jobId} could not be delivered`)
      await jobs.settleCallback(jobId, 'failed')
    }
  }

  const loop = createBackgroundLoop({
    clock,
    async turn() {
      const due = await jobs.dueCallbacks(clock.now(), RETAKE_MS, TAKE)
      for (const callback of due) lines.add(callback)
      return due.length < TAKE ? POLL_MS : 'again'
    },
    onError(error) {
      logger.debug({ err: error }, 'Callbacks could not be read')
      return POLL_MS
    },
  })

  const lines = createCallbackLines({
    clock,
    stopping: loop.stopping,
    deliver: callback =>
      deliver(callback).catch((error: unknown) => logger.debug({ err: error, job_id: callback.jobId }, 'A callback could not be settled')),
  })

  return {
    start: loop.start,
    nudge: loop.nudge,
    async stop() {
      await loop.stop()
      await lines.idle()
    },
  }
}

class CallbackRefused extends Error {
  readonly status: number
  readonly retryAfterMs: number | undefined
  constructor(status: number, retryAfterMs: number | undefined) {
    super(`The callback's host answered ${status}.`)
    this.name = 'CallbackRefused'
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}
