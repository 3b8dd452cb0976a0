import { askedForBy, type Job, type JobAddress, type JobResult, type Lease, LeaseLostError, transition } from '../../jobs/job.ts'
import type { ClosingBlocks, JobCounts, JobStore, LaneEntry, PublishOutcome, PublishRequest } from '../../jobs/job-store.ts'
import type { BlockRecord } from '../../tokens/block.ts'
import type { Database } from './database.ts'
import { OWNED_ROWS, ownedBy } from './owned-rows.ts'
import { createSqliteJobHistory } from './sqlite-job-history.ts'
import {
  type ClosingRow,
  EMAIL_NUMBER,
  type ErrorCountRow,
  type JobRow,
  LAST_RESULT_ID,
  type LaneRow,
  optionColumns,
  RESULT_COLUMNS,
  RESULT_ID,
  type ResultRow,
  type StatusCountRow,
  toJob,
  toResult,
} from './sqlite-job-rows.ts'
import { createJobTallies } from './sqlite-job-tallies.ts'
import { createSqliteJobUpkeep } from './sqlite-job-upkeep.ts'

const VISIBLE = "status NOT IN ('submitting', 'deleted')"
const FENCE = "job_id = $job AND worker = $worker AND lease_version = $version AND status = 'processing'"

const SQL = {
  create: `INSERT INTO batch_jobs (job_id, owned_by, status, priority, config, callback_url, created_at) VALUES (?, ?, 'submitting', ?, ?, ?, ?)`,
  appendAddresses: 'INSERT INTO batch_job_addresses VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  insertResult: 'INSERT INTO batch_job_results VALUES (? << 32 | ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  countError: `INSERT INTO batch_job_errors VALUES (?, ?, 1) ON CONFLICT (job_id, error_type) DO UPDATE SET count = count + 1`,
  publish: `UPDATE batch_jobs SET status = 'pending', total_emails = ?, invalid_emails = ?, processed = ?, duplicates_removed = ?
    WHERE job_id = ? AND status = 'submitting'`,
  discard: "UPDATE batch_jobs SET status = 'deleted' WHERE job_id = ? AND status = 'submitting'",
  seenKey: 'SELECT job_id, body_hash FROM idempotency_keys WHERE key = ? AND expires_at > ?',
  saveKey: 'INSERT OR REPLACE INTO idempotency_keys VALUES (?, ?, ?, ?)',
  due: `SELECT job_id FROM batch_jobs WHERE status = 'pending' OR (status = 'waiting_for_capacity' AND waiting_until <= $now)
    OR (status = 'processing' AND lease_until < $now) ORDER BY priority, created_at, job_id LIMIT 1`,
  claim: `UPDATE batch_jobs SET status = 'processing', worker = $worker, lease_version = lease_version + 1, lease_until = $until,
    started_at = coalesce(started_at, $now), waiting_until = NULL, waiting_reason = NULL WHERE job_id = $job`,
  heartbeat: `UPDATE batch_jobs SET lease_until = $until, low_water = $lowWater, waiting_until = $waitingUntil, waiting_reason = $waitingReason
    WHERE ${FENCE}`,
  fence: `SELECT 1 FROM batch_jobs WHERE ${FENCE}`,
  number: 'SELECT job_number FROM batch_jobs WHERE job_id = ?',
  chunk: `SELECT first_number, last_number, emails FROM batch_job_addresses WHERE job_id = ?1 AND first_number >= coalesce(
    (SELECT max(first_number) FROM batch_job_addresses WHERE job_id = ?1 AND first_number <= ?2 + 1), 0) AND last_number > ?2
    ORDER BY first_number LIMIT 1`,
  doneNumbers: `SELECT ${EMAIL_NUMBER} FROM batch_job_results WHERE result_id BETWEEN ${RESULT_ID('$first')} AND ${RESULT_ID('$last')}`,
  saveLane: `INSERT OR REPLACE INTO batch_job_lanes (job_id, lane, token_id, token_source, reservation_id, day, reserved_at, units, leaving)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  leave: 'INSERT OR REPLACE INTO closing_blocks VALUES (?, ?, ?, ?)',
  closing: 'SELECT job_id, lease_version, block FROM closing_blocks ORDER BY job_id, lease_version',
  closingOf: 'SELECT job_id, lease_version, block FROM closing_blocks WHERE job_id = ?',
  closed: 'DELETE FROM closing_blocks WHERE job_id = ? AND reservation_id = ?',
  release: `UPDATE batch_jobs SET status = $status, released_version = lease_version, worker = NULL, lease_until = NULL,
    requested = NULL, waiting_until = $waitingUntil, waiting_reason = $reason, finished_at = $finished, expires_at = $expires,
    callback_state = CASE WHEN $finished IS NOT NULL AND callback_url IS NOT NULL THEN 'due' END, callback_at = $finished
    WHERE ${FENCE} AND ($heedsAll OR requested IS $asked)`,
  // Only the holder of a version can give it up: its mark stays when another worker has claimed the job since.
  released: 'SELECT 1 FROM batch_jobs WHERE job_id = ? AND released_version = ?',
  asked: `SELECT requested FROM batch_jobs WHERE ${FENCE}`,
  dropLanes: 'DELETE FROM batch_job_lanes WHERE job_id = ?',
  wake: "UPDATE batch_jobs SET waiting_until = min(waiting_until, ?) WHERE status = 'waiting_for_capacity'",
  get: `SELECT * FROM batch_jobs WHERE job_id = ? AND ${VISIBLE}`,
  errors: 'SELECT error_type, count FROM batch_job_errors WHERE job_id = ? ORDER BY count DESC, error_type',
  lanes: 'SELECT * FROM batch_job_lanes WHERE job_id = ? ORDER BY lane',
  // Of many jobs in one query: most of those that wait have neither.
  errorsOf: `SELECT job_id, error_type, count FROM batch_job_errors WHERE job_id IN (SELECT value FROM json_each(?)) ORDER BY count DESC, error_type`,
  lanesOf: 'SELECT * FROM batch_job_lanes WHERE job_id IN (SELECT value FROM json_each(?)) ORDER BY lane',
  list: `SELECT * FROM batch_jobs WHERE ${VISIBLE} AND ${OWNED_ROWS} AND ($status IS NULL OR status = $status)
    AND ($at IS NULL OR created_at < $at OR (created_at = $at AND job_id < $id)) ORDER BY created_at DESC, job_id DESC LIMIT $limit`,
  queue: `SELECT * FROM batch_jobs WHERE status IN (SELECT value FROM json_each($statuses)) AND ${OWNED_ROWS}
    ORDER BY priority, created_at, job_id LIMIT $limit`,
  countByStatus: `SELECT status, jobs, processed, successful FROM kept_job_counts WHERE ${VISIBLE} AND jobs > 0
    UNION ALL SELECT status, count(*), sum(processed), sum(successful) FROM batch_jobs WHERE status = 'processing' GROUP BY status`,
  setStatus: `UPDATE batch_jobs SET status = $status, requested = NULL, waiting_until = NULL, waiting_reason = NULL, finished_at = $finished, expires_at = $expires,
    callback_state = CASE WHEN $finished IS NOT NULL AND callback_url IS NOT NULL THEN 'due' END, callback_at = $finished WHERE job_id = $job`,
  setRequested: 'UPDATE batch_jobs SET requested = ? WHERE job_id = ?',
  results: `SELECT ${RESULT_COLUMNS} FROM batch_job_results WHERE result_id > ${RESULT_ID('$after')} AND result_id <= ${LAST_RESULT_ID}
    AND ($success IS NULL OR success = $success) AND ($type IS NULL OR error_type = $type) ORDER BY result_id LIMIT $limit`,
  markSaved: `UPDATE batch_job_results SET saved = 1 WHERE result_id = ${RESULT_ID('$number')} AND saved IS NOT 1`,
  countSaved: 'UPDATE batch_jobs SET saved = saved + 1, save_failed = max(0, save_failed - 1) WHERE job_id = ?',
} as const

/** Jobs on the embedded database. */
export function createSqliteJobStore(db: Database): JobStore {
  const statement = (name: keyof typeof SQL) => db.statement(SQL[name])
  const fenced = (lease: Lease) => ({ $job: lease.jobId, $worker: lease.worker, $version: lease.version })
  const load = (row: JobRow): Job =>
    toJob(row, statement('errors').all(row.job_id) as ErrorCountRow[], statement('lanes').all(row.job_id) as LaneRow[])
  const loadAll = (rows: readonly JobRow[]): Job[] => {
    const jobIds = JSON.stringify(rows.map(row => row.job_id))
    const errors = Map.groupBy(statement('errorsOf').all(jobIds) as (ErrorCountRow & { job_id: string })[], row => row.job_id)
    const lanes = Map.groupBy(statement('lanesOf').all(jobIds) as (LaneRow & { job_id: string })[], row => row.job_id)
    return rows.map(row => toJob(row, errors.get(row.job_id) ?? [], lanes.get(row.job_id) ?? []))
  }
  const find = (jobId: string): JobRow | undefined => statement('get').get(jobId) as JobRow | undefined

  const closingOf = ({ job_id: jobId, lease_version: version }: JobRow): ClosingBlocks => {
    const left = (statement('lanes').all(jobId) as LaneRow[]).flatMap(({ leaving }) => (leaving === null ? [] : [leaving]))
    const released = (statement('closingOf').all(jobId) as ClosingRow[]).map(({ block }) => block)
    return { jobId, version, blocks: [...left, ...released].map(block => JSON.parse(block) as BlockRecord) }
  }

  const insertResult = (jobId: string, jobNumber: number, r: JobResult): boolean => {
    const data = r.data === null ? null : JSON.stringify(r.data)
    const saved = r.saved === null ? null : Number(r.saved)
    const inserted = statement('insertResult').run(
      jobNumber,
      r.emailNumber,
      r.email,
      Number(r.success),
      data,
      r.error,
      r.errorType,
      r.tokenUsed,
      r.attempts,
      r.at,
      saved,
    )
    if (inserted.changes === 0) return false
    if (r.errorType !== null) statement('countError').run(jobId, r.errorType)
    return true
  }

  const publish = (request: PublishRequest): PublishOutcome => {
    const { jobId, idempotency, invalidEmails } = request
    if (idempotency !== null) {
      const seen = statement('seenKey').get(idempotency.key, request.now) as { job_id: string; body_hash: string } | undefined
      if (seen !== undefined && seen.job_id !== jobId) {
        statement('discard').run(jobId)
        return { outcome: 'seen', jobId: seen.job_id, sameBody: seen.body_hash === idempotency.bodyHash }
      }
      statement('saveKey').run(idempotency.key, idempotency.bodyHash, jobId, idempotency.expiresAt)
    }
    statement('publish').run(request.totalEmails, invalidEmails, invalidEmails, request.duplicatesRemoved, jobId)
    return { outcome: 'published' }
  }

  const tallies = createJobTallies(db)
  const history = createSqliteJobHistory(db)

  const record = (lease: Lease, { lane, block, result }: LaneEntry): void => {
    const tally = tallies.of(lease)
    tally.used[lane] = block.used
    if (result === null || !insertResult(lease.jobId, tally.jobNumber, result)) return
    tally.done += 1
    tally.ok += Number(result.success)
    tally.saved += Number(result.saved === true)
    tally.unsaved += Number(result.saved === false)
  }

  return {
    ...createSqliteJobUpkeep(db),
    create: job =>
      db.write(() => {
        const { priority, config, callback_url } = optionColumns(job.options)
        statement('create').run(job.jobId, job.owner, priority, config, callback_url, job.createdAt)
      }),
    append: (jobId, addresses, rejected) =>
      db.write(() => {
        const numbers = [...addresses, ...rejected].map(entry => entry.emailNumber)
        const job = statement('number').get(jobId) as Pick<JobRow, 'job_number'> | undefined
        // Without its job a row would never be purged.
        if (numbers.length === 0 || job === undefined) return
        const first = numbers.reduce((a, b) => Math.min(a, b))
        const emails = new Array<string | null>(numbers.length).fill(null)
        for (const address of addresses) emails[address.emailNumber - first] = address.email
        statement('appendAddresses').run(jobId, first, first + numbers.length - 1, JSON.stringify(emails))
        for (const result of rejected) insertResult(jobId, job.job_number, result)
      }),
    publish: request => db.write(() => publish(request)),
    discard: jobId =>
      db.write(() => {
        statement('discard').run(jobId)
      }),

    claim: ({ worker, now, leaseMs }) =>
      db.write(() => {
        const due = statement('due').get({ $now: now }) as { job_id: string } | undefined
        if (due === undefined) return null
        tallies.claimed(due.job_id)
        statement('claim').run({ $job: due.job_id, $worker: worker, $until: now + leaseMs, $now: now })
        const row = find(due.job_id)!
        const lease = { jobId: row.job_id, worker, version: row.lease_version }
        return { job: load(row), lowWater: row.low_water, lease, closing: closingOf(row) }
      }),
    heartbeat: (lease, now, leaseMs, progress) =>
      db.write(() => {
        const { lowWater, waitingReason, waitingUntil } = progress
        const values = { $until: now + leaseMs, $lowWater: lowWater, $waitingUntil: waitingUntil, $waitingReason: waitingReason }
        if (statement('heartbeat').run({ ...fenced(lease), ...values }).changes === 0) throw new LeaseLostError(lease)
        return { requested: find(lease.jobId)?.requested ?? null }
      }),
    draw: async (lease, after) =>
      db.read(() => {
        if (statement('fence').get(fenced(lease)) === undefined) throw new LeaseLostError(lease)
        const chunk = statement('chunk').get(lease.jobId, after) as
          | { first_number: number; last_number: number; emails: string }
          | undefined
        if (chunk === undefined) return { addresses: [], last: null }
        const range = { $job: lease.jobId, $first: chunk.first_number, $last: chunk.last_number }
        const done = statement('doneNumbers').all(range) as { email_number: number }[]
        const finished = new Set(done.map(row => row.email_number))
        const addresses: JobAddress[] = []
        for (const [index, email] of (JSON.parse(chunk.emails) as (string | null)[]).entries()) {
          const emailNumber = chunk.first_number + index
          if (email !== null && emailNumber > after && !finished.has(emailNumber)) addresses.push({ emailNumber, email })
        }
        return { addresses, last: chunk.last_number }
      }),
    saveLane: (lease, lane, block, leaving, turn) =>
      db.write(() => {
        const tally = tallies.of(lease)
        const { tokenId, source, reservationId, day, reservedAt, units } = block
        tally.switches += Number(leaving?.reservationId !== reservationId)
        tally.used[lane] = block.used
        const left = leaving === undefined ? null : JSON.stringify(leaving)
        statement('saveLane').run(lease.jobId, lane, tokenId, source, reservationId, day, reservedAt, units, left)
        if (turn !== undefined) history.turned(lease.jobId, lane, turn)
      }),
    noteVerdict: (lease, verdict) =>
      db.write(() => {
        // For its fence.
        tallies.of(lease)
        history.found(lease.jobId, verdict)
      }),
    record: (lease, entry) => db.write(() => record(lease, entry)),
    release: (lease, ending, now, closing = []) =>
      db.write(() => {
        const isEnd = 'expiresAt' in ending
        const asked = askedForBy(ending.status)
        const values = {
          $status: ending.status,
          $waitingUntil: ending.status === 'waiting_for_capacity' ? ending.until : null,
          $reason: 'reason' in ending ? ending.reason : null,
          $finished: isEnd ? now : null,
          $expires: isEnd ? ending.expiresAt : null,
          $heedsAll: Number(asked === 'anything'),
          $asked: asked,
        }
        if (statement('release').run({ ...fenced(lease), ...values }).changes === 0) {
          if (statement('released').get(lease.jobId, lease.version) !== undefined) return { released: true }
          const mine = statement('asked').get(fenced(lease)) as Pick<JobRow, 'requested'> | undefined
          if (mine === undefined) throw new LeaseLostError(lease)
          return { released: false, requested: mine.requested }
        }
        statement('dropLanes').run(lease.jobId)
        for (const block of closing) statement('leave').run(lease.jobId, lease.version, block.reservationId, JSON.stringify(block))
        return { released: true }
      }),
    closing: async () => db.read(() => gathered(statement('closing').all() as ClosingRow[])),
    closed: ({ jobId, blocks }) =>
      db.write(() => {
        for (const { reservationId } of blocks) statement('closed').run(jobId, reservationId)
      }),
    wakeWaiting: now =>
      db.write(() => {
        statement('wake').run(now)
      }),

    get: async jobId =>
      db.read(() => {
        const row = find(jobId)
        return row === undefined ? null : load(row)
      }),
    history: async jobId => db.read(() => history.of(jobId)),
    list: async ({ status, before, limit, of = 'everything' }) =>
      db.read(() => {
        const page = { $status: status ?? null, $at: before?.createdAt ?? null, $id: before?.jobId ?? null, $limit: limit }
        return loadAll(statement('list').all({ ...page, ...ownedBy(of) }) as JobRow[])
      }),
    queue: async (statuses, limit, of = 'everything') =>
      db.read(() => {
        const values = { $statuses: JSON.stringify(statuses), $limit: limit, ...ownedBy(of) }
        return loadAll(statement('queue').all(values) as JobRow[])
      }),
    counts: async () => db.read(() => toCounts(statement('countByStatus').all() as StatusCountRow[])),
    request: (jobId, action, now, expiresAt) =>
      db.write(() => {
        const row = find(jobId)
        if (row === undefined) return null
        const change = transition(row, action)
        if (change === null) return { job: load(row), changed: false }
        if ('requested' in change) statement('setRequested').run(change.requested, jobId)
        else {
          const final = change.status === 'cancelled'
          statement('setStatus').run({
            $job: jobId,
            $status: change.status,
            $finished: final ? now : null,
            $expires: final ? expiresAt : null,
          })
        }
        return { job: load(find(jobId)!), changed: true }
      }),
    results: async (jobId, { after, limit, success, errorType }) =>
      db.read(() => {
        const values = {
          $job: jobId,
          $after: after,
          $limit: limit,
          $success: success === undefined ? null : Number(success),
          $type: errorType ?? null,
        }
        return (statement('results').all(values) as ResultRow[]).map(toResult)
      }),
    savedCounts: async jobId =>
      db.read(() => {
        const row = find(jobId)
        return { fetched: row?.successful ?? 0, saved: row?.saved ?? 0, failed: row?.save_failed ?? 0 }
      }),
    markSaved: (jobId, emailNumber) =>
      db.write(() => {
        if (statement('markSaved').run({ $job: jobId, $number: emailNumber }).changes > 0) statement('countSaved').run(jobId)
      }),
  }
}

function toCounts(rows: readonly StatusCountRow[]): JobCounts {
  return {
    byStatus: Object.fromEntries(rows.map(row => [row.status, row.jobs])),
    totalCreated: rows.reduce((sum, row) => sum + row.jobs, 0),
    emailsProcessed: rows.reduce((sum, row) => sum + row.processed, 0),
    emailsSuccessful: rows.reduce((sum, row) => sum + row.successful, 0),
  }
}

/** The rows of each job together. */
function gathered(rows: readonly ClosingRow[]): ClosingBlocks[] {
  const of = new Map<string, { jobId: string; version: number; blocks: BlockRecord[] }>()
  for (const row of rows) {
    const closing = of.get(row.job_id) ?? { jobId: row.job_id, version: row.lease_version, blocks: [] }
    closing.blocks.push(JSON.parse(row.block) as BlockRecord)
    of.set(row.job_id, closing)
  }
  return [...of.values()]
}
