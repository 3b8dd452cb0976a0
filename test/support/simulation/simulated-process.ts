import type { Lease } from '../../../src/jobs/job.ts'
import { LeaseLostError } from '../../../src/jobs/job.ts'
import type { JobStore } from '../../../src/jobs/job-store.ts'
import type { JobWorker } from '../../../src/jobs/run/job-worker.ts'
import type { ProfileStore } from '../../../src/profiles/profile-store.ts'
import type { Clock } from '../../../src/shared/clock.ts'
import type { QuotaDay } from '../../../src/shared/quota-day.ts'
import { skewBetween } from '../../../src/shared/store-time.ts'
import type { TokenStore } from '../../../src/tokens/token-store.ts'
import { settled } from '../manual-clock.ts'
import { composeTestBatch } from '../test-batch.ts'
import type { Process, Random, Scheduler } from './scheduler.ts'
import type { SharedCallRecords } from './shared-call-records.ts'
import type { SharedJournal } from './shared-journal.ts'
import type { UpstreamBooks } from './upstream-books.ts'

export const LEASE_MS = 3_000
/** Some processes have more lanes than this, some fewer. */
const CALLS_A_WRITE = 1

/** What all simulated processes share. */
export interface World {
  readonly scheduler: Scheduler
  readonly random: Random
  readonly clock: Clock
  readonly quotaDay: (now: number) => QuotaDay
  readonly hourlyLimit?: number | undefined
  readonly tokens: TokenStore
  readonly jobs: JobStore
  readonly profiles: ProfileStore
  readonly books: UpstreamBooks
  readonly leases: LeaseBooks
  /** One for each machine: processes of the same one read each other's. */
  readonly journals: readonly SharedJournal[]
  readonly calls: SharedCallRecords
}

/** Who holds which job, as the store granted it: fencing is judged against these books. */
export class LeaseBooks {
  readonly violations: string[] = []
  readonly #latest = new Map<string, { version: number; open: boolean }>()
  /** Called when a job is claimed that its former worker had not released. */
  readonly #onTakeover: () => void
  readonly #released = new Set<string>()

  constructor(onTakeover: () => void) {
    this.#onTakeover = onTakeover
  }

  /** The job store as a process calls it, watched: a claim is noted, and every fenced write of an outdated lease must be refused. */
  watch(process: Process, jobs: JobStore): JobStore {
    const fenced = async <T>(lease: Lease, name: string, write: () => Promise<T>): Promise<T> => {
      const isLatest = () => this.#latest.get(lease.jobId)?.version === lease.version
      const before = isLatest()
      try {
        const value = await write()
        // A release that is repeated because its answer was lost changes nothing, and is told so.
        const repeated = name === 'release' && this.#released.has(`${lease.jobId} ${lease.version}`)
        if (!before && !repeated) this.violations.push(`G4: ${name} of an outdated lease was accepted from ${process.name}`)
        return value
      } catch (error) {
        // A claim of the same turn may have come first.
        await settled()
        // A heartbeat that arrives after the job's own release is refused, and rightly so.
        const own = isLatest() && (name === 'release' || this.#latest.get(lease.jobId)?.open === true)
        if (error instanceof LeaseLostError && own)
          this.violations.push(`G4: ${process.name} was told that it lost its own lease (${name})`)
        throw error
      }
    }
    return {
      ...jobs,
      claim: async query => {
        const claimed = await jobs.claim(query)
        if (claimed === null) return null
        const { jobId, version } = claimed.lease
        const former = this.#latest.get(jobId)
        if (former?.open === true) this.#onTakeover()
        this.#latest.set(jobId, { version, open: true })
        return claimed
      },
      heartbeat: (lease, ...rest) => fenced(lease, 'heartbeat', () => jobs.heartbeat(lease, ...rest)),
      draw: (lease, after) => fenced(lease, 'draw', () => jobs.draw(lease, after)),
      saveLane: (lease, ...rest) => fenced(lease, 'saveLane', () => jobs.saveLane(lease, ...rest)),
      noteVerdict: (lease, verdict) => fenced(lease, 'verdict', () => jobs.noteVerdict(lease, verdict)),
      record: (lease, entry) => fenced(lease, 'record', () => jobs.record(lease, entry)),
      release: async (lease, ...rest) => {
        const name = `${lease.jobId} ${lease.version}`
        const outcome = await fenced(lease, 'release', () => jobs.release(lease, ...rest))
        if (!outcome.released) return outcome
        this.#released.add(name)
        const latest = this.#latest.get(lease.jobId)
        if (latest?.version === lease.version) this.#latest.set(lease.jobId, { ...latest, open: false })
        return outcome
      },
    }
  }
}

/** The real engine of one process: worker, runs, lanes, wheel and breaker; only its clock, its network and its death are simulated. */
export class SimulatedProcess implements Process {
  readonly name: string
  state: Process['state'] = 'running'
  readonly worker: JobWorker
  #thawed = Promise.withResolvers<void>()

  /**
   * @param skewMs how far its clock is ahead
   * @param number how many were started before it: they go to the machines in turn
   */
  constructor(name: string, world: World, skewMs: number, number: number) {
    this.name = name
    const { scheduler, random, quotaDay } = world
    const clock: Clock = {
      now: () => world.clock.now() + skewMs,
      sleep: async (ms, signal) => {
        await world.clock.sleep(ms, signal)
        if (this.state !== 'running') await this.#thawed.promise
      },
    }
    const journal = world.journals[number % world.journals.length]!.of(this)
    const stores = {
      tokens: scheduler.port(this, 'tokens', world.tokens),
      jobs: scheduler.port(this, 'jobs', world.leases.watch(this, world.jobs)),
      profiles: scheduler.port(this, 'profiles', world.profiles),
      calls: scheduler.port(this, 'calls', world.calls),
    }
    const provider = world.books.provider(this, scheduler)
    const storeTime = { skew: () => skewBetween(skewMs, skewMs, 'of the simulation') }
    const time = { clock, quotaDay, storeTime, leaseMs: LEASE_MS }
    this.worker = composeTestBatch({
      stores,
      journal,
      provider,
      random,
      ...time,
      maxConcurrentJobs: 3,
      callsAWrite: CALLS_A_WRITE,
      hourlyLimit: world.hourlyLimit,
    }).worker
    this.worker.start()
  }

  freeze(): void {
    if (this.state === 'running') this.state = 'frozen'
  }

  thaw(): void {
    if (this.state !== 'frozen') return
    this.state = 'running'
    this.#thawed.resolve()
    this.#thawed = Promise.withResolvers()
  }

  kill(): void {
    this.state = 'dead'
  }
}
