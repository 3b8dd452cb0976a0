import { setImmediate } from 'node:timers/promises'
import { type DueCallback, type JobStore, type PersonEntry, SUBMISSION_LIMIT_MS } from '../../jobs/job-store.ts'
import { ERASED, mentionOf } from '../../shared/erase-text.ts'
import type { Sight } from '../../shared/ownership.ts'
import type { Database } from './database.ts'
import { OWNED_ROWS, ownedBy } from './owned-rows.ts'
import { LAST_RESULT_ID, RESULT_COLUMNS, RESULT_ID, type ResultRow, toResult } from './sqlite-job-rows.ts'

/** Rows looked at per write while a profile is erased: the event loop turns in between. */
const ERASE_SLICE = 5_000

const SQL = {
  remove: "UPDATE batch_jobs SET status = 'deleted' WHERE job_id = ? AND status IN ('completed', 'cancelled', 'failed')",
  // The plus keeps the index of the states from being taken: nearly every job is completed.
  expire: `UPDATE batch_jobs SET status = 'deleted' WHERE (expires_at <= $now AND +status IN ('completed', 'cancelled', 'failed'))
    OR (status = 'submitting' AND created_at < $now - ${SUBMISSION_LIMIT_MS})`,
  deleted: "SELECT job_id FROM batch_jobs WHERE status = 'deleted' LIMIT 1",
  purgeResults: `DELETE FROM batch_job_results WHERE result_id IN (SELECT result_id FROM batch_job_results
    WHERE result_id BETWEEN ${RESULT_ID('0')} AND ${LAST_RESULT_ID} LIMIT $limit)`,
  purgeAddresses: `DELETE FROM batch_job_addresses WHERE job_id = ?1 AND first_number IN
    (SELECT first_number FROM batch_job_addresses WHERE job_id = ?1 LIMIT ?2)`,
  purgeErrors: 'DELETE FROM batch_job_errors WHERE job_id = ?',
  purgeLanes: 'DELETE FROM batch_job_lanes WHERE job_id = ?',
  purgeRings: 'DELETE FROM batch_job_rings WHERE job_id = ?',
  purgeJob: 'DELETE FROM batch_jobs WHERE job_id = ?',
  purgeKeys: 'DELETE FROM idempotency_keys WHERE expires_at <= ?',
  dueCallbacks: `SELECT job_id, callback_url FROM batch_jobs WHERE callback_state = 'due' AND callback_at <= ? LIMIT ?`,
  postpone: 'UPDATE batch_jobs SET callback_at = ? WHERE job_id = ?',
  settle: 'UPDATE batch_jobs SET callback_state = ? WHERE job_id = ?',
  jobsOf: `SELECT job_id, total_emails FROM batch_jobs WHERE ${OWNED_ROWS}`,
  refusedWith: `SELECT ${RESULT_COLUMNS} FROM batch_job_results WHERE result_id > ${RESULT_ID('$from')} AND result_id <= ${RESULT_ID('$to')}
    AND error_type IN ('data_validation', 'header_injection') AND instr(unicode_lower(email), $email) > 0`,
  eraseOne: `UPDATE batch_job_results SET email = '${ERASED}' WHERE result_id = ${RESULT_ID('$number')}`,
  listsWith: `SELECT job_id, first_number, emails FROM batch_job_addresses WHERE job_id = ? AND instr(unicode_lower(emails), ?) > 0`,
  saveList: 'UPDATE batch_job_addresses SET emails = ? WHERE job_id = ? AND first_number = ?',
  result: `SELECT ${RESULT_COLUMNS} FROM batch_job_results WHERE result_id = ${RESULT_ID('$number')}`,
  profilesOf: `SELECT count(*) AS profiles FROM batch_job_results WHERE result_id > ${RESULT_ID('$from')} AND result_id <= ${RESULT_ID('$to')}
    AND data IS NOT NULL AND CASE WHEN email GLOB '*[^ -~]*' THEN unicode_lower(email) ELSE lower(email) END = $email`,
  erase: `UPDATE batch_job_results SET email = '${ERASED}', data = NULL, error = NULL WHERE result_id > ${RESULT_ID('$from')} AND result_id <= ${RESULT_ID('$to')}
    AND CASE WHEN email GLOB '*[^ -~]*' THEN unicode_lower(email) ELSE lower(email) END = $email`,
} as const

type AddressesRow = { first_number: number; emails: string }

function isPerson(listed: string | null, email: string): boolean {
  return listed?.toLowerCase() === email.toLowerCase()
}

type Slice = { $job: string; $from: number; $to: number; $email: string }

type Upkeep = Pick<JobStore, 'remove' | 'purge' | 'dueCallbacks' | 'settleCallback' | 'eraseProfile' | 'findPerson'>

/** What keeps the tables small and the promises kept after a job has ended. */
export function createSqliteJobUpkeep(db: Database): Upkeep {
  const statement = (name: keyof typeof SQL) => db.statement(SQL[name])

  const purge = (now: number, limit: number): number => {
    statement('purgeKeys').run(now)
    statement('expire').run({ $now: now })
    const job = statement('deleted').get() as { job_id: string } | undefined
    if (job === undefined) return 0
    const results = statement('purgeResults').run({ $job: job.job_id, $limit: limit })
    const gone = Number(results.changes) + Number(statement('purgeAddresses').run(job.job_id, limit).changes)
    if (gone > 0) return gone
    for (const name of ['purgeErrors', 'purgeLanes', 'purgeRings', 'purgeJob'] as const) statement(name).run(job.job_id)
    return 1
  }

  const listsWith = (jobId: string, email: string) => {
    // As it stands in a JSON text.
    const rows = statement('listsWith').all(jobId, JSON.stringify(email.toLowerCase()).slice(1, -1)) as AddressesRow[]
    return rows.map(row => ({ first_number: row.first_number, emails: JSON.parse(row.emails) as (string | null)[] }))
  }

  /** Entries in which the address stands among other words: they were refused, and stand in no list. */
  const refusedWith = (slice: Slice): ResultRow[] =>
    (statement('refusedWith').all(slice) as ResultRow[]).filter(({ email }) => mentionOf(slice.$email)(email))

  /** A job in pieces. */
  function* slicesOf(job: { readonly job_id: string; readonly total_emails: number }, email: string): Generator<Slice> {
    for (let from = 0; from < job.total_emails; from += ERASE_SLICE)
      yield { $job: job.job_id, $from: from, $to: from + ERASE_SLICE, $email: email.toLowerCase() }
  }

  const jobsOf = (sight: Sight) => db.read(() => statement('jobsOf').all(ownedBy(sight)) as { job_id: string; total_emails: number }[])

  return {
    remove: jobId => db.write(() => statement('remove').run(jobId).changes === 1),
    purge: (now, limit) => db.write(() => purge(now, limit)),
    dueCallbacks: (now, retryMs, limit) =>
      db.write(() => {
        const rows = statement('dueCallbacks').all(now, limit) as { job_id: string; callback_url: string }[]
        for (const row of rows) statement('postpone').run(now + retryMs, row.job_id)
        return rows.map((row): DueCallback => ({ jobId: row.job_id, url: row.callback_url }))
      }),
    settleCallback: (jobId, outcome) =>
      db.write(() => {
        statement('settle').run(outcome, jobId)
      }),
    async findPerson(email, of = 'everything') {
      const found: PersonEntry[] = []
      for (const job of jobsOf(of)) {
        const { job_id: jobId } = job
        for (const slice of slicesOf(job, email)) {
          for (const row of db.read(() => refusedWith(slice))) found.push({ jobId, emailNumber: row.email_number, result: toResult(row) })
          await setImmediate()
        }
        for (const { first_number: first, emails } of db.read(() => listsWith(jobId, email))) {
          for (const [index, each] of emails.entries()) {
            if (!isPerson(each, email)) continue
            const row = db.read(() => statement('result').get({ $job: jobId, $number: first + index })) as ResultRow | undefined
            found.push({ jobId, emailNumber: first + index, result: row === undefined ? null : toResult(row) })
          }
        }
        // Other requests come in between.
        await setImmediate()
      }
      return found
    },
    async eraseProfile(email, of = 'everything') {
      let erased = 0
      for (const job of jobsOf(of)) {
        for (const slice of slicesOf(job, email)) {
          erased += await db.write(() => {
            const { profiles } = statement('profilesOf').get(slice) as { profiles: number }
            statement('erase').run(slice)
            for (const row of refusedWith(slice)) statement('eraseOne').run({ $job: job.job_id, $number: row.email_number })
            return profiles
          })
        }
        await db.write(() => {
          for (const { first_number: first, emails } of listsWith(job.job_id, email)) {
            const left = emails.map(each => (isPerson(each, email) ? ERASED : each))
            statement('saveList').run(JSON.stringify(left), job.job_id, first)
          }
        })
      }
      return erased
    },
  }
}
