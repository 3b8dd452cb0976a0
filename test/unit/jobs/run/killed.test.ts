import { expect, onTestFinished, test } from 'vitest'
import type { JobStore } from '../../../../src/jobs/job-store.ts'
import type { FetchOutcome } from '../../../../src/profiles/profile-provider.ts'
import { createSecretBox } from '../../../../src/shared/secret-box.ts'
import { openDatabase } from '../../../../src/storage/sqlite/database.ts'
import { openSqliteBatchStores } from '../../../../src/storage/sqlite/open-sqlite-stores.ts'
import { FLEET, loseTwoMachinesAtRest } from '../../../support/lost-machines.ts'
import { ManualClock } from '../../../support/manual-clock.ts'
import { FIRST_JOB as JOB, type MortalStores, type MortalWorldSize, startMortalWorld } from '../../../support/mortal-world.ts'
import type { Process } from '../../../support/simulation/scheduler.ts'
import { SharedCallRecords } from '../../../support/simulation/shared-call-records.ts'
import { SharedJournal } from '../../../support/simulation/shared-journal.ts'

const LEASE_MS = 30_000
const LANES = 4
const BLOCK = 10
const ADDRESSES = LANES * BLOCK
const LIMITED: FetchOutcome = {
  ok: false,
  errorType: 'rate_limited',
  message: 'slow down',
  status: 429,
  retryAfterMs: 600_000,
  restMs: null,
}

const SMALL: MortalWorldSize = {
  ...{ jobs: 1, lanes: LANES, addresses: ADDRESSES, requestsPerToken: BLOCK },
  ...{ tokens: 2 * LANES, limit: 100, delaySeconds: 2, leaseMs: LEASE_MS },
}

/** One embedded store that all processes share. */
async function startWorld(size = SMALL) {
  const database = openDatabase(':memory:')
  onTestFinished(() => database.close())
  const stores = openSqliteBatchStores(database, createSecretBox(undefined))
  const calls = new SharedCallRecords()
  return startMortalWorld(size, new ManualClock(), () => ({ ...stores, calls }))
}

/** The process dies as soon as it has given up its job. */
const diesAfterRelease = ({ jobs }: MortalStores, process: Process) => ({
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
  const { statuses, calls, used, writtenOff } = await loseTwoMachinesAtRest(await startWorld(FLEET), { afterSeconds: 7, thenCalls: 60 })
  expect(statuses).toEqual(statuses.map(() => ['completed', FLEET.addresses]))
  expect(calls).toBe(300)
  // One of a lane that was announced with others, at most.
  expect(used - 300).toBeLessThanOrEqual(2)
  expect(used - 300).toBe(writtenOff)
})

/** The process dies in its first call: begun and noted, and no result is written. */
const diesInItsFirstCall = ({ jobs }: MortalStores, process: Process) => ({
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
