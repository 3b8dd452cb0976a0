import { askedForBy, type JobRequest, type JobResult, type Lease, LeaseLostError } from '../../jobs/job.ts'
import { withTurn, withVerdict } from '../../jobs/job-history.ts'
import type { Ending, JobStore } from '../../jobs/job-store.ts'
import type { BlockRecord } from '../../tokens/block.ts'
import type { Item, Written } from './dynamo.ts'
import { type HeldJob, type HeldJobs, inDoubt, raiseLowWater, totalOf } from './held-jobs.ts'
import {
  type ClosingAttribute,
  chunkNumber,
  laneAttributes,
  laneKey,
  purgeAt,
  resultItem,
  ringOf,
  toResult,
  VERDICTS_LANE,
  workOf,
} from './job-items.ts'
import type { JobTables } from './job-submission.ts'

/**
 * Addresses handed out at a time. Each window costs one write (the mark `drawn_to`), and after a crash at most this many, and those in
 * flight, have to be fenced one by one.
 */
const WINDOW = 50

const HELD = 'worker = :worker AND lease_version = :v AND #status = :processing'

type Work = Pick<JobStore, 'heartbeat' | 'draw' | 'saveLane' | 'noteVerdict' | 'record' | 'release'>

/** What the holder of a lease writes; every write names its version, on the job's item, the lane's row or the result itself. */
export function createJobWork({ dynamo, jobs, results }: JobTables, held: HeldJobs): Work {
  const names = { '#status': 'status' }
  const mine = ({ worker, version }: Lease) => ({ ':worker': worker, ':v': version, ':processing': 'processing' })
  const isMine = (item: Item | null, lease: Lease) =>
    item?.worker === lease.worker && item.lease_version === lease.version && item.status === 'processing'

  const mark = async (job: HeldJob, number: number): Promise<void> => {
    const { lease } = job
    const drawnTo = Math.max(job.drawnTo, number)
    const values = { ...mine(lease), ':to': drawnTo }
    const written = await dynamo.update(jobs, { job_id: lease.jobId }, 'SET drawn_to = :to', HELD, { names, values })
    if (!written.ok) throw new LeaseLostError(lease)
    job.drawnTo = drawnTo
  }

  /** The submitted addresses around a number. */
  const chunkOf = async (job: HeldJob, number: number): Promise<NonNullable<HeldJob['chunk']> | null> => {
    const { chunk } = job
    if (chunk !== null && number >= chunk.first && number < chunk.first + chunk.emails.length) return chunk
    const values = { ':job': job.lease.jobId, ':from': chunkNumber(number), ':to': chunkNumber(1) }
    const where = 'job_id = :job AND email_number BETWEEN :from AND :to'
    const [row] = (await dynamo.query({ table: results, where, values, limit: 1 })).items
    if (row === undefined) return null
    job.chunk = { first: Number(row.first_number), emails: JSON.parse(String(row.emails)) as (string | null)[] }
    return job.chunk
  }

  /** A lane's row in the order in which this owner wrote it, unless the lane is a later owner's. False when the row is not of that block. */
  const writeLane = async (job: HeldJob, lane: number, set: Item, reservationId?: string): Promise<boolean> => {
    const { lease } = job
    job.laneSequence += 1
    const seq = job.laneSequence
    const all: Item = { ...set, lease_version: lease.version, seq }
    const update = `SET ${Object.keys(all)
      .map(name => `#${name} = :${name}`)
      .join(', ')}`
    const order =
      '(attribute_not_exists(lease_version) OR lease_version < :lease_version OR (lease_version = :lease_version AND seq < :seq))'
    const condition = reservationId === undefined ? order : `${order} AND reservation_id = :block`
    const values = {
      ...Object.fromEntries(Object.entries(all).map(([name, value]) => [`:${name}`, value])),
      ...(reservationId === undefined ? {} : { ':block': reservationId }),
    }
    const laneNames = Object.fromEntries(Object.keys(all).map(name => [`#${name}`, name]))
    const key = laneKey(lease.jobId, lane)
    const written = await inDoubt(job, `lane ${lane}`, () => dynamo.update(results, key, update, condition, { names: laneNames, values }))
    if (written.ok) return true
    const { found } = written
    if (Number(found?.lease_version ?? 0) > lease.version) throw new LeaseLostError(lease)
    // A repeat of what has arrived already, or of what a newer write has replaced.
    return found?.lease_version === lease.version && Number(found.seq) >= seq
  }

  /** Makes sure that `rings` has what an earlier owner has noted there: read once, where there was one and no fence has brought it along. */
  const readRing = async (job: HeldJob, lane: number): Promise<void> => {
    const { jobId, version } = job.lease
    if (job.rings.has(lane) || version === 1) return
    const ring = ringOf(await dynamo.get(results, laneKey(jobId, lane), 'ring'))
    // Another lane may have noted something meanwhile.
    if (!job.rings.has(lane)) job.rings.set(lane, ring)
  }

  const count = (job: HeldJob, result: JobResult): void => {
    const { emailNumber, success, saved, errorType } = result
    if (emailNumber > job.lowWater && !job.above.has(emailNumber)) job.above.set(emailNumber, { success, saved, errorType })
  }

  const writeResult = async (job: HeldJob, lane: number, block: BlockRecord, result: JobResult): Promise<void> => {
    const { lease } = job
    const { jobId, version, worker } = lease
    if (result.emailNumber > job.drawnTo) await mark(job, result.emailNumber)
    const spent = { lane, reservation_id: block.reservationId, used: block.used, lease_version: version, worker }
    const item = { ...resultItem(jobId, result), ...spent }
    const condition = 'attribute_not_exists(job_id) OR claim <= :v'
    const written: Written = await inDoubt(job, `result ${result.emailNumber}`, () =>
      dynamo.put(results, item, condition, { values: { ':v': version } }),
    )
    if (written.ok) return count(job, result)
    const { found } = written
    if (Number(found?.claim ?? found?.lease_version ?? 0) > version) throw new LeaseLostError(lease)
    if (found !== null) count(job, toResult(found))
    // Ours, and only the answer was lost; or the number had its first result: then the unit it cost is written down by itself.
    if (found?.lease_version === version && found.reservation_id === block.reservationId && found.used === block.used) return
    await writeLane(job, lane, { used: block.used }, block.reservationId)
  }

  return {
    async heartbeat(lease, now, leaseMs, { lowWater, waitingReason, waitingUntil }) {
      const job = held.of(lease)
      raiseLowWater(job, Math.min(lowWater, job.drawnTo))
      const waits = waitingReason !== null && waitingUntil !== null
      const waiting = waits ? ', waiting_reason = :reason, waiting_until = :waiting' : ''
      const update = `SET lease_until = :until, low_water = :low, counted_low = :base, counts = :counts, token_switches = :switches${waiting}${
        waits ? '' : ' REMOVE waiting_reason, waiting_until'
      }`
      const counts = { ':low': job.lowWater, ':base': job.base, ':counts': totalOf(job), ':switches': job.tokenSwitches }
      const values = {
        ...mine(lease),
        ...counts,
        ':until': now + leaseMs,
        ...(waits ? { ':reason': waitingReason, ':waiting': waitingUntil } : {}),
      }
      // A heartbeat that was held up on its way must not shorten what a later one has granted.
      const written = await dynamo.update(jobs, { job_id: lease.jobId }, update, `${HELD} AND lease_until <= :until`, { names, values })
      const item = written.ok ? written.item : written.found
      // Our own release has arrived, and only its answer has not: nobody has taken anything.
      if (job.leaving && item?.lease_version === lease.version && item.worker === undefined) return { requested: null }
      if (!isMine(item, lease)) throw new LeaseLostError(lease)
      return { requested: requestedOf(item) }
    },

    async draw(lease, after) {
      const job = held.of(lease)
      const chunk = after < job.totalEmails ? await chunkOf(job, after + 1) : null
      const last = chunk === null ? null : Math.min(after + WINDOW, chunk.first + chunk.emails.length - 1)
      // The mark comes before the addresses: whoever takes the job over knows how far this owner can have gone.
      await mark(job, last ?? 0)
      if (chunk === null || last === null) return { addresses: [], last: null }
      const addresses = []
      for (let emailNumber = after + 1; emailNumber <= last; emailNumber += 1) {
        const email = chunk.emails[emailNumber - chunk.first] ?? null
        if (email !== null && !job.above.has(emailNumber)) addresses.push({ emailNumber, email })
      }
      return { addresses, last }
    },

    async saveLane(lease, lane, block, leaving, turn) {
      const job = held.of(lease)
      if (turn !== undefined) await readRing(job, lane)
      const ring = turn === undefined ? undefined : withTurn(job.rings.get(lane) ?? '', turn)
      const isNew = job.laneBlocks.get(lane) !== block.reservationId
      if (isNew) job.tokenSwitches += 1
      job.laneBlocks.set(lane, block.reservationId)
      // The job's own count lags by a heartbeat; the highest of the lanes' rows survives a crash.
      const own = { block_version: lease.version, low: job.lowWater, switches: job.tokenSwitches }
      await writeLane(job, lane, { ...laneAttributes(block), ...own, leaving: leaving ?? null, ...(ring === undefined ? {} : { ring }) })
      // A repeat of this write begins from the same ring: it notes the turn once.
      if (ring !== undefined) job.rings.set(lane, ring)
    },

    async noteVerdict(lease, verdict) {
      const job = held.of(lease)
      await readRing(job, VERDICTS_LANE)
      // Nothing is waited for in between, and it is told before it is written: another lane's verdict must not be written without it.
      const ring = withVerdict(job.rings.get(VERDICTS_LANE) ?? '', verdict)
      job.rings.set(VERDICTS_LANE, ring)
      await writeLane(job, VERDICTS_LANE, { ring })
    },

    async record(lease, { lane, block, result }) {
      const job = held.of(lease)
      if (result !== null) await writeResult(job, lane, block, result)
      else await writeLane(job, lane, { used: block.used, low: job.lowWater }, block.reservationId)
    },

    async release(lease, ending, now, closing = []) {
      if (held.wasReleased(lease, ending.status)) return { released: true }
      const job = held.of(lease)
      job.leaving = true
      const { jobId, version } = lease
      // Only the holder of a version takes the worker's name off it. What operators have made of the job since is no matter.
      const wasReleased = (item: Item | null) => item?.lease_version === version && item.worker === undefined
      const noted: ClosingAttribute | undefined = closing.length === 0 ? undefined : { v: version, blocks: closing }
      const { update, values } = leaving({ ...job.item, closing: noted }, ending, now)
      const counts = { ':counts': totalOf(job), ':switches': job.tokenSwitches, ':lanes': version + 1, ':clean': job.doubtful.size === 0 }
      const own = `counts = :counts, token_switches = :switches, lanes_from = :lanes, clean = :clean${noted === undefined ? '' : ', closing = :closing'}`
      const heeds = heedsWhatIsAsked(ending)
      const noting = noted === undefined ? {} : { ':closing': noted }
      const expression = { names, values: { ...mine(lease), ...values, ...counts, ...heeds.values, ...noting } }
      const written = await dynamo.update(jobs, { job_id: jobId }, `SET ${own}, ${update}`, `${HELD}${heeds.condition}`, expression)
      if (!written.ok && isMine(written.found, lease)) return { released: false, requested: requestedOf(written.found) }
      if (!written.ok && !wasReleased(written.found)) throw new LeaseLostError(lease)
      job.item = (written.ok ? written.item : written.found) ?? job.item
      job.released = ending.status
      job.above.clear()
      job.chunk = null
      return { released: true }
    },
  }
}

function requestedOf(item: Item | null): JobRequest | null {
  return item?.requested === 'pause' || item?.requested === 'cancel' ? item.requested : null
}

/** What `askedForBy` says of this ending, as a further condition of the release. */
function heedsWhatIsAsked({ status }: Ending): { readonly condition: string; readonly values: Record<string, unknown> } {
  const asked = askedForBy(status)
  if (asked === 'anything') return { condition: '', values: {} }
  if (asked === null) return { condition: ' AND attribute_not_exists(requested)', values: {} }
  return { condition: ' AND requested = :asked', values: { ':asked': asked } }
}

/** The expression that takes a job out of its worker's hands, into this state and to its place in the index. Begins after a `SET`. */
export function leaving(
  before: Item,
  ending: Ending | { readonly status: 'pending' | 'paused' },
  now: number,
): { readonly update: string; readonly values: Record<string, unknown> } {
  const isEnd = 'expiresAt' in ending
  const calls = isEnd && before.callback_url !== undefined
  const set: Item = {
    status: ending.status,
    ...(isEnd ? { finished_at: now, expires_at: ending.expiresAt, purge_at: purgeAt(ending.expiresAt) } : {}),
    ...(calls ? { callback_state: 'due', callback_at: now } : {}),
    ...('until' in ending ? { waiting_until: ending.until } : {}),
    // Of the state it goes into: why it waits, or why it is failed.
    ...('reason' in ending ? { waiting_reason: ending.reason } : {}),
  }
  const work = workOf({ ...before, ...set })
  const all: Item = { ...set, ...(work === null ? {} : { work_shard: work.shard, work_key: work.key }) }
  const gone = [
    'worker',
    'lease_until',
    'requested',
    'finished_at',
    'expires_at',
    'purge_at',
    'callback_state',
    'callback_at',
    'waiting_until',
  ]
  const remove = [...gone, 'waiting_reason', 'work_shard', 'work_key'].filter(name => !(name in all))
  const assignments = Object.keys(all).map(name => `${name === 'status' ? '#status' : name} = :new_${name}`)
  return {
    update: `${assignments.join(', ')} REMOVE ${remove.join(', ')}`,
    values: Object.fromEntries(Object.entries(all).map(([name, value]) => [`:new_${name}`, value])),
  }
}
