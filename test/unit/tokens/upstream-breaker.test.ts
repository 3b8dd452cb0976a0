import { describe, expect, it } from 'vitest'
import { createUpstreamBreaker } from '../../../src/tokens/upstream-breaker.ts'
import { ManualClock, settled } from '../../support/manual-clock.ts'

function opened() {
  const clock = new ManualClock()
  const breaker = createUpstreamBreaker(clock)
  breaker.open('5 calls in a row failed.', null)
  return { clock, breaker }
}

describe('opening', () => {
  it('says why and until when', () => {
    const { clock, breaker } = opened()
    expect(breaker.state()).toEqual({ open: true, evidence: '5 calls in a row failed.', since: clock.now(), until: clock.now() + 5_000 })
    expect(breaker.isClosed).toBe(false)
  })

  it('waits as long as the upstream asks, ten minutes at most', () => {
    for (const [asked, waits] of [
      [1_000, 5_000],
      [120_000, 120_000],
      [7_200_000, 600_000],
    ] as const) {
      const clock = new ManualClock()
      const breaker = createUpstreamBreaker(clock)
      breaker.open('', asked)
      expect(breaker.state().until! - clock.now()).toBe(waits)
    }
  })
})

describe('probing', () => {
  it('lets one request at a time through after 5 s, and doubles the wait each time up to a minute', async () => {
    const { clock, breaker } = opened()
    for (const wait of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
      expect(breaker.state().until! - clock.now()).toBe(wait)
      let admitted = 0
      const stop = new AbortController()
      const admissions = [1, 2].map(() =>
        breaker.admit(stop.signal).then(
          () => {
            admitted += 1
          },
          () => {},
        ),
      )
      await clock.advance(wait - 1)
      expect(admitted).toBe(0)
      await clock.advance(1)
      expect(admitted).toBe(1)
      stop.abort()
      await Promise.all(admissions)
      breaker.failed('probe', null)
    }
  })

  it('is out of step with an upstream that fails by the clock: up to a quarter of each wait after the first falls away', () => {
    const clock = new ManualClock()
    const breaker = createUpstreamBreaker(clock, undefined, () => 1)
    breaker.open('5 calls in a row failed.', null)
    const waits = [10_000, 20_000].map(() => {
      breaker.failed('probe', null)
      return breaker.state().until! - clock.now()
    })
    expect(waits).toEqual([7_500, 15_000])
    breaker.failed('probe', 120_000)
    expect(breaker.state().until! - clock.now()).toBe(120_000)
  })

  it('comes soon, three times, while the upstream answers at least: then it waits as for any other outage, or as long as it is asked to', async () => {
    const clock = new ManualClock()
    const breaker = createUpstreamBreaker(clock)
    breaker.open('', 600_000, true)
    for (const wait of [1_000, 1_000, 1_000, 600_000]) {
      expect(breaker.state().until! - clock.now()).toBe(wait)
      if (wait === 600_000) return
      const probe = breaker.admit()
      await clock.advance(wait)
      expect(await probe).toBe('probe')
      breaker.failed('probe', 600_000)
    }
  })

  it('comes soon the less often, the more calls that were under way have failed', async () => {
    const clock = new ManualClock()
    const breaker = createUpstreamBreaker(clock)
    breaker.open('', null, true)
    for (let call = 0; call < 15; call += 1) breaker.failed('normal', null)
    const probe = breaker.admit()
    await clock.advance(1_000)
    expect(await probe).toBe('probe')
    breaker.failed('probe', null)
    expect(breaker.state().until! - clock.now()).toBe(10_000)
  })

  it('closes for everybody when the probe succeeds', async () => {
    const { clock, breaker } = opened()
    const probe = breaker.admit()
    const other = breaker.admit()
    await clock.advance(5_000)
    expect(await probe).toBe('probe')
    breaker.succeeded('probe')
    expect(await other).toBe('normal')
    expect(breaker.isClosed).toBe(true)
  })

  it('hands the probe on when it was abandoned', async () => {
    const { clock, breaker } = opened()
    const first = breaker.admit()
    const second = breaker.admit()
    await clock.advance(5_000)
    expect(await first).toBe('probe')
    breaker.abandoned('probe')
    expect(await second).toBe('probe')
  })

  it('still probes after a probe that failed once another call had closed the breaker', async () => {
    const { clock, breaker } = opened()
    await clock.advance(5_000)
    expect(await breaker.admit()).toBe('probe')
    // A call from before the opening comes back well, and only then the probe fails.
    breaker.succeeded('normal')
    breaker.failed('probe', null)
    breaker.open('again', null)
    expect(breaker.isClosed).toBe(false)
    const next = breaker.admit()
    await clock.advance(120_000)
    await settled()
    expect(await Promise.race([next, settled().then(() => 'stuck')])).toBe('probe')
  })
})
