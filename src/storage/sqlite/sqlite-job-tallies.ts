import { type Lease, LeaseLostError } from '../../jobs/job.ts'
import type { Database, GroupSum } from './database.ts'
import { type JobRow, type LaneUsage, toLaneUsage } from './sqlite-job-rows.ts'

const READ = 'SELECT job_number, lane_usage FROM batch_jobs WHERE job_id = ?'
const RAISE = `UPDATE batch_jobs SET processed = processed + ?, successful = successful + ?, saved = saved + ?, save_failed = save_failed + ?,
  token_switches = token_switches + ?, lane_usage = ? WHERE job_number = ? AND worker = ? AND lease_version = ? AND status = 'processing'`

/** What a group of writes adds to its job's row. */
export interface Tally {
  readonly jobNumber: number
  /** Complete: what the row says, with what this group changes. */
  readonly used: LaneUsage
  done: number
  ok: number
  saved: number
  unsaved: number
  switches: number
}

export interface JobTallies {
  /** Within a write only. @throws LeaseLostError when there is no such job */
  of(lease: Lease): Tally
  /** A worker has claimed the job: what another one may have counted meanwhile is read from the row. */
  claimed(jobId: string): void
}

/** More jobs than a process works on at a time. One too many is read again, as after a claim. */
const MOST_HELD = 256

/**
 * The counters of the rows of running jobs, raised once for all writes of a group. The fence is in that one statement, too: it fails the group
 * of a worker that has lost its lease.
 *
 * What the lanes have spent is read once per lease: nobody else writes it while the lease is held, and a group that is not committed leaves
 * nothing behind here.
 */
export function createJobTallies(db: Database): JobTallies {
  /** By the lease object, of which a run has one: the strings and closures are made once per run and not once per result. */
  const sums = new WeakMap<Lease, GroupSum<Tally>>()
  /** By job. A lease that is not the current one takes it in vain, because its group fails. */
  const held = new Map<string, Pick<Tally, 'jobNumber' | 'used'>>()

  const read = (lease: Lease): Pick<Tally, 'jobNumber' | 'used'> => {
    const row = db.statement(READ).get(lease.jobId) as Pick<JobRow, 'job_number' | 'lane_usage'> | undefined
    if (row === undefined) throw new LeaseLostError(lease)
    return { jobNumber: row.job_number, used: toLaneUsage(row.lane_usage) }
  }

  const sumOf = (lease: Lease): GroupSum<Tally> => ({
    key: `tally ${lease.jobId} ${lease.worker} ${lease.version}`,
    create() {
      const { jobNumber, used } = held.get(lease.jobId) ?? read(lease)
      // Comes back with the commit.
      held.delete(lease.jobId)
      return { jobNumber, used, done: 0, ok: 0, saved: 0, unsaved: 0, switches: 0 }
    },
    finish({ jobNumber, used, done, ok, saved, unsaved, switches }) {
      const values = [done, ok, saved, unsaved, switches, JSON.stringify(used), jobNumber, lease.worker, lease.version]
      if (db.statement(RAISE).run(...values).changes === 0) throw new LeaseLostError(lease)
    },
    committed({ jobNumber, used }) {
      held.set(lease.jobId, { jobNumber, used })
      const [oldest] = held.size > MOST_HELD ? held.keys() : []
      if (oldest !== undefined) held.delete(oldest)
    },
  })

  return {
    of(lease) {
      let sum = sums.get(lease)
      if (sum === undefined) {
        sum = sumOf(lease)
        sums.set(lease, sum)
      }
      return db.perGroup(sum)
    },
    claimed: jobId => void held.delete(jobId),
  }
}
