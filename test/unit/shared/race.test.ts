import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/shared/clock.ts'
import { firstOf } from '../../../src/shared/race.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const never = new Promise<never>(() => {})

describe('the first of latches, time and signal', () => {
  test('a latch: its index, and the timer is given up', async () => {
    const clock = new ManualClock()
    expect(await firstOf([never, Promise.resolve('x')], 1000, clock)).toBe(1)
    expect(clock.sleeping).toBe(0)
  })

  test('the time', async () => {
    const clock = new ManualClock()
    const first = firstOf([never], 1000, clock)
    await clock.advance(1000)
    expect(await first).toBe('due')
  })

  test('the signal: its own reason, and the timer is given up', async () => {
    const clock = new ManualClock()
    const stop = new AbortController()
    const first = firstOf([never], 1000, clock, stop.signal)
    const reason = new Error('stopped')
    stop.abort(reason)
    await expect(first).rejects.toBe(reason)
    expect(clock.sleeping).toBe(0)
    await expect(firstOf([Promise.resolve()], 1000, clock, stop.signal)).rejects.toBe(reason)
  })

  test('a latch that fails: its error', async () => {
    const error = new Error('no')
    await expect(firstOf([Promise.reject(error)], 1000, new ManualClock())).rejects.toBe(error)
  })
})

describe('the clock of the system', () => {
  test('wakes when the time has come, and leaves no listener on the signal', async () => {
    const signal = new AbortController().signal
    const before = performance.now()
    await systemClock.sleep(20, signal)
    expect(performance.now() - before).toBeGreaterThan(18)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('rejects with the reason of the signal, whether it fires during the sleep or before it', async () => {
    const stop = new AbortController()
    const reason = new Error('stopped')
    const sleep = systemClock.sleep(3_600_000, stop.signal)
    stop.abort(reason)
    await expect(sleep).rejects.toBe(reason)
    await expect(systemClock.sleep(0, stop.signal)).rejects.toBe(reason)
  })
})
