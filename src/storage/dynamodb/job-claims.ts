import { randomUUID } from 'node:crypto'
import { type LaneRecord, type Lease, LeaseLostError } from '../../jobs/job.ts'
import type { ClaimedJob, JobStore } from '../../jobs/job-store.ts'
import type { BlockRecord } from '../../tokens/block.ts'
import type { Item } from './dynamo.ts'
import { WORK_INDEX } from './dynamo-tables.ts'
import { type HeldJob, type HeldJobs, totalOf } from './held-jobs.ts'
import {
  closingOf,
  laneKey,
  laneOf,
  optionsOf,
  ringOf,
  timeKey,
  toJob,
  toLane,
  toResult,
  VERDICTS_LANE,
  WORK_SHARDS,
  type WorkKind,
  workOf,
  workShard,
} from './job-items.ts'
import type { JobTables } from './job-submission.ts'

/** Jobs looked at per shard of the index: the first due one is usually the first. */
const LOOK = 10
/** Fences written at a time. */
const AT_ONCE = 10

interface DueJob {
  readonly jobId: string
  readonly status: string
  readonly priority: number
  readonly createdAt: number
}

/**
 * Claiming, and fencing off whoever held the job before.
 *
 * The claim is one conditional write. Before it returns, two kinds of marks make sure that an earlier owner, whenever he wakes, finds every
 * door closed: each lane's row carries the new lease version, and each address that he may have in flight (at most up to `drawn_to`, which he
 * can move no more) either has its result already or gets a placeholder with the new version. His writes are conditional on both.
 */
export function createJobClaims(tables: JobTables, held: HeldJobs): Pick<JobStore, 'claim'> {
  const { dynamo, jobs, results } = tables
  /** Leases seen alive: a running job is not looked at again before its lease could have run out. */
  const seenLeases = new Map<string, number>()

  const read = async (kind: WorkKind, shard: number, below: string): Promise<DueJob[]> => {
    const values = { ':shard': workShard(kind, shard), ':below': below }
    const query = { table: jobs, index: WORK_INDEX, where: 'work_shard = :shard AND work_key < :below', values }
    // Pending jobs are in the order of claiming; the others in that of their time, which may have come for any of them.
    const items = kind === 'ready' ? (await dynamo.query({ ...query, limit: LOOK })).items : await dynamo.collect(query)
    return items.map(item => ({
      jobId: String(item.job_id),
      status: String(item.status),
      priority: Number(item.priority),
      createdAt: Number(item.created_at),
    }))
  }

  const due = async (now: number): Promise<DueJob[]> => {
    const shards = Array.from({ length: WORK_SHARDS }, (_, shard) => shard)
    const found = await Promise.all(shards.flatMap(shard => [read('ready', shard, '~'), read('later', shard, timeKey(now + 1))]))
    const jobsDue = found.flat().filter(job => job.status !== 'processing' || (seenLeases.get(job.jobId) ?? 0) < now)
    return jobsDue.sort((a, b) => a.priority - b.priority || a.createdAt - b.createdAt || (a.jobId < b.jobId ? -1 : 1))
  }

  const isAlive = async (jobId: string, now: number): Promise<boolean> => {
    const item = await dynamo.get(jobs, { job_id: jobId }, 'lease_until, #status', { '#status': 'status' })
    if (item?.status !== 'processing' || Number(item.lease_until) < now) return false
    if (seenLeases.size > 10_000) seenLeases.clear()
    seenLeases.set(jobId, Number(item.lease_until))
    return true
  }

  const take = async (jobId: string, worker: string, now: number, leaseMs: number): Promise<Item | null> => {
    const claimId = randomUUID()
    const until = now + leaseMs
    const update = `SET #status = :processing, worker = :worker, lease_version = lease_version + :one, lease_until = :until, claim_id = :claim,
      started_at = if_not_exists(started_at, :now), was_clean = clean, clean = :false, work_shard = :shard, work_key = :key
      REMOVE waiting_until, waiting_reason`
    const condition = `#status = :pending OR (#status = :waiting AND waiting_until <= :now) OR (#status = :processing AND lease_until < :now)`
    const work = workOf({ job_id: jobId, status: 'processing', lease_until: until })!
    const states = { ':pending': 'pending', ':waiting': 'waiting_for_capacity', ':processing': 'processing' }
    const lease = { ':worker': worker, ':until': until, ':claim': claimId, ':now': now, ':one': 1, ':false': false }
    const values = { ...states, ...lease, ':shard': work.shard, ':key': work.key }
    const written = await dynamo.update(jobs, { job_id: jobId }, update, condition, { names: { '#status': 'status' }, values })
    if (written.ok) return written.item
    // The answer to our own claim was lost.
    return written.found?.claim_id === claimId ? written.found : null
  }

  /** From here on an earlier owner can write no lane, and no verdict. Returns what he left there. */
  const fenceLanes = async (lease: Lease, lanes: number): Promise<Item[]> => {
    const stamp = async (lane: number): Promise<Item> => {
      const condition = 'attribute_not_exists(lease_version) OR lease_version <= :v'
      const update = 'SET lease_version = :v, seq = :zero'
      const written = await dynamo.update(results, laneKey(lease.jobId, lane), update, condition, {
        values: { ':v': lease.version, ':zero': 0 },
      })
      if (!written.ok) throw new LeaseLostError(lease)
      return written.item
    }
    return Promise.all([...Array.from({ length: lanes }, (_, lane) => lane), VERDICTS_LANE].map(stamp))
  }

  /** From here on an earlier owner can write no result of this number. Returns the one he has written, if he was faster. */
  const fenceNumber = async (lease: Lease, number: number): Promise<Item | null> => {
    const placeholder = { job_id: lease.jobId, email_number: number, claim: lease.version }
    const written = await dynamo.put(results, placeholder, 'attribute_not_exists(job_id) OR claim <= :v', {
      values: { ':v': lease.version },
    })
    if (written.ok) return null
    if (written.found?.claim !== undefined) throw new LeaseLostError(lease)
    return written.found
  }

  const readResults = async (jobId: string, from: number, to: number): Promise<Item[]> => {
    if (to <= from) return []
    const names = { '#error': 'error_type', '#at': 'at' }
    const project = 'email_number, success, saved, #error, claim, rejected, lane, reservation_id, used, #at'
    const values = { ':job': jobId, ':from': from + 1, ':to': to }
    const rows: Item[] = []
    const query = { table: results, where: 'job_id = :job AND email_number BETWEEN :from AND :to', project, names, values }
    for await (const row of dynamo.queryAll(query)) if (row.claim === undefined) rows.push(row)
    return rows
  }

  /** Everything up to `drawn_to` that has no result gets its fence. */
  const fenceNumbers = async (lease: Lease, from: number, to: number, rows: Item[]): Promise<void> => {
    const present = new Set(rows.map(row => Number(row.email_number)))
    const missing: number[] = []
    for (let number = from + 1; number <= to; number += 1) if (!present.has(number)) missing.push(number)
    for (let i = 0; i < missing.length; i += AT_ONCE) {
      const late = await Promise.all(missing.slice(i, i + AT_ONCE).map(number => fenceNumber(lease, number)))
      for (const row of late) if (row !== null) rows.push(row)
    }
  }

  /** What every lane had spent for certain: its own row's count, or more if a result says so. */
  const recoverLanes = async (lease: Lease, rows: readonly Item[], laneRows: readonly Item[], lanesFrom: number): Promise<LaneRecord[]> => {
    const lanes: LaneRecord[] = []
    for (const row of laneRows) {
      const lane = toLane(row, lanesFrom)
      if (lane === null) continue
      let { used } = lane
      for (const result of rows) if (result.reservation_id === lane.reservationId) used = Math.max(used, Number(result.used))
      if (used !== lane.used) {
        const values = { ':used': used, ':v': lease.version }
        const written = await dynamo.update(results, laneKey(lease.jobId, lane.lane), 'SET used = :used', 'lease_version = :v', { values })
        if (!written.ok) throw new LeaseLostError(lease)
      }
      lanes.push({ ...lane, used })
    }
    return lanes
  }

  const writeCounts = async (job: HeldJob): Promise<Item> => {
    const { lease } = job
    const values = { ':counts': totalOf(job), ':switches': job.tokenSwitches, ':worker': lease.worker, ':v': lease.version }
    const update = 'SET counts = :counts, token_switches = :switches'
    const written = await dynamo.update(jobs, { job_id: lease.jobId }, update, 'worker = :worker AND lease_version = :v', {
      values,
    })
    if (!written.ok) throw new LeaseLostError(lease)
    return written.item
  }

  const takeOver = async (item: Item, lease: Lease): Promise<ClaimedJob> => {
    const job = held.add(item, lease)
    // Nobody has ever held it.
    if (lease.version === 1) return { job: toJob(item, []), lease, lowWater: 0, closing: { jobId: lease.jobId, version: 0, blocks: [] } }
    const lanesFrom = Number(item.lanes_from)
    const mustFence = item.was_clean !== true
    const laneRows = mustFence ? await fenceLanes(lease, optionsOf(item).parallelTokens) : []
    // A block that is still open may have been begun long before the last heartbeat.
    const from = Math.min(job.lowWater, ...laneRows.filter(row => toLane(row, lanesFrom) !== null).map(row => Number(row.low)))
    const rows = await readResults(lease.jobId, from, job.drawnTo)
    if (mustFence) await fenceNumbers(lease, job.lowWater, job.drawnTo, rows)
    for (const row of rows) {
      const { emailNumber, success, saved, errorType } = toResult(row)
      if (emailNumber > job.lowWater && row.rejected !== true) job.above.set(emailNumber, { success, saved, errorType })
    }
    const lanes = await recoverLanes(lease, rows, laneRows, lanesFrom)
    for (const lane of lanes) job.laneBlocks.set(lane.lane, lane.reservationId)
    for (const row of laneRows) job.rings.set(laneOf(row), ringOf(row))
    for (const row of laneRows) job.tokenSwitches = Math.max(job.tokenSwitches, Number(row.switches ?? 0))
    const released = closingOf(item) ?? { jobId: lease.jobId, version: 0, blocks: [] }
    const left = laneRows.flatMap(row => (toLane(row, lanesFrom) === null || !row.leaving ? [] : [row.leaving as BlockRecord]))
    const closing = { ...released, blocks: [...released.blocks, ...left] }
    return { job: toJob(await writeCounts(job), lanes), lease, lowWater: job.lowWater, closing }
  }

  return {
    async claim({ worker, now, leaseMs }) {
      for (const candidate of await due(now)) {
        const { jobId } = candidate
        if (candidate.status === 'processing' && (await isAlive(jobId, now))) continue
        const item = await take(jobId, worker, now, leaseMs)
        if (item === null) continue
        try {
          return await takeOver(item, { jobId, worker, version: Number(item.lease_version) })
        } catch (error) {
          // Held up so long that it was taken over meanwhile: there may be others.
          if (!(error instanceof LeaseLostError)) throw error
        }
      }
      return null
    },
  }
}
