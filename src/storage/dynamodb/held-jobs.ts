import { type JobStatus, type Lease, LeaseLostError } from '../../jobs/job.ts'
import type { Item } from './dynamo.ts'
import { addTo, type Counted, readTally, type Tally } from './job-items.ts'

/** What this process knows of a job while it holds its lease. Nothing in here decides a write: the conditions on the items do. */
export interface HeldJob {
  readonly lease: Lease
  /** As it was claimed, or left: what a job is of stays as it is, all else is checked by the condition of the write. */
  item: Item
  readonly totalEmails: number
  /** Every address up to here had its result at the last heartbeat. */
  lowWater: number
  /** Marked on the job: no address beyond it has been handed out, to anybody. */
  drawnTo: number
  /** Counts of the results up to `lowWater`, and those beyond it one by one. */
  readonly base: Tally
  readonly above: Map<number, Counted>
  tokenSwitches: number
  /** The rings of its history by the number of their rows, as far as they have been read or written under this lease. */
  readonly rings: Map<number, string>
  readonly laneBlocks: Map<number, string>
  /** Orders this owner's writes to its lanes: a delayed repeat of an older one must not undo a newer one. */
  laneSequence: number
  /** Writes whose outcome is not known. While there are any, the next owner has to fence this one off, however it left. */
  readonly doubtful: Set<string>
  chunk: { readonly first: number; readonly emails: readonly (string | null)[] } | null
  /** A release was begun; until its outcome is known the job may have been given up already, by ourselves. */
  leaving: boolean
  released: JobStatus | null
}

export interface HeldJobs {
  add(item: Item, lease: Lease): HeldJob
  /** @throws LeaseLostError when this process has claimed the job again since, has left it, or never held it */
  of(lease: Lease): HeldJob
  /** The job as this process has left it under the lease of this version; undefined when it did not. */
  left(jobId: string, version: number): Item | undefined
  /** True when exactly this lease was given up in this way. */
  wasReleased(lease: Lease, status: JobStatus): boolean
}

/** Leases that were given up are remembered for a while: the repeat of a release finds that it has happened. */
const REMEMBERED = 1_000

export function createHeldJobs(): HeldJobs {
  const jobs = new Map<string, HeldJob>()
  const same = (held: HeldJob | undefined, lease: Lease): held is HeldJob =>
    held !== undefined && held.lease.version === lease.version && held.lease.worker === lease.worker

  return {
    add(item, lease) {
      const held: HeldJob = {
        lease,
        item,
        totalEmails: Number(item.total_emails),
        lowWater: Number(item.low_water),
        drawnTo: Number(item.drawn_to),
        base: readTally(item.counted_low),
        above: new Map(),
        tokenSwitches: Number(item.token_switches ?? 0),
        rings: new Map(),
        laneBlocks: new Map(),
        laneSequence: 0,
        doubtful: new Set(),
        chunk: null,
        leaving: false,
        released: null,
      }
      jobs.set(lease.jobId, held)
      for (const [jobId, other] of jobs) {
        if (jobs.size <= REMEMBERED) break
        if (other.released !== null) jobs.delete(jobId)
      }
      return held
    },
    of(lease) {
      const held = jobs.get(lease.jobId)
      if (!same(held, lease) || held.released !== null) throw new LeaseLostError(lease)
      return held
    },
    left(jobId, version) {
      const held = jobs.get(jobId)
      return held?.lease.version === version && held.released !== null ? held.item : undefined
    },
    wasReleased(lease, status) {
      const held = jobs.get(lease.jobId)
      return same(held, lease) && held.released === status
    },
  }
}

/** Results up to the new low water are final: they are added up and forgotten one by one. */
export function raiseLowWater(held: HeldJob, lowWater: number): void {
  if (lowWater <= held.lowWater) return
  held.lowWater = lowWater
  for (const [number, result] of held.above) {
    if (number > lowWater) continue
    addTo(held.base, result)
    held.above.delete(number)
  }
}

export function totalOf(held: HeldJob): Tally {
  const total = readTally(held.base)
  for (const result of held.above.values()) addTo(total, result)
  return total
}

/** Runs a write and remembers it as doubtful until its outcome is known, one way or the other. */
export async function inDoubt<T>(held: HeldJob, what: string, write: () => Promise<T>): Promise<T> {
  held.doubtful.add(what)
  const outcome = await write()
  held.doubtful.delete(what)
  return outcome
}
