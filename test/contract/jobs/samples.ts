import { expect } from 'vitest'
import { askedForBy, type JobAddress, type JobResult, type JobStatus, type Lease } from '../../../src/jobs/job.ts'
import { DEFAULT_OPTIONS, type JobOptions } from '../../../src/jobs/job-options.ts'
import type { ClaimedJob, Ending, JobStore, NewJob } from '../../../src/jobs/job-store.ts'
import type { Owner } from '../../../src/shared/ownership.ts'
import type { BlockRecord } from '../../../src/tokens/block.ts'

/** Two processes' views of one fresh, empty job store. */
export interface JobStores {
  readonly store: JobStore
  readonly sibling: JobStore
  close(): Promise<void>
}

export const NOW = Date.parse('2026-11-21T12:00:00.000Z')
export const LEASE_MS = 30_000
export const DAY_MS = 86_400_000
export const IDLE = { lowWater: 0, waitingReason: null, waitingUntil: null }

export const OPTIONS: JobOptions = { ...DEFAULT_OPTIONS, parallelTokens: 3 }

export function newJob(
  jobId: string,
  { createdAt = NOW, owner = null, ...options }: Partial<JobOptions> & { createdAt?: number; owner?: Owner } = {},
): NewJob {
  return { jobId, owner, options: { ...OPTIONS, ...options }, createdAt }
}

export function addresses(first: number, last: number): JobAddress[] {
  return Array.from({ length: last - first + 1 }, (_, i) => ({ emailNumber: first + i, email: `user${first + i}@example.com` }))
}

export function result(emailNumber: number, changes: Partial<JobResult> = {}): JobResult {
  return {
    emailNumber,
    email: `user${emailNumber}@example.com`,
    success: true,
    data: { name: `User ${emailNumber}`, tags: ['a', 'ä', null, 1.5] },
    error: null,
    errorType: null,
    tokenUsed: 'token-1',
    attempts: 1,
    at: NOW + emailNumber,
    saved: null,
    ...changes,
  }
}

export function failure(emailNumber: number, changes: Partial<JobResult> = {}): JobResult {
  return result(emailNumber, { success: false, data: null, error: 'HTTP 404', errorType: 'not_found', ...changes })
}

export function block(reservationId: string, used: number, changes: Partial<BlockRecord> = {}): BlockRecord {
  return { tokenId: 'token-1', source: 'pool', reservationId, day: '2026-11-21', reservedAt: NOW, units: 15, used, ...changes }
}

export interface SampleJob extends Partial<JobOptions> {
  readonly createdAt?: number
  readonly owner?: Owner
  readonly total?: number
  readonly rejected?: readonly JobResult[]
}

/** A pending job of `total` addresses; those in `rejected` were refused at submission. */
export async function submit(jobs: JobStore, jobId: string, sample: SampleJob = {}): Promise<void> {
  const { total = 10, rejected = [], ...job } = sample
  await jobs.create(newJob(jobId, job))
  const refused = new Set(rejected.map(r => r.emailNumber))
  for (let first = 1; first <= total; first += 500) {
    const last = Math.min(total, first + 499)
    const valid = addresses(first, last).filter(address => !refused.has(address.emailNumber))
    await jobs.append(
      jobId,
      valid,
      rejected.filter(r => r.emailNumber >= first && r.emailNumber <= last),
    )
  }
  await publish(jobs, jobId, total, rejected.length)
}

export function publish(jobs: JobStore, jobId: string, totalEmails: number, invalidEmails = 0) {
  return jobs.publish({ jobId, totalEmails, invalidEmails, duplicatesRemoved: 0, now: NOW, idempotency: null })
}

export function claim(jobs: JobStore, worker: string, now = NOW): Promise<ClaimedJob | null> {
  return jobs.claim({ worker, now, leaseMs: LEASE_MS })
}

export async function claimed(jobs: JobStore, worker: string, now = NOW): Promise<ClaimedJob> {
  const job = await claim(jobs, worker, now)
  if (job === null) throw new Error('There was nothing to claim')
  return job
}

/** Everything that is still to do, in the order in which it is handed out. */
export async function drawAll(jobs: JobStore, lease: Lease, after = 0): Promise<number[]> {
  const numbers: number[] = []
  for (let from: number | null = after; from !== null; ) {
    const { addresses, last } = await jobs.draw(lease, from)
    numbers.push(...addresses.map(address => address.emailNumber))
    from = last
  }
  return numbers
}

/** One lane's work on these numbers, as a run does it: block written down, then unit by unit with its result. */
export async function work(jobs: JobStore, lease: Lease, numbers: readonly number[], lane = 0, reservationId = `block-of-lane-${lane}`) {
  await jobs.saveLane(lease, lane, block(reservationId, 0))
  for (const [i, number] of numbers.entries())
    await jobs.record(lease, { lane, block: block(reservationId, i + 1), result: result(number) })
}

export async function resultNumbers(jobs: JobStore, jobId: string): Promise<number[]> {
  return (await jobs.results(jobId, { after: 0, limit: 1000 })).map(r => r.emailNumber)
}

/** Leaves a job as its worker does: in a state that heeds what operators have asked of it. */
export async function leave(jobs: JobStore, lease: Lease, ending: Ending, now = NOW): Promise<void> {
  const asked = askedForBy(ending.status)
  if (asked === 'pause' || asked === 'cancel') await jobs.request(lease.jobId, asked, now, now + DAY_MS)
  expect(await jobs.release(lease, ending, now)).toEqual({ released: true })
}

/** Brings a fresh job into a state. */
export async function bringTo(jobs: JobStore, jobId: string, status: JobStatus, createdAt = NOW): Promise<void> {
  await submit(jobs, jobId, { createdAt, priority: 'HIGH' })
  if (status === 'pending') return
  const { lease, job } = await claimed(jobs, 'w')
  if (job.jobId !== jobId) throw new Error(`Claimed ${job.jobId} instead of ${jobId}`)
  if (status === 'waiting_for_capacity') await leave(jobs, lease, { status, until: NOW + DAY_MS, reason: 'No token' })
  else if (status === 'paused') await leave(jobs, lease, { status })
  else if (status === 'failed') await leave(jobs, lease, { status, expiresAt: NOW + DAY_MS, reason: 'why' })
  else if (status === 'completed' || status === 'cancelled') await leave(jobs, lease, { status, expiresAt: NOW + DAY_MS })
}
