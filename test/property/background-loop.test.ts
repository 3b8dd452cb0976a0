import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBackgroundLoop, type Pause } from '../../src/shared/background-loop.ts'
import { createLatch } from '../../src/shared/latch.ts'
import { ManualClock, settled } from '../support/manual-clock.ts'

/** Longer than any script: only a nudge ends it. */
const LONG = 3_600_000

type Step =
  | { readonly do: 'nudge' | 'stop' | 'start' }
  | { readonly do: 'end'; readonly pause: Pause | 'throws' }
  | { readonly do: 'pass'; readonly ms: number }

/** Steps, and how many turns of the microtask queue lie between each and the next: 0 is the same instant. */
const script = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 5, arbitrary: fc.constant<Step>({ do: 'nudge' }) },
      {
        weight: 6,
        arbitrary: fc
          .constantFrom<Pause | 'throws'>(LONG, LONG, 1000, 'again', { atLeast: 1000 }, 'throws')
          .map((pause): Step => ({ do: 'end', pause })),
      },
      { weight: 2, arbitrary: fc.nat(2000).map((ms): Step => ({ do: 'pass', ms })) },
      { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'start' }, { do: 'stop' }) },
    ),
    fc.nat(8),
  ),
  { maxLength: 40 },
)

test('every nudge is followed by a turn that begins after it, unless the loop is stopped; turns never overlap', async () => {
  await fc.assert(
    fc.asyncProperty(script, async steps => {
      const clock = new ManualClock()
      const underWay: PromiseWithResolvers<Pause>[] = []
      const violations: string[] = []
      let [order, lastNudge, lastTurn, stoppedAt, stopped] = [0, 0, 0, 0, false]
      const loop = createBackgroundLoop({
        clock,
        turn() {
          order += 1
          lastTurn = order
          const turn = Promise.withResolvers<Pause>()
          underWay.push(turn)
          if (underWay.length > 1) violations.push('two turns at a time')
          if (stoppedAt > 0) violations.push('a turn after the stop')
          return turn.promise
        },
        onError: () => LONG,
      })
      const end = (pause: Pause | 'throws') => {
        const turn = underWay.shift()
        if (pause === 'throws') turn?.reject(new Error('on purpose'))
        else turn?.resolve(pause)
      }
      const take = async (step: Step): Promise<void> => {
        order += 1
        if (step.do === 'start') loop.start()
        else if (step.do === 'end') end(step.pause)
        else if (step.do === 'pass') await clock.advance(step.ms)
        else if (step.do === 'nudge') {
          lastNudge = order
          loop.nudge()
        } else {
          stoppedAt ||= order
          void loop.stop().then(() => {
            stopped = true
            if (underWay.length > 0) violations.push('stopped during a turn')
          })
        }
      }
      loop.start()
      for (const [step, ticks] of steps) {
        await take(step)
        for (let left = ticks; left > 0; left -= 1) await null
      }
      // Whatever is under way ends, and pauses that no nudge shortens are over; the long ones are not.
      for (let left = 0; left < 3; left += 1) {
        await settled()
        end(LONG)
        await settled()
        await clock.advance(1000)
      }
      if (stoppedAt === 0) expect(lastTurn).toBeGreaterThan(lastNudge)
      else expect(stopped).toBe(true)
      await loop.stop()
      expect(violations).toEqual([])
      expect(clock.sleeping).toBe(0)
    }),
    { numRuns: 1500 },
  )
})

test('whoever takes the opening before the look sees the last state, however looks and changes interleave', async () => {
  const delays = fc.array(fc.nat(6), { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(delays, delays, async (changes, looks) => {
      const latch = createLatch()
      let [state, seen, look] = [0, 0, 0]
      const ticks = async (count: number) => {
        for (let left = count; left > 0; left -= 1) await null
      }
      void (async () => {
        for (;;) {
          const changed = latch.opened()
          const read = state
          await ticks(looks[look++ % looks.length]!)
          seen = read
          await changed
        }
      })()
      for (const wait of changes) {
        await ticks(wait)
        state += 1
        latch.open()
      }
      await settled()
      expect(seen).toBe(changes.length)
    }),
    { numRuns: 500 },
  )
})
