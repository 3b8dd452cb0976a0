import { describe, expect, it } from 'vitest'
import type { ErrorType } from '../../../src/shared/error-types.ts'
import { AddressEvidence, createFaults } from '../../../src/tokens/faults.ts'

const NOW = 1_000_000

/** The matrix, told of calls by the names of token and address. */
function matrix() {
  const faults = createFaults()
  const addresses = new Map<string, AddressEvidence>()
  const at = (email: string) => {
    if (!addresses.has(email)) addresses.set(email, new AddressEvidence(email))
    return addresses.get(email)!
  }
  const works = (tokenId: string, email: string, trialOf: string | null = null) =>
    faults.succeeded({ tokenId, address: at(email), trialOf, now: NOW })
  const fails = (tokenId: string, email: string, errorType: ErrorType, now = NOW) => {
    const finding = faults.failed({ tokenId, address: at(email), trialOf: null, now }, errorType)
    if (finding.penalize !== null) {
      const penaltyId = `${tokenId} for ${email}`
      faults.penalized(at(email), finding.penalize, { tokenId, penaltyId, kind: 'rate_limited', wasTrial: false, deadlineGiven: true })
    }
    return finding
  }
  return { faults, at, works, fails }
}

describe('an address', () => {
  it('is to blame when three tokens that had just worked fail it while others are fetched, and its penalties are undone, deadlines included', () => {
    const { works, fails } = matrix()
    for (const token of ['a', 'b', 'c']) works(token, `of-${token}`)
    expect(fails('a', 'bad', 'rate_limited')).toMatchObject({ next: 'turn', verdict: null })
    expect(fails('b', 'bad', 'rate_limited')).toMatchObject({ next: 'turn', verdict: null })
    works('d', 'other')
    const { next, penalize, verdict } = fails('c', 'bad', 'rate_limited')
    expect({ next, penalize }).toEqual({ next: 'answer', penalize: null })
    expect(verdict).toMatchObject({ of: 'address', on: 'bad' })
    expect(verdict!.undo.map(({ tokenId, deadlineGiven }) => [tokenId, deadlineGiven])).toEqual([
      ['a', false],
      ['b', false],
    ])
  })

  it('is not to blame as long as nobody else succeeds: it is put aside', () => {
    const { works, fails } = matrix()
    for (const token of ['a', 'b', 'c']) works(token, `of-${token}`)
    expect(['a', 'b', 'c'].map(token => fails(token, 'perhaps', 'token_error').next)).toEqual(['turn', 'turn', 'aside'])
  })

  it('is to blame after four calls with one token, where others were fetched in between', () => {
    const { at, works, fails } = matrix()
    works('a', 'before')
    for (let call = 0; call < 3; call += 1) expect(fails('a', 'bad', 'rate_limited').verdict).toBeNull()
    works('a', 'in between')
    at('bad').isAlone = true
    const { next, verdict } = fails('a', 'bad', 'rate_limited')
    expect([next, verdict?.of, verdict?.undo.length]).toEqual(['answer', 'address', 3])
  })

  it('that is left alone is to blame after four refusals of a token that had worked', () => {
    const { at, works, fails } = matrix()
    works('a', 'before')
    Object.assign(at('bad'), { isAlone: true, isAmongSuspects: true })
    const findings = [0, 1, 2, 3].map(() => fails('a', 'bad', 'token_error'))
    expect(findings.map(({ verdict }) => verdict?.of)).toEqual([undefined, undefined, undefined, 'address'])
    expect(findings[3]!.verdict!.undo).toHaveLength(3)
  })

  it('that is limited while nobody fresh is left waits for the limit, but not for ever', () => {
    const { at, works, fails } = matrix()
    works('a', 'before')
    const hours = (count: number) => NOW + count * 3_600_000
    for (const now of [NOW, hours(1), hours(2), hours(3)]) expect(fails('a', 'bad', 'rate_limited', now).next).not.toBe('answer')
    expect(fails('a', 'bad', 'rate_limited', hours(4)).next).not.toBe('answer')
    at('bad').isAmongSuspects = true
    expect(fails('a', 'bad', 'rate_limited', hours(5))).toMatchObject({ next: 'answer', verdict: { of: 'address' } })
  })
})

describe('a token', () => {
  it('is suspected when other tokens fetched what it failed, three addresses in a row', () => {
    const { works, fails } = matrix()
    for (const email of ['one', 'two']) {
      expect(fails('bad', email, 'user_restricted')).toMatchObject({ next: 'turn', verdict: null })
      expect(works('good', email)).toBeNull()
    }
    expect(fails('bad', 'three', 'empty_profile').verdict).toMatchObject({ of: 'token', on: 'bad' })
  })

  it('is not suspected of what nobody else has tried, however many others succeed', () => {
    const { works, fails } = matrix()
    for (let n = 0; n < 5; n += 1) {
      expect(fails('alone', `restricted-${n}`, 'user_restricted').verdict).toBeNull()
      works('other', `well-${n}`)
    }
  })

  it('is believed where another one says the same, however often', () => {
    const { works, fails } = matrix()
    for (let n = 0; n < 10; n += 1) {
      works('other', `well-${n}`)
      const first = fails('honest', `gone-${n}`, 'not_found')
      const last = first.next === 'turn' ? fails('other', `gone-${n}`, 'not_found') : first
      expect([first.verdict, last.verdict, last.next]).toEqual([null, null, 'answer'])
    }
  })
})

describe('the upstream', () => {
  it('is to blame after five calls in a row without a proof, on two addresses or more', () => {
    const { fails } = matrix()
    for (let n = 0; n < 4; n += 1) expect(fails('a', 'one', 'upstream_error').verdict).toBeNull()
    expect(fails('a', 'two', 'timeout').verdict).toMatchObject({ of: 'upstream' })
  })

  it('is not to blame where it has said in between that somebody does not exist', () => {
    const { fails } = matrix()
    for (let n = 0; n < 4; n += 1) fails('a', 'one', 'upstream_error')
    fails('b', 'gone', 'not_found')
    expect(fails('a', 'two', 'upstream_error').verdict).toBeNull()
  })

  it('is not to blame for one address, nor for a list of people who have left', () => {
    const { fails } = matrix()
    for (let n = 0; n < 20; n += 1) expect(fails('a', 'one', 'upstream_error').verdict).toBeNull()
    for (let n = 0; n < 20; n += 1) expect(fails('b', `gone-${n}`, 'not_found').verdict).toBeNull()
  })
})

describe('several bad addresses side by side', () => {
  it('are set aside after one refusal each while nobody succeeds, and are known once somebody has', () => {
    const { works, fails } = matrix()
    for (const token of ['a', 'b', 'c', 'd']) works(token, `of-${token}`)
    expect(['a', 'b', 'c'].map(token => fails(token, 'one', 'token_error').next)).toEqual(['turn', 'turn', 'aside'])
    expect(fails('d', 'two', 'token_error')).toMatchObject({ next: 'aside', verdict: null })
    expect(fails('a', 'three', 'token_error').verdict).toMatchObject({ of: 'upstream' })
    works('d', 'somebody')
    expect(fails('d', 'one', 'token_error')).toMatchObject({ next: 'answer', verdict: { of: 'address', on: 'one', undo: [] } })
  })

  it('are forgotten where it was long until somebody succeeded: the upstream was down', () => {
    const { faults, at, fails } = matrix()
    for (const token of ['a', 'b', 'c']) fails(token, 'one', 'token_error')
    fails('d', 'two', 'token_error')
    fails('a', 'two', 'token_error')
    faults.succeeded({ tokenId: 'd', address: at('somebody'), trialOf: null, now: NOW + 10_001 })
    expect(at('one').failures).toEqual([])
  })
})

describe('a penalty that was overtaken by a verdict while it was written', () => {
  it('is undone at once, its deadline included', () => {
    const { faults, at, fails } = matrix()
    const late = faults.failed({ tokenId: 'a', address: at('one'), trialOf: null, now: NOW }, 'rate_limited').penalize!
    for (const token of ['b', 'c', 'd']) fails(token, 'two', 'rate_limited')
    expect(fails('e', 'three', 'rate_limited').verdict).toMatchObject({ of: 'upstream' })
    const penalty = { tokenId: 'a', penaltyId: 'late', kind: 'rate_limited', wasTrial: false, deadlineGiven: true } as const
    expect(faults.penalized(at('one'), late, penalty)).toEqual({ ...penalty, deadlineGiven: false })
    expect(faults.trial(() => true, NOW)).toBeNull()
  })
})

describe('tokens that the upstream says are spent for the day', () => {
  it('say nothing about the upstream, and where it is several addresses nothing about these', () => {
    const { faults, at, works } = matrix()
    const capped = (tokenId: string, email: string) =>
      faults.failed({ tokenId, address: at(email), trialOf: null, now: NOW }, 'rate_limited', true)
    for (const token of ['a', 'b', 'c', 'd', 'e', 'f']) works(token, `of-${token}`)
    for (const [token, email] of [
      ['a', 'one'],
      ['b', 'one'],
      ['c', 'two'],
      ['d', 'three'],
      ['e', 'three'],
    ] as const)
      expect(capped(token, email)).toMatchObject({ next: 'turn', verdict: null })
    works('g', 'somebody')
    // Two more of them would be three witnesses and a success in between.
    expect(capped('f', 'one')).toMatchObject({ next: 'turn', verdict: null })
  })

  it('are not told from an outage where the upstream does not say so: the words name both', () => {
    const { fails } = matrix()
    for (const token of ['a', 'b', 'c']) fails(token, 'one', 'rate_limited')
    fails('d', 'two', 'rate_limited')
    expect(fails('e', 'three', 'rate_limited').verdict?.evidence).toMatch(/may be one that the tokens share/)
  })
})

describe('a trial', () => {
  const anybody = () => true

  it('is made of one penalty at a time, and of none after one has shown the token to be bad, until somebody succeeds', () => {
    const { faults, works, fails } = matrix()
    fails('a', 'one', 'rate_limited')
    fails('b', 'one', 'rate_limited')
    expect(faults.trial(anybody, NOW)?.penalty.tokenId).toBe('b')
    expect(faults.trial(anybody, NOW)).toBeNull()
    fails('b', 'two', 'rate_limited')
    expect(faults.trial(anybody, NOW)).toBeNull()
    works('c', 'three')
    expect(faults.trial(anybody, NOW)).not.toBeNull()
  })

  it('is not made a fourth time of a token that has failed three in a row, until it works', () => {
    const { faults, works, fails } = matrix()
    fails('bad', 'first', 'token_error')
    for (let n = 0; n < 3; n += 1) {
      works('good', `well-${n}`)
      expect(faults.trial(anybody, NOW)?.penalty.tokenId).toBe('bad')
      fails('bad', `tried-${n}`, 'token_error')
    }
    works('good', 'well')
    expect(faults.trial(anybody, NOW)).toBeNull()
    works('bad', 'after its deadline')
    works('good', 'again')
    fails('bad', 'another', 'token_error')
    expect(faults.trial(anybody, NOW)?.penalty.tokenId).toBe('bad')
  })

  it('that never comes back is followed by another', () => {
    const { faults, fails } = matrix()
    fails('a', 'one', 'rate_limited')
    fails('b', 'one', 'rate_limited')
    expect(faults.trial(anybody, NOW)).not.toBeNull()
    expect(faults.trial(anybody, NOW + 59_999)).toBeNull()
    expect(faults.trial(anybody, NOW + 60_000)?.penalty.tokenId).toBe('a')
  })

  it('that succeeds on another address counts the next failure of the same token as a further witness', () => {
    const { faults, works, fails } = matrix()
    for (let n = 0; n < 3; n += 1) {
      works('only', `well-${n}`, n === 0 ? null : 'only for bad')
      const { verdict } = fails('only', 'bad', 'rate_limited')
      expect(verdict?.of).toBe(n < 2 ? undefined : 'address')
      if (n < 2) expect(faults.trial(anybody, NOW)).not.toBeNull()
    }
  })
})
