import { expect, onTestFinished, test } from 'vitest'
import { DEFAULT_OPTIONS } from '../../../../src/jobs/job-options.ts'
import type { JobStore } from '../../../../src/jobs/job-store.ts'
import type { FetchOutcome } from '../../../../src/profiles/profile-provider.ts'
import { createQuotaCalendar } from '../../../../src/shared/quota-day.ts'
import { createSecretBox } from '../../../../src/shared/secret-box.ts'
import { openDatabase } from '../../../../src/storage/sqlite/database.ts'
import { openSqliteBatchStores } from '../../../../src/storage/sqlite/open-sqlite-stores.ts'
import type { TokenStore } from '../../../../src/tokens/token-store.ts'
import { ManualClock, settled } from '../../../support/manual-clock.ts'
import type { Process } from '../../../support/simulation/scheduler.ts'
import { SharedCallRecords } from '../../../support/simulation/shared-call-records.ts'
import { SharedJournal } from '../../../support/simulation/shared-journal.ts'
import { composeTestBatch } from '../../../support/test-batch.ts'

const LEASE_MS = 30_000
const LANES = 4
const BLOCK = 10
const ADDRESSES = LANES * BLOCK
const JOB = 'c4a7a7a0-0000-4000-8000-000000000001'
const LIMITED: FetchOutcome = { ok: false, errorType: 'rate_limited', message: 'slow down', status: 429, retryAfterMs: 600_000 }

type Stores = { readonly jobs: JobStore; readonly tokens: TokenStore }

interface Size {
  readonly jobs: number
  readonly lanes: number
  readonly addresses: number
  readonly tokens: number
  readonly limit: number
  readonly delaySeconds: number
}
const SMALL: Size = { jobs: 1, lanes: LANES, addresses: ADDRESSES, tokens: 2 * LANES, limit: 100, delaySeconds: 2 }

/** 310 units for 300 addresses. */
const FLEET: Size = { jobs: 6, lanes: 5, addresses: 50, tokens: 31, limit: 10, delaySeconds: 2 }

/** One embedded store, jobs on it, and processes that come and die. */
async function startWorld(size: Size = SMALL) {
  const clock = new ManualClock()
  const quotaDay = createQuotaCalendar('UTC')
  const database = openDatabase(':memory:')
  onTestFinished(() => database.close())
  const stores = openSqliteBatchStores(database, createSecretBox(undefined))
  const { jobs, tokens } = stores
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
    requestsPerToken: BLOCK,
    parallelTokens: size.lanes,
  }
  const ids = Array.from({ length: size.jobs }, (_, n) => JOB.replace(/.$/, String(n + 1)))
  for (const jobId of ids) {
    await jobs.create({ jobId, owner: null, options, createdAt: clock.now() })
    const list = Array.from({ length: size.addresses }, (_, n) => ({ emailNumber: n + 1, email: `user${n + 1}@${jobId}.example` }))
    await jobs.append(jobId, list, [])
    const counts = { totalEmails: size.addresses, invalidEmails: 0, duplicatesRemoved: 0 }
    await jobs.publish({ jobId, ...counts, now: clock.now(), idempotency: null })
  }

  /** Whatever can happen without time passing has happened. */
  const quiet = async () => {
    for (let turn = 0; turn < 60; turn += 1) await settled()
  }
  const seconds = async (count: number) => {
    for (let second = 0; second < count; second += 1) {
      await clock.advance(1_000)
      await quiet()
    }
  }
  const calling = new SharedCallRecords()
  const startProcess = (
    name: string,
    watch: (stores: Stores, process: Process) => Partial<Stores> = () => ({}),
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
    const watched = { ...stores, ...watch(stores, process) }
    const provider = {
      async fetch(email: string) {
        calls += 1
        return answers.shift() ?? { ok: true as const, profile: { email } }
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
      stores: { jobs: mortal(watched.jobs), tokens: mortal(watched.tokens), profiles: stores.profiles, calls: mortal(calling) },
      ...{ journal: machine.journal.of(process), provider, clock: mortalClock, quotaDay, random: () => 0, leaseMs: LEASE_MS },
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

/** The process dies as soon as it has given up its job. */
const diesAfterRelease = ({ jobs }: Stores, process: Process) => ({
  jobs: {
    ...jobs,
    release: async (...args: Parameters<JobStore['release']>) => {
      const outcome = await jobs.release(...args)
      process.state = 'dead'
      return outcome
    },
  },
})

test.each(['cancel', 'pause', 'stop'] as const)(
  '%s, and the process is killed right after the status is written: every unit comes back within a minute',
  async how => {
    const { clock, jobs, quiet, seconds, startProcess, used, writtenOff, calls } = await startWorld()
    const { worker, process } = startProcess('first', diesAfterRelease)
    await quiet()
    await seconds(3)
    expect(await used()).toBe(LANES * BLOCK)
    if (how === 'stop') void worker.stop(5_000)
    else {
      await jobs.request(JOB, how, clock.now(), clock.now() + 86_400_000)
      void worker.request(JOB, how)
    }
    await quiet()
    expect([process.state, (await jobs.get(JOB))!.status]).toEqual(['dead', { cancel: 'cancelled', pause: 'paused', stop: 'pending' }[how]])
    expect(await used()).toBe(LANES * BLOCK)
    const made = calls()

    // Another process of the fleet, which is at something else.
    if (how === 'stop') await jobs.request(JOB, 'pause', clock.now(), clock.now())
    startProcess('other')
    await seconds(60)
    expect([await used(), await writtenOff(), calls()]).toEqual([made, 0, made])
  },
)

test('a rate limit in the middle of a block, and the process is killed between the new block’s note and the old one’s return', async () => {
  const { answers, quiet, seconds, startProcess, used, writtenOff, calls, jobs } = await startWorld()
  answers.push(LIMITED)
  let turns = 0
  const { process } = startProcess('first', ({ jobs }, process) => ({
    jobs: {
      ...jobs,
      saveLane: async (...args: Parameters<JobStore['saveLane']>) => {
        await jobs.saveLane(...args)
        turns += 1
        if (turns > LANES) process.state = 'dead'
      },
    },
  }))
  await quiet()
  await seconds(3)
  expect(process.state).toBe('dead')
  startProcess('heir')
  await seconds(LEASE_MS / 1000 + 40)
  expect(await jobs.get(JOB)).toMatchObject({ status: 'completed', successful: ADDRESSES })
  expect([await used(), await writtenOff()]).toEqual([calls(), 0])
})

test('stopped with a reservation on its way, taken over, and woken: the reservation comes too late for anybody', async () => {
  const { quiet, seconds, startProcess, used, writtenOff, calls, jobs } = await startWorld()
  const woken = Promise.withResolvers<void>()
  const landed: boolean[] = []
  let reservations = 0
  const { process } = startProcess('stopped', ({ tokens }, process) => ({
    tokens: {
      ...tokens,
      reserve: async request => {
        reservations += 1
        if (reservations < LANES) return tokens.reserve(request)
        process.state = 'frozen'
        await woken.promise
        const outcome = await tokens.reserve(request)
        landed.push(outcome.granted)
        return outcome
      },
    },
  }))
  await quiet()
  expect(process.state).toBe('frozen')
  startProcess('heir')
  await seconds(LEASE_MS / 1000 + 40)
  expect(await jobs.get(JOB)).toMatchObject({ status: 'completed', successful: ADDRESSES })
  const before = await used()
  woken.resolve()
  process.state = 'dead'
  await quiet()
  expect(landed).toEqual([false])
  expect(await used()).toBe(before)
  // What the stopped process's lanes may have begun meanwhile is told.
  expect(before - calls()).toBe(await writtenOff())
})

test('two machines are lost while the thirty lanes of their replicas rest: 310 units are enough for 300 addresses', async () => {
  const { seconds, quiet, startProcess, used, writtenOff, calls, jobs, ids } = await startWorld(FLEET)
  const allRest = async () => {
    const processed = async () => (await Promise.all(ids.map(id => jobs.results(id, { after: 0, limit: 100 })))).flat().length
    while ((await processed()) < calls()) await quiet()
  }
  const start = (name: string) => startProcess(name, undefined, { journal: new SharedJournal(), maxConcurrentJobs: FLEET.jobs })
  const first = start('first')
  await quiet()
  await seconds(7)
  await allRest()
  const made = calls()
  first.process.state = 'dead'
  const second = start('second')
  while (calls() < made + 60) await seconds(1)
  await allRest()
  second.process.state = 'dead'
  start('third')
  await seconds(LEASE_MS / 1000 + 40)
  const all = await Promise.all(ids.map(id => jobs.get(id)))
  expect(all.map(job => [job!.status, job!.successful])).toEqual(all.map(() => ['completed', FLEET.addresses]))
  expect(calls()).toBe(300)
  // One of a lane that was announced with others, at most.
  expect((await used()) - 300).toBeLessThanOrEqual(2)
  expect((await used()) - 300).toBe(await writtenOff())
})

/** The process dies in its first call: begun and noted, and no result is written. */
const diesInItsFirstCall = ({ jobs }: Stores, process: Process) => ({
  jobs: {
    ...jobs,
    record: async (...[lease, entry]: Parameters<JobStore['record']>) => {
      if (entry.result === null) return jobs.record(lease, entry)
      process.state = 'dead'
      return new Promise<void>(() => {})
    },
  },
})

test('a block that another machine had meanwhile: the first one’s notes do not speak for the other one’s calls', async () => {
  const limit = 9
  const { seconds, quiet, startProcess, used, calls, jobs } = await startWorld({
    ...SMALL,
    lanes: 1,
    addresses: limit,
    tokens: 1,
    limit,
    delaySeconds: 0,
  })
  const [here, there] = [new SharedJournal(), new SharedJournal()]
  for (const [journal, watch] of [
    [here, diesInItsFirstCall],
    [there, diesInItsFirstCall],
    [here, undefined],
  ] as const) {
    startProcess('one of several', watch, { journal, maxConcurrentJobs: 1 })
    await quiet()
    await seconds(LEASE_MS / 1000 + 3)
  }
  await seconds(40)
  expect((await jobs.get(JOB))!.status).toBe('waiting_for_capacity')
  expect(calls()).toBeLessThanOrEqual(limit)
  expect(await used()).toBe(limit)
})
