import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  disable,
  edit,
  enable,
  forgive,
  grantableOn,
  grantOf,
  isExcluded,
  isHalfOpen,
  isUsable,
  type Penalty,
  penalize,
  recover,
  register,
  remainingOn,
  scoreOn,
  statusOf,
  type Token,
  UNTIL_OPERATOR,
  usageOn,
} from '../../../src/tokens/token.ts'
import { samplePenalty, sampleToken } from '../../support/sample-token.ts'

const DAY = '2026-03-10'

describe('usage', () => {
  it('counts on its own day only', () => {
    const token = sampleToken({ quotaDay: DAY, dailyUsage: 20, dailyLimit: 50, errorCount: 3 })
    expect([usageOn(DAY, token), remainingOn(DAY, token), scoreOn(DAY, token)]).toEqual([20, 30, 50])
    expect([usageOn('2026-03-11', token), remainingOn('2026-03-11', token), scoreOn('2026-03-11', token)]).toEqual([0, 50, 30])
  })

  it('is never more than nothing left, also after a limit was lowered', () => {
    expect(remainingOn(DAY, sampleToken({ quotaDay: DAY, dailyUsage: 60, dailyLimit: 50 }))).toBe(0)
  })
})

describe('status', () => {
  it.each<[string, Partial<Token>]>([
    ['active', {}],
    ['disabled', { enabled: false, expiresAt: 1 }],
    ['expired', { expiresAt: 1_000_000 }],
    ['exhausted', { quotaDay: DAY, dailyUsage: 500 }],
  ])('%s', (status, change) => {
    const token = sampleToken(change)
    expect(statusOf(token, DAY, 1_000_000)).toBe(status)
    expect(isUsable(token, DAY, 1_000_000)).toBe(status === 'active')
  })

  it('excluded until the deadline, half-open from that instant on', () => {
    const token = penalize(sampleToken(), samplePenalty())
    expect([statusOf(token, DAY, 1_059_999), isExcluded(token, 1_059_999), isHalfOpen(token, 1_059_999)]).toEqual(['excluded', true, false])
    expect([statusOf(token, DAY, 1_060_000), isHalfOpen(token, 1_060_000), isUsable(token, DAY, 1_060_000)]).toEqual(['active', true, true])
  })
})

describe('grantOf', () => {
  const NOW = 1_000_000
  const ask = { day: DAY, now: NOW, maxUnits: 15, trialMs: 60_000 }

  it('gives what is asked while the day has it, then the rest, then nothing', () => {
    const given = [480, 495, 500].map(dailyUsage => grantOf(sampleToken({ quotaDay: DAY, dailyUsage, totalUsage: 900 }), ask))
    expect(given.map(grant => grant?.units)).toEqual([15, 5, undefined])
    expect(given[1]!.token).toMatchObject({ quotaDay: DAY, dailyUsage: 500, totalUsage: 905, lastUsed: NOW })
  })

  it('begins to count anew on another day, and gives nothing on one that lies behind', () => {
    const spent = sampleToken({ quotaDay: DAY, dailyUsage: 500 })
    expect(grantOf(spent, { ...ask, day: '2026-03-11' })).toMatchObject({ units: 15, token: { quotaDay: '2026-03-11', dailyUsage: 15 } })
    expect(grantOf(sampleToken({ quotaDay: '2026-03-11', dailyUsage: 1 }), ask)).toBeNull()
  })

  it('gives nothing of a token that is off, expired or excluded', () => {
    const excluded = penalize(sampleToken(), samplePenalty({ now: NOW }))
    for (const token of [sampleToken({ enabled: false }), sampleToken({ expiresAt: NOW }), excluded]) expect(grantOf(token, ask)).toBeNull()
  })

  it('gives one unit of a half-open token, which is then excluded for the time of the trial', () => {
    const excluded = penalize(sampleToken(), samplePenalty({ now: NOW, cooldownMs: 1000 }))
    const trial = grantOf(excluded, { ...ask, now: NOW + 1000 })!
    expect(trial).toMatchObject({ units: 1, trialOf: 'p1', token: { exclusion: { ...excluded.exclusion, until: NOW + 61_000 } } })
    expect(grantOf(trial.token, { ...ask, now: NOW + 60_999 })).toBeNull()
  })
})

describe('register', () => {
  const added = { tokenId: 'a', source: 'pool', dailyLimit: 50, createdAt: 5, expiresAt: null } as const
  const usage = (dailyUsage: number) => ({ quotaDay: DAY, dailyUsage, totalUsage: 10 * dailyUsage, lastUsed: 7, hour: null })

  it('counts a secret on from where it stood, a new secret from where its id stood, and anything else from nothing', () => {
    const counts = [register(added, usage(3), usage(4)), register(added, null, usage(4)), register(added, null, null)]
    expect(counts.map(({ dailyUsage, totalUsage, quotaDay }) => [dailyUsage, totalUsage, quotaDay])).toEqual([
      [3, 30, DAY],
      [4, 40, DAY],
      [0, 0, null],
    ])
  })

  it('forgets errors and exclusion', () => {
    const bad = penalize(sampleToken(), samplePenalty())
    const fresh = { enabled: true, errorCount: 0, consecutiveErrors: 0, strikes: 0, lastError: null, exclusion: null }
    expect(register(added, bad, null)).toMatchObject(fresh)
  })
})

describe('enable and disable', () => {
  it('enabling lifts the exclusion and forgets the errors; disabling keeps both', () => {
    const bad = penalize(sampleToken(), samplePenalty())
    expect(disable(bad)).toEqual({ ...bad, enabled: false })
    expect(enable(disable(bad), '2026-11-21')).toEqual({
      ...bad,
      enabled: true,
      errorCount: 0,
      consecutiveErrors: 0,
      strikes: 0,
      exclusion: null,
    })
  })
})

describe('penalize', () => {
  it('says why, on what evidence, since when and until when', () => {
    expect(penalize(sampleToken(), samplePenalty()).exclusion).toEqual({
      reason: 'token_error',
      evidence: 'HTTP 401: refused',
      since: 1_000_000,
      until: 1_060_000,
      penaltyId: 'p1',
    })
  })

  it('doubles the cooldown with each strike, up to a day', () => {
    let token = sampleToken()
    const waits: number[] = []
    let now = 0
    for (let n = 0; n < 14; n += 1) {
      token = penalize(token, samplePenalty({ penaltyId: `p${n}`, kind: 'rate_limited', reservedAt: now, now }))
      waits.push(token.exclusion!.until - now)
      now = token.exclusion!.until
    }
    expect(waits.slice(0, 4)).toEqual([60_000, 120_000, 240_000, 480_000])
    expect(waits.slice(-2)).toEqual([86_400_000, 86_400_000])
  })

  it('excludes until an operator steps in after max errors in a row, and only for token errors', () => {
    let [bad, limited] = [sampleToken(), sampleToken()]
    for (let n = 0; n < 5; n += 1) {
      const common = { penaltyId: `p${n}`, now: 1_000_000 * (n + 1), reservedAt: 1_000_000 * (n + 1) }
      bad = penalize(bad, samplePenalty(common))
      limited = penalize(limited, samplePenalty({ ...common, kind: 'rate_limited' }))
      expect(bad.exclusion!.reason).toBe(n < 4 ? 'token_error' : 'max_errors')
    }
    expect(bad.exclusion!.until).toBe(UNTIL_OPERATOR)
    expect(bad.errorCount).toBe(5)
    expect(limited.exclusion!.reason).toBe('rate_limited')
    expect(limited.errorCount).toBe(0)
  })

  it('counts the same penalty, and the same incident, once', () => {
    const once = penalize(sampleToken(), samplePenalty())
    expect(penalize(once, samplePenalty())).toBe(once)
    const sibling = samplePenalty({ penaltyId: 'p2', now: 1_000_500, reservedAt: 999_000 })
    expect(penalize(once, sibling)).toBe(once)
    const longer = penalize(once, { ...sibling, kind: 'rate_limited', retryAfterMs: 600_000 })
    expect([longer.strikes, longer.exclusion!.until, longer.exclusion!.penaltyId]).toEqual([1, 1_600_500, 'p1'])
  })

  it('takes a failure after the deadline for a new incident', () => {
    const again = penalize(penalize(sampleToken(), samplePenalty()), samplePenalty({ penaltyId: 'p2', now: 2_000_000, reservedAt: 0 }))
    expect([again.strikes, again.exclusion!.until]).toEqual([2, 2_120_000])
  })

  it('follows the deadline that the upstream names', () => {
    expect(penalize(sampleToken(), samplePenalty({ kind: 'rate_limited', retryAfterMs: 7_000 })).exclusion!.until).toBe(1_007_000)
  })

  it('does not take "retry after 0 seconds" for permission to spend the day in a loop', () => {
    const token = penalize(sampleToken(), samplePenalty({ kind: 'rate_limited', retryAfterMs: 0 }))
    expect(token.exclusion!.until).toBe(1_060_000)
  })

  describe("an upstream's daily cap", () => {
    const resetsAt = 1_000_000 + 36_000_000
    const quota = { day: DAY, resetsAt, unusedUnits: 4, refused: true, saysDay: false }
    const used = sampleToken({ quotaDay: DAY, dailyUsage: 15 })
    const refused = (token: Token, id: string, more: Partial<Penalty> = {}) =>
      penalize(token, samplePenalty({ penaltyId: id, kind: 'rate_limited', quota, ...more }))

    it.each<[string, Partial<Penalty>, number]>([
      ['a wait of hours', { retryAfterMs: 7_200_000 }, 1_000_000 + 7_200_000],
      ['a wait beyond the reset', { retryAfterMs: 80_000_000 }, resetsAt],
      ['words about the day', { quota: { ...quota, saysDay: true } }, resetsAt],
    ])('is told by %s: it is spent until then, and its limit is known', (_, said, until) => {
      const capped = refused(used, 'p1', said)
      expect(capped).toMatchObject({ learned: { limit: 10, day: DAY }, exclusion: { until } })
      expect(capped.exclusion?.evidence).toContain('Its upstream has granted 10 calls today.')
      expect([grantableOn(DAY, { ...capped, exclusion: null }), remainingOn(DAY, capped)]).toEqual([0, 0])
    })

    it.each<[string, Token, Partial<Penalty>]>([
      ['a wait of minutes', used, { retryAfterMs: 600_000 }],
      ['one refusal without a wait', used, {}],
      ['another error', used, { kind: 'token_error', retryAfterMs: 7_200_000 }],
      ['a refusal of the first call', sampleToken({ quotaDay: DAY, dailyUsage: 5 }), { retryAfterMs: 7_200_000 }],
      ['a block of a day that is over', used, { retryAfterMs: 7_200_000, quota: { ...quota, resetsAt: 999_999 } }],
    ])('is not told by %s', (_, token, said) => {
      expect(refused(token, 'p1', said).learned).toBeNull()
    })

    it('is not put down to refusals of several lanes: none of them was granted, nor what their blocks still hold', () => {
      const lanes = sampleToken({ quotaDay: DAY, dailyUsage: 45 })
      const first = refused(lanes, 'p1', { retryAfterMs: 7_200_000 })
      const second = refused(first, 'p2', { retryAfterMs: 7_200_000 })
      expect(refused(second, 'p3', { retryAfterMs: 7_200_000 }).learned?.limit).toBe(45 - 3 * (4 + 1))
    })

    it('stays as it was learned when its trial is refused in the same moment', () => {
      const said = { quota: { ...quota, saysDay: true } }
      const capped = refused(used, 'p1', said)
      const tried = forgive(capped, { penaltyId: 'p1', kind: 'rate_limited', wasTrial: true, deadlineGiven: false }, 1_000_000)
      const grant = grantOf(tried, { day: DAY, maxUnits: 15, now: 1_000_000, trialMs: 60_000 })!
      const again = refused(grant.token, 'p2', { quota: { ...said.quota, unusedUnits: 0 }, reservedAt: 1_000_000, trialOf: grant.trialOf })
      expect(again).toMatchObject({ learned: { limit: 10 }, exclusion: { until: resetsAt } })
    })

    it('where the upstream counts it down, every call was granted', () => {
      expect(refused(used, 'p1', { retryAfterMs: 7_200_000, quota: { ...quota, refused: false } }).learned?.limit).toBe(11)
    })

    it('that was learned from a penalty goes with it, and with a limit that an operator sets', () => {
      const capped = refused(used, 'p1', { retryAfterMs: 7_200_000 })
      expect(
        forgive(capped, { penaltyId: 'p1', kind: 'rate_limited', wasTrial: false, deadlineGiven: false }, 1_400_000).learned,
      ).toBeNull()
      expect(
        forgive(capped, { penaltyId: 'p2', kind: 'rate_limited', wasTrial: false, deadlineGiven: false }, 1_400_000).learned,
      ).not.toBeNull()
      expect([edit(capped, { dailyLimit: 20 }).learned, edit(capped, { expiresAt: null }).learned?.limit]).toEqual([null, 10])
    })

    it('a cooldown of ours never crosses the reset', () => {
      const late = { ...quota, resetsAt: 1_030_000 }
      expect(refused(used, 'p1', { quota: late }).exclusion?.until).toBe(1_030_000)
    })
  })

  it.each([1e23, Number.POSITIVE_INFINITY])('keeps an absurd deadline (%s ms) a date that can be shown', retryAfterMs => {
    const { until } = penalize(sampleToken(), samplePenalty({ kind: 'rate_limited', retryAfterMs })).exclusion!
    expect(until).toBe(UNTIL_OPERATOR)
    expect(new Date(until).toISOString()).toBe('9999-12-31T23:59:59.999Z')
  })

  it('never moves a deadline back while a token stays excluded, whatever comes in whatever order', () => {
    const penalties = fc.array(
      fc.record({
        penaltyId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        kind: fc.constantFrom('token_error' as const, 'rate_limited' as const),
        step: fc.nat(200_000),
        age: fc.nat(100_000),
        retryAfterMs: fc.option(fc.nat(10_000_000), { nil: undefined }),
      }),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(penalties, list => {
        let token = sampleToken()
        let now = 1_000_000
        for (const { step, age, retryAfterMs, ...given } of list) {
          now += step
          const before = token.exclusion?.until ?? 0
          token = penalize(
            token,
            samplePenalty({ ...given, now, reservedAt: now - age, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }),
          )
          expect(token.exclusion!.until).toBeGreaterThanOrEqual(before)
          expect(token.exclusion!.evidence).not.toBe('')
          expect(token.consecutiveErrors).toBeLessThanOrEqual(token.errorCount)
        }
      }),
    )
  })
})

describe('recover', () => {
  const excluded = { ...penalize(sampleToken(), samplePenalty()), errorCount: 3 }

  it('lifts only the exclusion whose trial it was', () => {
    expect(recover(excluded, 'p1')).toMatchObject({ exclusion: null, errorCount: 2, consecutiveErrors: 0, strikes: 0 })
    expect(recover(excluded, 'p0').exclusion).toEqual(excluded.exclusion)
    expect(recover(excluded, null).exclusion).toEqual(excluded.exclusion)
  })

  it('does not lower the error count below zero', () => {
    expect(recover(sampleToken(), null).errorCount).toBe(0)
  })
})

describe('forgive', () => {
  const forgiveness = { penaltyId: 'p1', kind: 'token_error', wasTrial: false, deadlineGiven: false } as const

  it('undoes a penalty completely', () => {
    expect(forgive(penalize(sampleToken(), samplePenalty()), forgiveness, 1_000_001)).toEqual({
      ...sampleToken(),
      lastError: 'HTTP 401: refused',
    })
  })

  it('leaves a later penalty and a deadline given by the upstream in force', () => {
    const later = penalize(
      penalize(sampleToken(), samplePenalty()),
      samplePenalty({ penaltyId: 'p2', now: 2_000_000, reservedAt: 2_000_000 }),
    )
    expect(forgive(later, forgiveness, 2_000_001).exclusion).toEqual(later.exclusion)
    const named = penalize(sampleToken(), samplePenalty({ kind: 'rate_limited', retryAfterMs: 5_000 }))
    expect(forgive(named, { ...forgiveness, kind: 'rate_limited', deadlineGiven: true }, 1_000_001).exclusion).toEqual(named.exclusion)
  })

  it('makes a token that failed its trial triable at once', () => {
    const first = penalize(sampleToken(), samplePenalty({ penaltyId: 'p0' }))
    const trial = penalize(first, samplePenalty({ now: 2_000_000, reservedAt: 2_000_000 }))
    const forgiven = forgive(trial, { ...forgiveness, wasTrial: true }, 2_000_001)
    expect(isHalfOpen(forgiven, 2_000_001)).toBe(true)
    expect(forgiven.strikes).toBe(1)
  })
})
