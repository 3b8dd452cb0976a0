import {
  type JobHistory,
  type JobVerdict,
  jobHistory,
  type LaneTurn,
  turnsIn,
  verdictsIn,
  withTurn,
  withVerdict,
} from '../../jobs/job-history.ts'
import type { Database } from './database.ts'

/** The rings of the jobs' lanes and verdicts. `turned` and `found` only within a fenced write. */
export interface SqliteJobHistory {
  turned(jobId: string, lane: number, turn: LaneTurn): void
  found(jobId: string, verdict: JobVerdict): void
  of(jobId: string): JobHistory
}

const VERDICTS = -1
const SQL = {
  ring: 'SELECT ring FROM batch_job_rings WHERE job_id = ? AND lane = ?',
  save: 'INSERT OR REPLACE INTO batch_job_rings VALUES (?, ?, ?)',
  all: 'SELECT lane, ring FROM batch_job_rings WHERE job_id = ? ORDER BY lane',
} as const

type RingRow = { lane: number; ring: string }

export function createSqliteJobHistory(db: Database): SqliteJobHistory {
  const change = (jobId: string, lane: number, to: (ring: string) => string): void => {
    const row = db.statement(SQL.ring).get(jobId, lane) as Pick<RingRow, 'ring'> | undefined
    db.statement(SQL.save).run(jobId, lane, to(row?.ring ?? ''))
  }
  return {
    turned: (jobId, lane, turn) => change(jobId, lane, ring => withTurn(ring, turn)),
    found: (jobId, verdict) => change(jobId, VERDICTS, ring => withVerdict(ring, verdict)),
    of(jobId) {
      const rows = db.statement(SQL.all).all(jobId) as RingRow[]
      const lanes = rows.filter(({ lane }) => lane !== VERDICTS)
      const verdicts = rows.find(({ lane }) => lane === VERDICTS)?.ring ?? ''
      return jobHistory(
        lanes.flatMap(({ lane, ring }) => turnsIn(ring, lane)),
        verdictsIn(verdicts),
      )
    },
  }
}
