import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { createBackgroundLoop, type Pause } from '../../../src/shared/background-loop.ts'
import type { Clock } from '../../../src/shared/clock.ts'
import { ManualClock, settled } from '../../support/manual-clock.ts'

/** A loop whose turns end when the test says so. */
function rig(pauseAfterError: Pause = 1000) {
  const clock = new ManualClock()
  const open: PromiseWithResolvers<Pause>[] = []
  const errors: unknown[] = []
  let turns = 0
  const loop = createBackgroundLoop({
    clock,
    turn() {
      turns += 1
      const turn = Promise.withResolvers<Pause>()
      open.push(turn)
      return turn.promise
    },
    onError(error) {
      errors.push(error)
      return pauseAfterError
    },
  })
  const end = async (how: (turn: PromiseWithResolvers<Pause>) => void) => {
    how(open.shift()!)
    await settled()
  }
  return {
    ...{ clock, loop, errors, turns: () => turns, underWay: () => open.length },
    endTurn: (pause: Pause) => end(turn => turn.resolve(pause)),
    failTurn: (error: unknown) => end(turn => turn.reject(error)),
  }
}

/** Whether the promise has settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let done = false
  void promise.finally(() => {
    done = true
  })
  await settled()
  return done
}

test('the first turn begins with the start, the next one after the pause that it asked for', async () => {
  const { loop, clock, turns, endTurn } = rig()
  expect(turns()).toBe(0)
  loop.start()
  expect(turns()).toBe(1)
  await endTurn(1000)
  await clock.advance(999)
  expect(turns()).toBe(1)
  await clock.advance(1)
  expect(turns()).toBe(2)
  await endTurn('again')
  expect(turns()).toBe(3)
  expect(clock.sleeping).toBe(0)
})

describe('a nudge', () => {
  test('ends the pause', async () => {
    const { loop, clock, turns, endTurn } = rig()
    loop.start()
    await endTurn(1000)
    loop.nudge()
    await settled()
    expect(turns()).toBe(2)
    expect(clock.sleeping).toBe(0)
  })

  test('during a turn is kept: one more turn follows at once, and only one', async () => {
    const { loop, clock, turns, underWay, endTurn } = rig()
    loop.start()
    loop.nudge()
    loop.nudge()
    await settled()
    expect([turns(), underWay()]).toEqual([1, 1])
    await endTurn(1000)
    expect([turns(), underWay()]).toEqual([2, 1])
    await endTurn(1000)
    expect([turns(), clock.sleeping]).toEqual([2, 1])
  })

  test('during a turn that fails is kept as well', async () => {
    const { loop, turns, failTurn } = rig()
    loop.start()
    loop.nudge()
    await failTurn(new Error('no'))
    expect(turns()).toBe(2)
  })

  test('does not shorten a pause that nothing may shorten', async () => {
    const { loop, clock, turns, endTurn } = rig()
    loop.start()
    loop.nudge()
    await endTurn({ atLeast: 1000 })
    loop.nudge()
    await clock.advance(999)
    expect(turns()).toBe(1)
    await clock.advance(1)
    expect(turns()).toBe(2)
  })

  test('before the start changes nothing', async () => {
    const { loop, clock, turns, endTurn } = rig()
    loop.nudge()
    loop.start()
    await endTurn(1000)
    expect([turns(), clock.sleeping]).toEqual([1, 1])
  })
})

describe('a stop', () => {
  test.each([1000, { atLeast: 1000 }])('during a pause (%j) ends it at once', async pause => {
    const { loop, clock, turns, endTurn } = rig()
    loop.start()
    await endTurn(pause)
    await loop.stop()
    loop.nudge()
    await clock.advance(5000)
    expect([turns(), clock.sleeping]).toEqual([1, 0])
  })

  test('during a turn waits for it, and no other follows', async () => {
    const { loop, clock, turns, endTurn } = rig()
    loop.start()
    loop.nudge()
    const stopped = loop.stop()
    expect(await isSettled(stopped)).toBe(false)
    expect(loop.stopping.aborted).toBe(true)
    await endTurn('again')
    expect(await isSettled(stopped)).toBe(true)
    expect([turns(), clock.sleeping]).toEqual([1, 0])
  })

  test('is no error of a turn that ends with it; what else it throws is', async () => {
    const { loop, errors, failTurn } = rig()
    loop.start()
    const stopped = loop.stop()
    await failTurn(loop.stopping.reason)
    await stopped
    expect(errors).toEqual([])

    const other = rig()
    other.loop.start()
    const otherStopped = other.loop.stop()
    await other.failTurn('broken')
    await otherStopped
    expect(other.errors).toEqual(['broken'])
  })

  test('may come from a turn, which is then the last one, and more than once', async () => {
    const clock = new ManualClock()
    let turns = 0
    const loop = createBackgroundLoop({
      clock,
      async turn() {
        turns += 1
        void loop.stop()
        return 'again'
      },
      onError: () => 'again',
    })
    loop.start()
    await loop.stop()
    expect(turns).toBe(1)
  })

  test('of a loop that was never started returns; a start after it begins nothing', async () => {
    const { loop, turns } = rig()
    await loop.stop()
    loop.start()
    await settled()
    expect(turns()).toBe(0)
  })
})

test('a second start changes nothing: turns never overlap', async () => {
  const { loop, clock, turns, endTurn } = rig()
  loop.start()
  loop.start()
  expect(turns()).toBe(1)
  await endTurn(1000)
  loop.start()
  await settled()
  expect([turns(), clock.sleeping]).toEqual([1, 1])
})

test('a turn that throws is told, and the loop goes on after the pause for errors', async () => {
  const { loop, clock, turns, errors, failTurn, endTurn } = rig(500)
  loop.start()
  await failTurn('first')
  await clock.advance(499)
  expect([turns(), errors]).toEqual([1, ['first']])
  await clock.advance(1)
  expect(turns()).toBe(2)
  await failTurn('second')
  await clock.advance(500)
  await endTurn(1000)
  expect([turns(), errors]).toEqual([3, ['first', 'second']])
})

test('a turn that throws before its first wait is told like any other', async () => {
  const clock = new ManualClock()
  const errors: unknown[] = []
  const loop = createBackgroundLoop({
    clock,
    turn() {
      throw new Error('at once')
    },
    onError(error) {
      errors.push(error)
      return 1000
    },
  })
  loop.start()
  await settled()
  await clock.advance(1000)
  expect(errors).toHaveLength(2)
  await loop.stop()
})

test('a loop that nobody nudges keeps nothing of its waits', async () => {
  const WAITS = 20_000
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heap = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const waited = Promise.withResolvers<void>()
  const measured = Promise.withResolvers<Pause>()
  let waits = 0
  const hasty: Clock = { now: () => 0, sleep: async () => {} }
  const loop = createBackgroundLoop({
    clock: hasty,
    async turn() {
      waits += 1
      if (waits < WAITS) return 1000
      waited.resolve()
      return measured.promise
    },
    onError: () => 'again',
  })
  const before = heap()
  loop.start()
  await waited.promise
  await settled()
  // Half a kilobyte of each wait stays where all waits are for one promise.
  expect((heap() - before) / WAITS).toBeLessThan(100)
  const stopped = loop.stop()
  measured.resolve('again')
  await stopped
})
