import { createHash, randomUUID } from 'node:crypto'
import { wireAddress } from '../../profiles/wire-address.ts'
import { conflict, invalidInput } from '../../shared/app-error.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Owner } from '../../shared/ownership.ts'
import type { Job, JobAddress, JobResult } from '../job.ts'
import { canonicalOptions, type JobOptions } from '../job-options.ts'
import { type JobStore, SUBMISSION_LIMIT_MS } from '../job-store.ts'
import { checkAddress } from './address.ts'
import { createAddressSet } from './address-set.ts'
import type { IntakeReport } from './intake-report.ts'

export interface BatchRequest {
  /** In order of submission; may be a stream. */
  readonly entries: AsyncIterable<unknown> | Iterable<unknown>
  /** What the reader of the entries found, for the error when they hold no address; null where they came from a job. */
  readonly report: IntakeReport | null
  readonly options: JobOptions
  readonly owner: Owner
  /** The caller's `Idempotency-Key`; his entries and options have to be the same, too. */
  readonly idempotency: { readonly key: string; readonly caller: string } | null
}

export interface SubmittedBatch {
  readonly job: Job
  /** True when the same key and body had made this job before. */
  readonly replayed: boolean
  /** Entries that came, and those of them that were empty: a row whose cell holds no address. */
  readonly entries: number
  readonly withoutAddress: number
}

/** Turns a list into a pending job: checks, removes duplicates, stores in batches; nothing is visible until all of it is there. */
export type SubmitBatch = (request: BatchRequest) => Promise<SubmittedBatch>

/** Addresses per stored chunk: small enough that a batch never holds the event loop, large enough that a million are 2,000 writes. */
const BATCH = 500
const MAX_ADDRESSES = 5_000_000
const SHOWN_PROBLEMS = 20
const KEY_LIFE_MS = 24 * 3_600_000

export function createSubmitBatch(parts: {
  readonly jobs: JobStore
  readonly clock: Clock
  readonly onSubmitted: () => void
}): SubmitBatch {
  const { jobs, clock } = parts
  return async request => {
    const jobId = randomUUID()
    const { options, owner, idempotency } = request
    await jobs.create({ jobId, owner, options, createdAt: clock.now() })
    try {
      const append = (addresses: readonly JobAddress[], rejected: readonly JobResult[]) => jobs.append(jobId, addresses, rejected)
      const intake = await takeIn(append, request.entries, clock)
      if (intake.valid === 0) throw noValidAddress(intake, request.report)
      const outcome = await jobs.publish({
        jobId,
        totalEmails: intake.total,
        invalidEmails: intake.total - intake.valid,
        duplicatesRemoved: intake.duplicates,
        now: clock.now(),
        idempotency:
          idempotency === null
            ? null
            : {
                key: digest(`${idempotency.caller}\n${idempotency.key}`),
                bodyHash: digest(`${canonicalOptions(options)}\n${intake.hash}`),
                expiresAt: clock.now() + KEY_LIFE_MS,
              },
      })
      if (outcome.outcome === 'seen' && !outcome.sameBody) {
        throw conflict('This Idempotency-Key was used before with another body.', 'IDEMPOTENCY_CONFLICT')
      }
      const job = await jobs.get(outcome.outcome === 'seen' ? outcome.jobId : jobId)
      if (job === null && outcome.outcome === 'published') throw tookTooLong()
      if (job === null) throw conflict('The job that this Idempotency-Key created has been deleted.', 'IDEMPOTENCY_CONFLICT')
      parts.onSubmitted()
      const { entries, withoutAddress } = intake
      return { job, replayed: outcome.outcome === 'seen', entries, withoutAddress }
    } catch (error) {
      // Best effort: what is left behind is swept after an hour.
      await jobs.discard(jobId).catch(() => {})
      throw error
    }
  }
}

/** Reads and judges a list as a submission does, and keeps nothing of it. */
export async function measureBatch({ entries, report }: Pick<BatchRequest, 'entries' | 'report'>, clock: Clock): Promise<Intake> {
  const intake = await takeIn(async () => {}, entries, clock)
  if (intake.valid === 0) throw noValidAddress(intake, report)
  return intake
}

/** What a list came to. */
export interface Intake {
  readonly entries: number
  readonly withoutAddress: number
  readonly total: number
  readonly valid: number
  readonly duplicates: number
  readonly problems: readonly { field: string; problem: string }[]
  readonly hash: string
}

type Append = (addresses: readonly JobAddress[], rejected: readonly JobResult[]) => Promise<void>

async function takeIn(append: Append, entries: BatchRequest['entries'], clock: Clock): Promise<Intake> {
  const seen = createAddressSet()
  const hash = createHash('sha256')
  const problems: { field: string; problem: string }[] = []
  let addresses: JobAddress[] = []
  let rejected: JobResult[] = []
  let [position, total, valid, duplicates, withoutAddress] = [0, 0, 0, 0, 0]
  const deadline = clock.now() + SUBMISSION_LIMIT_MS

  const store = async (): Promise<void> => {
    if (clock.now() >= deadline) throw tookTooLong()
    if (addresses.length + rejected.length > 0) await append(addresses, rejected)
    addresses = []
    rejected = []
  }

  for await (const entry of entries) {
    position += 1
    const verdict = checkAddress(entry)
    hash.update(`${verdict.email}\n`)
    // Nothing was submitted here: not an address that failed, but counted all the same.
    if (verdict.email === '') {
      withoutAddress += 1
      continue
    }
    // The same mailbox, whether its domain is written in its own letters or as its A-label.
    if (!seen.add(verdict.ok ? wireAddress(verdict.email) : verdict.email)) {
      duplicates += 1
      continue
    }
    total += 1
    if (total > MAX_ADDRESSES) throw invalidInput(`A job takes at most ${MAX_ADDRESSES} addresses.`)
    if (verdict.ok) {
      valid += 1
      addresses.push({ emailNumber: total, email: verdict.email })
    } else {
      if (problems.length < SHOWN_PROBLEMS)
        problems.push({ field: `emails[${position - 1}]`, problem: `${JSON.stringify(verdict.email)} ${verdict.problem}` })
      rejected.push(rejection(total, verdict, clock.now()))
    }
    if (addresses.length + rejected.length >= BATCH) await store()
  }
  await store()
  return { entries: position, withoutAddress, total, valid, duplicates, problems, hash: hash.digest('hex') }
}

function rejection(emailNumber: number, verdict: Extract<ReturnType<typeof checkAddress>, { ok: false }>, at: number): JobResult {
  const { email, errorType, problem } = verdict
  return {
    emailNumber,
    email,
    success: false,
    data: null,
    error: `The address ${problem}.`,
    errorType,
    tokenUsed: null,
    attempts: 0,
    at,
    saved: null,
  }
}

function tookTooLong(): Error {
  const minutes = SUBMISSION_LIMIT_MS / 60_000
  return invalidInput(`The list took longer than ${minutes} minutes to arrive and was dropped. Please send it in smaller parts.`)
}

function noValidAddress({ total, withoutAddress, problems }: Intake, report: IntakeReport | null): Error {
  const looked = report === null ? '' : whereLooked(report)
  if (total === 0 && withoutAddress > 0)
    return invalidInput(`None of the ${withoutAddress} rows holds an address.${looked}`, [{ field: 'emails', problem: 'is empty' }])
  if (total === 0) return invalidInput('The list holds no address.', [{ field: 'emails', problem: 'is empty' }])
  return invalidInput(`None of the ${total} entries is a valid e-mail address.${looked}`, problems)
}

const SHOWN_COLUMNS = 20

/** Which column was taken, and of which: the wrong one is the commonest reason. */
function whereLooked({ column, columns }: IntakeReport): string {
  if (column === null) return ''
  const which = column.name === null ? `column ${column.number}` : JSON.stringify(column.name)
  const names = columns.slice(0, SHOWN_COLUMNS).map(name => JSON.stringify(name.slice(0, 60)))
  const among = names.length < 2 ? '' : ` of ${names.join(', ')}${columns.length > SHOWN_COLUMNS ? ' …' : ''}`
  return ` Read was ${which}${among}.`
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
