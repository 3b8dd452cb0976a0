import { expect, test } from 'vitest'
import { LeaseLostError } from '../../../../src/jobs/job.ts'
import type { JobStore } from '../../../../src/jobs/job-store.ts'
import { keepLease } from '../../../../src/jobs/run/lease-keeper.ts'
import { StoreUnavailableError } from '../../../../src/shared/app-error.ts'
import { ManualClock, settled } from '../../../support/manual-clock.ts'

const LEASE_MS = 30_000
const BEAT_MS = LEASE_MS / 3

/** A kept lease whose heartbeats the test answers. */
function keep() {
  const clock = new ManualClock()
  const lease = { jobId: 'job', worker: 'worker', version: 1 }
  const beats: PromiseWithResolvers<{ requested: null }>[] = []
  const jobs = {
    heartbeat() {
      const beat = Promise.withResolvers<{ requested: null }>()
      beats.push(beat)
      return beat.promise
    },
  } as unknown as JobStore
  let lost = 0
  const keeper = keepLease({
    ...{ jobs, clock, lease, leaseMs: LEASE_MS },
    progress: () => ({ lowWater: 0, waitingReason: null, waitingUntil: null }),
    onRequest() {},
    onLost() {
      lost += 1
    },
  })
  const away = () => new StoreUnavailableError('job store', new Error('away'))
  const taken = () => new LeaseLostError(lease)
  return { clock, beats, keeper, away, taken, lost: () => lost }
}

test('an outage is no loss: beats go on, and who waits for the lease hears of the next one that succeeds', async () => {
  const { clock, beats, keeper, away, lost } = keep()
  for (let beat = 0; beat < 3; beat += 1) {
    await clock.advance(BEAT_MS)
    beats[beat]!.reject(away())
    await settled()
  }
  expect([beats.length, keeper.held(), lost()]).toEqual([3, false, 0])
  let renewed = false
  const waiting = keeper.renewed(new AbortController().signal).then(() => {
    renewed = true
  })
  await clock.advance(BEAT_MS)
  expect(renewed).toBe(false)
  beats[3]!.resolve({ requested: null })
  await waiting
  expect(keeper.held()).toBe(true)
  await keeper.stop()
  expect(clock.sleeping).toBe(0)
})

test('a lease that was taken over is told once, and beats no more', async () => {
  const { clock, beats, keeper, taken, lost } = keep()
  await clock.advance(BEAT_MS)
  beats[0]!.reject(taken())
  await clock.advance(10 * BEAT_MS)
  expect([beats.length, lost(), clock.sleeping]).toEqual([1, 1, 0])
  await keeper.stop()
})

test('a beat under way when the run has ended is waited for, and what it says of the lease is nobody’s loss any more', async () => {
  const { clock, beats, keeper, taken, lost } = keep()
  await clock.advance(BEAT_MS)
  const stopped = keeper.stop()
  beats[0]!.reject(taken())
  await stopped
  expect([lost(), clock.sleeping]).toEqual([0, 0])
})
