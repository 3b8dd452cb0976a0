import { describe, expect, test } from 'vitest'
import { runWorld, type WorldOutcome } from '../support/worlds/run-world.ts'
import { type Answer, type World, worldOf } from '../support/worlds/world.ts'

const NEVER = { mine: null, bad: null } as const

/** A world without anything bad in it, but for what a test puts there. */
function made(changes: Partial<World> & { readonly size?: number; readonly people?: number }): World {
  const { size = 3, people = 30, ...rest } = changes
  return {
    ...{ seed: 1, lanes: 1, delaySeconds: 0.5, requestsPerToken: 15, outage: null },
    tokens: Array.from({ length: size }, (_, i) => ({ tokenId: `token-${i}`, bad: NEVER.bad })),
    addresses: Array.from({ length: people }, (_, i) => ({ email: `user${i}@example.com`, mine: NEVER.mine })),
    ...rest,
  }
}

const LIMITED: Answer = { errorType: 'rate_limited', status: 429, retryAfterMs: 600_000 }
const REFUSED: Answer = { errorType: 'token_error', status: 401, retryAfterMs: null }

const FORBIDDEN: Answer = { errorType: 'user_restricted', status: 403, retryAfterMs: null }

/** Everybody is fetched as in a world without what was put into it, and no good token rests in the end. */
function expectNoHarm({ finished, goodAddressesFailed, goodTokensExcluded }: WorldOutcome): void {
  expect({ finished, goodAddressesFailed, goodTokensExcluded }).toEqual({ finished: true, goodAddressesFailed: [], goodTokensExcluded: [] })
}

describe('a bad address costs nobody else anything', () => {
  const poisoned = (mine: Answer, at: number, lanes: number, size: number) => {
    const world = made({ size, lanes, people: 61 })
    return { ...world, addresses: world.addresses.map((address, i) => (i === at ? { ...address, mine } : address)) }
  }

  test.each([
    ['429 with a long deadline', { ...LIMITED }],
    ['429 without one', { ...LIMITED, retryAfterMs: null }],
    ['402', { ...LIMITED, status: 402, retryAfterMs: null }],
    ['401', REFUSED],
  ])('%s: it has its result after four calls, and of ten tokens at most three rest', async (_, mine) => {
    for (const lanes of [1, 5]) {
      for (const at of [0, 30]) {
        const outcome = await runWorld(poisoned(mine, at, lanes, 10))
        expectNoHarm(outcome)
        expect(outcome.everExcluded.length).toBeLessThanOrEqual(3)
        expect(outcome.upstream.callsFor.get(`user${at}@example.com`)).toBeLessThanOrEqual(4)
        const without = await runWorld(made({ size: 10, lanes, people: 61 }))
        expect(outcome.simulatedSeconds - without.simulatedSeconds).toBeLessThanOrEqual(10)
      }
    }
  })

  test.each([1, 2])('also where there are only %i tokens, whose deadlines are put to the test', async size => {
    const outcome = await runWorld(poisoned(LIMITED, 10, 1, size))
    expectNoHarm(outcome)
    expect(outcome.simulatedSeconds).toBeLessThan(120)
  })

  test.each([1, 2])('also where it is the last one, and nobody is left to ask: %i tokens', async size => {
    const outcome = await runWorld(poisoned(REFUSED, 60, 1, size))
    expectNoHarm(outcome)
    expect(outcome.simulatedSeconds).toBeLessThan(900)
  })

  // Found in generated worlds: at the end of the list a refused one and a limited one are left, and the single token was asked until it was given up.
  test.each([1142, 1335])('also where only bad ones are left, and one token: world %i', async seed => {
    expectNoHarm(await runWorld(worldOf(seed)))
  })

  test('also where there are several', async () => {
    const world = made({ size: 10, lanes: 3, people: 105 })
    const addresses = world.addresses.map((address, i) => (i % 20 === 7 ? { ...address, mine: REFUSED } : address))
    expectNoHarm(await runWorld({ ...world, addresses }))
  })

  test.each([
    ['401', REFUSED],
    ['429 with a long deadline', LIMITED],
    ['402', { ...LIMITED, status: 402, retryAfterMs: null }],
    ['403', FORBIDDEN],
  ])(
    '%s: five side by side have their results in seconds, after a handful of calls, and the others are done meanwhile',
    async (_, mine) => {
      for (const lanes of [1, 4]) {
        const world = made({ size: 10, lanes, people: 65 })
        const isBad = (i: number) => i >= 10 && i < 15
        const addresses = world.addresses.map((address, i) => (isBad(i) ? { ...address, mine } : address))
        const outcome = await runWorld({ ...world, addresses })
        expectNoHarm(outcome)
        for (const { email } of addresses.filter((_address, i) => isBad(i)))
          expect(outcome.upstream.callsFor.get(email)).toBeLessThanOrEqual(5)
        const without = await runWorld(world)
        expect(outcome.simulatedSeconds - without.simulatedSeconds).toBeLessThanOrEqual(15)
      }
    },
  )
})

describe('a bad token costs one address at most', () => {
  const kinds: [string, Answer][] = [
    ['401', REFUSED],
    ['402', { errorType: 'rate_limited', status: 402, retryAfterMs: null }],
    ['403', FORBIDDEN],
    ['429', { ...LIMITED, retryAfterMs: null }],
    ['a success without values', { errorType: 'empty_profile', status: 200, retryAfterMs: null }],
    ['an answer nobody can place', { errorType: 'unknown', status: 400, retryAfterMs: null }],
    ['404', { errorType: 'not_found', status: 404, retryAfterMs: null }],
    ['a login page, or a way to one', { errorType: 'upstream_error', status: 302, retryAfterMs: null }],
    ['no answer in time', { errorType: 'timeout', status: null, retryAfterMs: null }],
  ]
  test.each(kinds)('%s: it is excluded within six calls', async (_, answer) => {
    for (const fromCall of [1, 5]) {
      const world = made({ people: 120, requestsPerToken: 5 })
      const tokens = world.tokens.map((token, i) => (i === 1 ? { ...token, bad: { ...answer, fromCall } } : token))
      const { goodAddressesFailed, goodTokensExcluded, everExcluded, upstream, finished } = await runWorld({ ...world, tokens })
      expect(finished).toBe(true)
      expect(goodAddressesFailed.length).toBeLessThanOrEqual(fromCall === 1 ? 0 : 1)
      expect([goodTokensExcluded, everExcluded]).toEqual([[], ['token-1']])
      expect(upstream.callsWith.get('token-1')! - fromCall + 1).toBeLessThanOrEqual(6)
    }
  })
})

test('a bad token that looks like a bad upstream costs nobody a result, with several lanes neither', async () => {
  const world = made({ lanes: 4, people: 80 })
  const bad = { errorType: 'upstream_error', status: 502, retryAfterMs: null, fromCall: 1 } as const
  const tokens = world.tokens.map((token, i) => (i === 0 ? { ...token, bad } : token))
  const { finished, goodAddressesFailed, everExcluded } = await runWorld({ ...world, tokens })
  expect({ finished, goodAddressesFailed, everExcluded }).toEqual({ finished: true, goodAddressesFailed: [], everExcluded: ['token-0'] })
})

describe('many tokens whose day is spent at the same time', () => {
  /** The world begins at six in the morning: the wait that is asked for ends with the day. */
  const CAPPED: Answer = { errorType: 'rate_limited', status: 429, retryAfterMs: 64_800_000 }

  test.each([
    [7, 1],
    [20, 4],
    [20, 20],
  ])('are no outage and no address’s fault, and cost a call each: %i tokens, %i lanes', async (size, lanes) => {
    const world = made({ size, lanes, people: 150, requestsPerToken: 4 })
    const tokens = world.tokens.map((token, i) => (i === 3 ? token : { ...token, bad: { ...CAPPED, fromCall: 5 } }))
    const outcome = await runWorld({ ...world, tokens })
    expectNoHarm(outcome)
    expect(outcome.everExcluded).toHaveLength(size - 1)
    expect(outcome.callsWasted).toBeLessThanOrEqual(size + 2)
    // What is left is fetched with the one token that may go on.
    expect(outcome.simulatedSeconds).toBeLessThan(120)
  })

  test('one address that is answered so is to blame all the same', async () => {
    const world = made({ size: 10, lanes: 2, people: 61 })
    const outcome = await runWorld({
      ...world,
      addresses: world.addresses.map((address, i) => (i === 9 ? { ...address, mine: CAPPED } : address)),
    })
    expectNoHarm(outcome)
    expect(outcome.everExcluded.length).toBeLessThanOrEqual(3)
    expect(outcome.upstream.callsFor.get('user9@example.com')).toBeLessThanOrEqual(4)
  })
})

describe('an outage loses nobody', () => {
  const DOWN: Answer = { errorType: 'upstream_error', status: 503, retryAfterMs: null }
  const settings = [1, 2, 20].flatMap(size => [1, 20].flatMap(lanes => [0.5, 10].map(delaySeconds => ({ size, lanes, delaySeconds }))))

  async function expectWaitedFor(answer: Answer, setting: (typeof settings)[number]): Promise<void> {
    const [from, to] = [1_000, 301_000]
    const outcome = await runWorld(made({ ...setting, people: 120, outage: { ...answer, from, to } }))
    const { callTimes } = outcome.upstream
    expect(outcome).toMatchObject({ finished: true })
    expect(outcome.goodAddressesFailed.length).toBeLessThanOrEqual(2)
    expect(callTimes.filter(at => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(25)
    expect(callTimes.find(at => at >= to)! - to).toBeLessThanOrEqual(60_000)
  }

  test.each(settings)('503: waited for and left behind with $size tokens, $lanes lanes and $delaySeconds s', async setting => {
    await expectWaitedFor(DOWN, setting)
  })

  // A single token that is limited looks the same as everybody's being limited: it rests, as its own penalties say.
  test.each([
    ['no connection', 1, { ...DOWN, status: null }],
    ['403 for everybody', 1, FORBIDDEN],
    ['429 for everybody', 2, { ...LIMITED, retryAfterMs: null }],
  ])('%s: waited for, and left behind', async (_, few, answer) => {
    for (const [size, lanes, delaySeconds] of [
      [few, 1, 0.5],
      [20, 20, 0.5],
      [20, 20, 10],
    ] as const)
      await expectWaitedFor(answer, { size, lanes, delaySeconds })
  })

  test.each([
    ['refused', REFUSED],
    ['forbidden', FORBIDDEN],
    ['without values', { errorType: 'empty_profile', status: 200, retryAfterMs: null } as const],
  ])('not even where the token that probes is bad itself: %s', async (_, answer) => {
    for (const lanes of [1, 4]) {
      const world = made({ lanes, people: 60, outage: { ...DOWN, from: 1_000, to: 61_000 } })
      const tokens = world.tokens.map((token, i) => (i === 0 ? token : { ...token, bad: { ...answer, fromCall: 3 } }))
      const outcome = await runWorld({ ...world, tokens })
      expect(outcome).toMatchObject({ finished: true, goodTokensExcluded: [] })
      expect(outcome.goodAddressesFailed.length).toBeLessThanOrEqual(2)
      // A probe with each token, at the longest pause.
      expect(outcome.simulatedSeconds).toBeLessThan(300)
    }
  })

  // Found in a generated world: two bad tokens kept an outage going for 50 minutes after its end, and 19 addresses had no profile.
  test('nor where two bad tokens confirm each other', async () => {
    const outcome = await runWorld(worldOf(1346))
    expectNoHarm(outcome)
    expect(outcome.simulatedSeconds).toBeLessThan(120)
  })

  test('not even where every token is refused for a while', async () => {
    const outcome = await runWorld(made({ size: 20, lanes: 4, people: 120, outage: { ...REFUSED, from: 1_000, to: 301_000 } }))
    expectNoHarm(outcome)
    expect(outcome.upstream.callsDuringOutage).toBeLessThanOrEqual(25)
  })
})

test('in generated worlds the verdicts are right', async () => {
  const outcomes: WorldOutcome[] = []
  for (let seed = 201; seed <= 260; seed += 1) outcomes.push(await runWorld(worldOf(seed)))
  const sum = (of: (outcome: WorldOutcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0)
  expect(outcomes.filter(({ finished }) => !finished).map(({ seed }) => seed)).toEqual([])
  expect(sum(o => o.goodTokensExcluded.length) / sum(o => o.goodTokens)).toBeLessThanOrEqual(0.02)
  expect(sum(o => o.goodAddressesFailed.length) / sum(o => o.goodAddresses)).toBeLessThanOrEqual(0.005)
  expect(sum(o => o.badTokensSpared.length) / sum(o => o.badTokens)).toBeLessThanOrEqual(0.05)
})
