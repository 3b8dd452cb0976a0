import { describe, expect, it } from 'vitest'
import { type AppliedPenalty, createUpstreamBreaker } from '../../../src/tokens/upstream-breaker.ts'
import { ManualClock, settled } from '../../support/manual-clock.ts'

const applied = (tokenId: string): AppliedPenalty => ({
  tokenId,
  penaltyId: `penalty-${tokenId}`,
  kind: 'token_error',
  wasTrial: false,
  deadlineGiven: false,
})

function setUp() {
  const clock = new ManualClock()
  const breaker = createUpstreamBreaker(clock)
  const fail = (tokenId: string, admission: 'normal' | 'probe' = 'normal') =>
    breaker.failed(admission, 'token_error', tokenId, applied(tokenId), null).map(penalty => penalty.tokenId)
  return { clock, breaker, fail }
}

/** Opens on a, b and c. */
function opened() {
  const all = setUp()
  for (const id of ['a', 'b', 'c']) all.fail(id)
  return all
}

describe('opening', () => {
  it('opens on the third distinct token, and names the penalties of the window for undoing', () => {
    const { breaker, fail } = setUp()
    expect([fail('a'), fail('a'), fail('b')]).toEqual([[], [], []])
    expect(breaker.isClosed).toBe(true)
    expect(fail('c')).toEqual(['a', 'a', 'b', 'c'])
    expect(breaker.state()).toMatchObject({ open: true, cause: 'token_error', tokens: 3 })
  })

  it('does not open when one of them succeeds in between', () => {
    const { breaker, fail } = setUp()
    fail('a')
    fail('b')
    breaker.succeeded('normal', 'd')
    expect(fail('c')).toEqual([])
    expect(breaker.isClosed).toBe(true)
  })

  it('does not add up failures that lie a minute apart', async () => {
    const { clock, breaker, fail } = setUp()
    fail('a')
    await clock.advance(30_000)
    fail('b')
    await clock.advance(30_000)
    expect(fail('c')).toEqual([])
    expect(breaker.isClosed).toBe(true)
    expect(fail('d')).toEqual(['b', 'c', 'd'])
  })

  it('does not mix causes', () => {
    const { breaker, fail } = setUp()
    fail('a')
    fail('b')
    expect(breaker.failed('normal', 'rate_limited', 'c', applied('c'), null)).toEqual([])
    expect(breaker.isClosed).toBe(true)
  })

  it('forgives what fails while it is open', () => {
    const { fail } = opened()
    expect(fail('d')).toEqual(['d'])
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
      breaker.failed('probe', 'token_error', 'a', applied('a'), null)
    }
  })

  it('closes for everybody when the probe succeeds', async () => {
    const { clock, breaker } = opened()
    const probe = breaker.admit()
    const other = breaker.admit()
    await clock.advance(5_000)
    expect(await probe).toBe('probe')
    breaker.succeeded('probe', 'd')
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
    const { clock, breaker, fail } = opened()
    await clock.advance(5_000)
    expect(await breaker.admit()).toBe('probe')
    // A call from before the opening comes back well, and only then the probe fails.
    breaker.succeeded('normal', 'x')
    fail('d', 'probe')
    for (const id of ['e', 'f', 'g']) fail(id)
    expect(breaker.isClosed).toBe(false)
    const next = breaker.admit()
    await clock.advance(120_000)
    await settled()
    expect(await Promise.race([next, settled().then(() => 'stuck')])).toBe('probe')
  })
})

describe('suspects', () => {
  it('finally blames three tokens that are really bad, once another has shown that the upstream works', () => {
    const { breaker, fail } = opened()
    expect(['a', 'b', 'c', 'd'].map(id => breaker.isSuspect(id))).toEqual([true, true, true, false])
    breaker.succeeded('probe', 'd')
    expect([fail('a'), fail('b'), fail('c')]).toEqual([[], [], []])
    expect(breaker.isClosed).toBe(true)
  })

  it('trusts a suspect again that succeeds', () => {
    const { breaker, fail } = opened()
    for (const id of ['a', 'b', 'c']) breaker.succeeded('normal', id)
    expect(breaker.isSuspect('a')).toBe(false)
    fail('a')
    fail('b')
    expect(fail('c')).toEqual(['a', 'b', 'c'])
  })
})
