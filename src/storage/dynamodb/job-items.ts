import { createHash } from 'node:crypto'
import type { Job, JobRequest, JobResult, JobStatus, LaneRecord } from '../../jobs/job.ts'
import { isFinal } from '../../jobs/job.ts'
import { type JobOptions, PRIORITIES, readOptions } from '../../jobs/job-options.ts'
import type { ClosingBlocks } from '../../jobs/job-store.ts'
import type { ErrorType } from '../../shared/error-types.ts'
import type { Owner, Sight } from '../../shared/ownership.ts'
import type { BlockRecord } from '../../tokens/block.ts'
import type { Item, Key } from './dynamo.ts'

/**
 * Rows of a job in the results table, by `email_number`: results above zero; below it the lanes (-1 downwards) and the submitted addresses
 * (-1,000 downwards, some hundreds a row).
 */
const LANE_ROW = -1
const LAST_LANE_ROW = -999
const CHUNK_ROW = -1000

export const laneKey = (jobId: string, lane: number): Key => ({ job_id: jobId, email_number: LANE_ROW - lane })
/** The job's verdicts have a row like a lane's, far behind those: it is fenced in the same way. */
export const VERDICTS_LANE = 899
export const laneRange = { ':from': LAST_LANE_ROW, ':to': LANE_ROW }
export const laneOf = (row: Item): number => LANE_ROW - Number(row.email_number)
export const chunkNumber = (firstNumber: number): number => CHUNK_ROW - firstNumber
export const MIN_CHUNK_ROW = -1_000_000_000

/** The `work` index: what is to be done with a job, and from when on. Spread, so that no partition of it is hot. */
export const WORK_SHARDS = 4
export type WorkKind = 'ready' | 'later' | 'callback' | 'expire' | 'closing'
/** Ends the key of a job that may be claimed although blocks of an earlier release are still to be handed back. */
export const CLOSING_MARK = '#closing'

export function workShard(kind: WorkKind, shard: number): string {
  return `${kind}#${shard}`
}

export function timeKey(ms: number): string {
  return String(Math.max(0, Math.ceil(ms))).padStart(15, '0')
}

/** Where the index keeps a job; null: nothing is to be done with it (paused). */
export function workOf(item: Item): { shard: string; key: string } | null {
  const jobId = String(item.job_id)
  const shard = (kind: WorkKind) => workShard(kind, shardOf(jobId))
  const at = (kind: WorkKind, ms: unknown) => ({ shard: shard(kind), key: timeKey(Number(ms)) })
  const mark = item.closing === undefined ? '' : CLOSING_MARK
  const status = item.status as JobStatus | 'deleted'
  switch (status) {
    case 'pending':
      return { shard: shard('ready'), key: `${item.priority}#${timeKey(Number(item.created_at))}#${jobId}${mark}` }
    case 'waiting_for_capacity':
      return { shard: shard('later'), key: timeKey(Number(item.waiting_until)) + mark }
    case 'processing':
      return at('later', item.lease_until)
    default:
      if (mark !== '' && status !== 'deleted') return at('closing', item.created_at)
  }
  switch (status) {
    case 'paused':
      return null
    default:
      return item.callback_state === 'due' ? at('callback', item.callback_at) : at('expire', item.expires_at ?? 0)
  }
}

function shardOf(jobId: string): number {
  let hash = 0
  for (let i = 0; i < jobId.length; i += 1) hash = (hash * 31 + jobId.charCodeAt(i)) >>> 0
  return hash % WORK_SHARDS
}

/**
 * The `listed` index: newest first within a month. The key ends with a mark of the owner, so that a list of one's own passes over the jobs of others
 * without reading them; the key of everybody's job has none, nor has that of a job of an earlier version.
 */
export function listedOf(createdAt: number, jobId: string, owner: Owner): { listed_month: string; listed_key: string } {
  return { listed_month: new Date(createdAt).toISOString().slice(0, 7), listed_key: `${timeKey(createdAt)}#${jobId}${markOf(owner)}` }
}

/** Which entries of the `listed` index may be of jobs that are seen: the job itself says whether it is. */
export function isListedFor(sight: Sight): (entry: Item) => boolean {
  if (sight === 'everything') return () => true
  const marks = sight.map(markOf)
  return ({ listed_key, job_id }) => {
    const key = String(listed_key)
    return key.endsWith(String(job_id)) || marks.some(mark => key.endsWith(mark))
  }
}

/** Short whatever the name's length: a key has 1,024 bytes. Two owners with one mark cost a reading. */
function markOf(owner: Owner): string {
  return owner === null ? '' : `#${createHash('sha256').update(owner).digest('base64url').slice(0, 8)}`
}

/** Deletion by DynamoDB itself, some days after ours: for what a purge has missed. In epoch seconds, as TTL wants it. */
export function purgeAt(expiresAt: number): number {
  return Math.ceil(expiresAt / 1000) + 7 * 86_400
}

/** What lanes have done: those refused at submission are counted apart. */
export interface Tally {
  processed: number
  successful: number
  saved: number
  saveFailed: number
  errors: Partial<Record<ErrorType, number>>
}

export function emptyTally(): Tally {
  return { processed: 0, successful: 0, saved: 0, saveFailed: 0, errors: {} }
}

export type Counted = Pick<JobResult, 'success' | 'saved' | 'errorType'>

export function addTo(tally: Tally, result: Counted): void {
  tally.processed += 1
  tally.successful += result.success ? 1 : 0
  tally.saved += result.saved === true ? 1 : 0
  tally.saveFailed += result.saved === false ? 1 : 0
  if (result.errorType !== null) tally.errors[result.errorType] = (tally.errors[result.errorType] ?? 0) + 1
}

export function readTally(value: unknown): Tally {
  const { processed, successful, saved, saveFailed, errors } = { ...emptyTally(), ...(value as Partial<Tally> | undefined) }
  return { processed, successful, saved, saveFailed, errors: { ...errors } }
}

export function isVisible(item: Item | null): item is Item {
  return item !== null && item.status !== undefined && item.status !== 'submitting' && item.status !== 'deleted'
}

/** The queue sorts by the priority, and the callback has a life of its own: the two stand beside the rest. */
export function optionAttributes({ priority, callbackUrl, ...config }: JobOptions): Item {
  return { priority: PRIORITIES.indexOf(priority), callback_url: callbackUrl ?? undefined, config }
}

export function optionsOf(item: Item): JobOptions {
  const priority = PRIORITIES[Number(item.priority)] ?? 'NORMAL'
  return readOptions({ ...(item.config as Partial<JobOptions>), priority, callbackUrl: text(item.callback_url) })
}

export function toJob(item: Item, lanes: readonly LaneRecord[]): Job {
  const tally = readTally(item.counts)
  const invalid = Number(item.invalid_emails)
  const status = item.status as JobStatus
  return {
    jobId: String(item.job_id),
    owner: ownerOf(item),
    status,
    options: optionsOf(item),
    totalEmails: Number(item.total_emails),
    invalidEmails: invalid,
    duplicatesRemoved: Number(item.duplicates_removed),
    processed: invalid + tally.processed,
    successful: tally.successful,
    errorBreakdown: mergeErrors(item.rejected_errors as Tally['errors'] | undefined, tally.errors),
    tokenSwitches: Number(item.token_switches ?? 0),
    lanes: isFinal(status) ? [] : lanes,
    requested: text(item.requested) as JobRequest | null,
    worker: text(item.worker),
    leaseUntil: number(item.lease_until),
    waitingUntil: number(item.waiting_until),
    waitingReason: status === 'failed' ? null : text(item.waiting_reason),
    failure: status === 'failed' ? text(item.waiting_reason) : null,
    createdAt: Number(item.created_at),
    startedAt: number(item.started_at),
    finishedAt: number(item.finished_at),
  }
}

function mergeErrors(a: Tally['errors'] = {}, b: Tally['errors']): Tally['errors'] {
  const sum = { ...a }
  for (const [type, count] of Object.entries(b) as [ErrorType, number][]) sum[type] = (sum[type] ?? 0) + count
  return Object.fromEntries(Object.entries(sum).sort(([x, m], [y, n]) => n - m || x.localeCompare(y)))
}

/** Null where the row is only a lane's fence, or its block was forgotten when an earlier owner left. */
export function toLane(row: Item, lanesFrom: number): LaneRecord | null {
  if (row.reservation_id === undefined || Number(row.block_version) < lanesFrom) return null
  return {
    lane: laneOf(row),
    tokenId: String(row.token_id),
    source: row.token_source === 'file' ? 'file' : 'pool',
    reservationId: String(row.reservation_id),
    day: String(row.day),
    reservedAt: Number(row.reserved_at),
    units: Number(row.units),
    used: Number(row.used),
  }
}

/** Of a lane's row, or of that of the verdicts. */
export function ringOf(row: Item | null | undefined): string {
  return text(row?.ring) ?? ''
}

/** What a release has noted to be handed back. Versioned, so that only what was seen is taken off. */
export interface ClosingAttribute {
  readonly v: number
  readonly blocks: readonly BlockRecord[]
}

export function closingOf(item: Item): ClosingBlocks | null {
  const closing = item.closing as ClosingAttribute | undefined
  return closing === undefined ? null : { jobId: String(item.job_id), version: closing.v, blocks: closing.blocks }
}

export function laneAttributes(block: BlockRecord): Item {
  const { tokenId, source, reservationId, day, reservedAt, units, used } = block
  return { token_id: tokenId, token_source: source, reservation_id: reservationId, day, reserved_at: reservedAt, units, used }
}

export function resultItem(jobId: string, r: JobResult): Item {
  return {
    job_id: jobId,
    email_number: r.emailNumber,
    email: r.email,
    success: r.success,
    // As text: a profile may hold what an item cannot (empty keys, numbers beyond 38 digits), and comes back exactly as it was.
    data: r.data === null ? undefined : JSON.stringify(r.data),
    error: r.error ?? undefined,
    error_type: r.errorType ?? undefined,
    token_used: r.tokenUsed ?? undefined,
    attempts: r.attempts,
    at: r.at,
    saved: r.saved ?? undefined,
  }
}

export function toResult(item: Item): JobResult {
  return {
    emailNumber: Number(item.email_number),
    email: String(item.email),
    success: item.success === true,
    data: typeof item.data === 'string' ? (JSON.parse(item.data) as unknown) : null,
    error: typeof item.error === 'string' ? item.error : null,
    errorType: text(item.error_type) as ErrorType | null,
    tokenUsed: text(item.token_used),
    attempts: Number(item.attempts),
    at: Number(item.at),
    saved: typeof item.saved === 'boolean' ? item.saved : null,
  }
}

/** Items of before have none: they are everybody's. */
export function ownerOf(item: Item): Owner {
  return text(item.owned_by)
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
