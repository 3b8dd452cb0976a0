import { onTestFinished } from 'vitest'
import { DEFAULT_OPTIONS } from '../../src/jobs/job-options.ts'
import type { JobStore } from '../../src/jobs/job-store.ts'
import type { FetchOutcome } from '../../src/profiles/profile-provider.ts'
import type { ProfileStore } from '../../src/profiles/profile-store.ts'
import { createQuotaCalendar } from '../../src/shared/quota-day.ts'
import type { CallRecords } from '../../src/tokens/call-records.ts'
import type { TokenStore } from '../../src/tokens/token-store.ts'
import { type ManualClock, settled } from './manual-clock.ts'
import type { Process } from './simulation/scheduler.ts'
import { SharedJournal } from './simulation/shared-journal.ts'
import { composeTestBatch } from './test-batch.ts'

export const FIRST_JOB = 'c4a7a7a0-0000-4000-8000-000000000001'

/** What a process is killed in the middle of. */
export interface MortalStores {
  readonly jobs: JobStore
  readonly tokens: TokenStore
}

export interface MortalWorldSize {
  readonly jobs: number
  readonly lanes: number
  readonly addresses: number
  readonly requestsPerToken: number
  readonly tokens: number
  readonly limit: number
  readonly delaySeconds: number
  readonly leaseMs: number
}
type Opened = MortalStores & { readonly profiles: ProfileStore; readonly calls: CallRecords }

/**
 * Jobs in a store, and processes that come and die.
 * @param open the stores of one process, and of whoever looks on
 */
export async function startMortalWorld(size: MortalWorldSize, clock: ManualClock, open: () => Opened) {
  const quotaDay = createQuotaCalendar('UTC')
  const { jobs, tokens } = open()
  const exchanges = new Exchanges()
  const journal = new SharedJournal()
  const answers: FetchOutcome[] = []
  let calls = 0
  for (let n = 0; n < size.tokens; n += 1) {
    const token = { tokenId: `token-${n}`, secret: `secret-${n}`, fingerprint: `print-${n}`, source: 'pool' as const }
    await tokens.add({ ...token, dailyLimit: size.limit, createdAt: clock.now(), expiresAt: null })
  }
  const options = {
    ...DEFAULT_OPTIONS,
    delaySeconds: size.delaySeconds,
    saveToDynamodb: false,
    requestsPerToken: size.requestsPerToken,
    parallelTokens: size.lanes,
  }
  const ids = Array.from({ length: size.jobs }, (_, n) => FIRST_JOB.replace(/.$/, String(n + 1)))
  for (const jobId of ids) {
    await jobs.create({ jobId, owner: null, options, createdAt: clock.now() })
    const list = Array.from({ length: size.addresses }, (_, n) => ({ emailNumber: n + 1, email: `user${n + 1}@${jobId}.example` }))
    await jobs.append(jobId, list, [])
    const counts = { totalEmails: size.addresses, invalidEmails: 0, duplicatesRemoved: 0 }
    await jobs.publish({ jobId, ...counts, now: clock.now(), idempotency: null })
  }

  /** Whatever can happen without time passing has happened. */
  const quiet = async () => {
    for (let turn = 0; turn < 60; turn += 1) {
      if (exchanges.underWay > 0) turn = 0
      await exchanges.ended()
      await settled()
    }
  }
  const seconds = async (count: number) => {
    for (let second = 0; second < count; second += 1) {
      await clock.advance(1_000)
      await quiet()
    }
  }
  const startProcess = (
    name: string,
    watch: (stores: MortalStores, process: Process) => Partial<MortalStores> = () => ({}),
    machine = { journal, maxConcurrentJobs: 1 },
  ) => {
    const process: Process = { name, state: 'running' }
    /** Nothing that a dead process waits for ever comes, and it does nothing more. */
    const mortal = <T extends object>(port: T): T =>
      new Proxy(port, {
        get: (target, key) => {
          const method = Reflect.get(target, key) as (...args: unknown[]) => Promise<unknown>
          return async (...args: unknown[]) => {
            if (process.state !== 'running') await new Promise(() => {})
            const value = await method.apply(target, args)
            if (process.state === 'dead') await new Promise(() => {})
            return value
          }
        },
      })
    const stores = { ...open() }
    for (const port of ['jobs', 'tokens', 'calls'] as const) Object.assign(stores, { [port]: exchanges.of(stores[port]) })
    const watched = { ...stores, ...watch(stores, process) }
    const provider = {
      async fetch(email: string) {
        calls += 1
        return answers.shift() ?? { ok: true as const, restMs: null, profile: { email } }
      },
      close: async () => {},
    }
    const mortalClock = {
      now: () => clock.now(),
      async sleep(ms: number, signal?: AbortSignal) {
        await clock.sleep(ms, signal)
        if (process.state === 'dead') await new Promise(() => {})
      },
    }
    const { worker } = composeTestBatch({
      stores: { jobs: mortal(watched.jobs), tokens: mortal(watched.tokens), profiles: stores.profiles, calls: mortal(stores.calls) },
      ...{ journal: machine.journal.of(process), provider, clock: mortalClock, quotaDay, random: () => 0, leaseMs: size.leaseMs },
      maxConcurrentJobs: machine.maxConcurrentJobs,
    })
    worker.start()
    onTestFinished(async () => {
      if (process.state === 'running') await worker.stop(0)
    })
    return { worker, process }
  }
  const used = async () =>
    (await tokens.list({ after: null, limit: 100, source: 'pool' })).reduce((sum, token) => sum + token.dailyUsage, 0)
  const writtenOff = () => tokens.writtenOff(quotaDay(clock.now()).day)
  return { ...{ clock, jobs, tokens, answers, quiet, seconds, startProcess, used, writtenOff, ids }, calls: () => calls }
}

/** What stores are asked, and have not answered. */
class Exchanges {
  underWay = 0
  #ended = Promise.withResolvers<void>()

  of<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, key) => {
        const method = Reflect.get(target, key) as (...args: unknown[]) => Promise<unknown>
        return async (...args: unknown[]) => {
          this.underWay += 1
          try {
            return await method.apply(target, args)
          } finally {
            this.underWay -= 1
            this.#ended.resolve()
          }
        }
      },
    })
  }

  /** Resolves when one of them has been answered; at once where there is none. */
  async ended(): Promise<void> {
    if (this.underWay === 0) return
    this.#ended = Promise.withResolvers()
    await this.#ended.promise
  }
}
