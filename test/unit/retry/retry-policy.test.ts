import { describe, expect, test } from 'vitest'
import { parseRetryAfter } from '../../../src/retry/retry-after.ts'
import { createRetryPolicy, RetryFailedError } from '../../../src/retry/retry-policy.ts'
import { createRecordingClock } from '../../support/recording-clock.ts'

const SETTINGS = { max_retries: 3, initial_delay: 1, max_delay: 30, backoff_multiplier: 2, jitter: true }
const always = () => ({ retryable: true })
const NOW = Date.parse('2026-11-21T12:00:00Z')

describe('delays', () => {
  test.each([
    [1, 1000],
    [2, 2000],
    [3, 4000],
    [5, 16_000],
    [6, 30_000],
    [40, 30_000],
  ])('after attempt %i full jitter in [0, %i)', (attempt, ceiling) => {
    const at = (random: number) => createRetryPolicy(SETTINGS, { clock: createRecordingClock(), random: () => random }).delayAfter(attempt)
    expect([at(0), at(0.5), at(0.999999)]).toEqual([0, ceiling / 2, expect.closeTo(ceiling, -2)])
  })

  test('without jitter the ceiling itself; what the server asks for is the least, the cap the most', () => {
    const policy = createRetryPolicy({ ...SETTINGS, jitter: false }, { clock: createRecordingClock() })
    expect([policy.delayAfter(2), policy.delayAfter(1, 7000), policy.delayAfter(1, 500), policy.delayAfter(1, 90_000)]).toEqual([
      2000, 7000, 1000, 30_000,
    ])
  })
})

describe('execute', () => {
  test('makes exactly 1 + max_retries calls, and logs each failure', async () => {
    const clock = createRecordingClock()
    clock.skipSleeps(30_000)
    const failing = createRetryPolicy(SETTINGS, { clock, random: () => 0.5 }).execute(
      async attempt => {
        throw new TypeError(`down ${attempt}`)
      },
      { classify: always },
    )
    const error = await failing.catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(RetryFailedError)
    expect((error as RetryFailedError).retryLog.map(({ attempt, error: text, retryable }) => [attempt, text, retryable])).toEqual(
      [1, 2, 3, 4].map(attempt => [attempt, `TypeError: down ${attempt}`, true]),
    )
    expect(clock.sleeps).toEqual([500, 1000, 2000])
  })

  test('stops at once for what is not retryable, and before a wait that would pass the deadline', async () => {
    const clock = createRecordingClock()
    clock.skipSleeps(30_000)
    const policy = createRetryPolicy({ ...SETTINGS, jitter: false }, { clock })
    let calls = 0
    const fail = async () => {
      calls += 1
      throw new Error('no')
    }
    await policy.execute(fail, { classify: () => ({ retryable: false }) }).catch(() => {})
    expect(calls).toBe(1)
    await policy.execute(fail, { classify: always, deadline: clock.now() + 3000 }).catch(() => {})
    expect(calls).toBe(3)
  })

  test('executeSync does the same with a sleep of its caller', () => {
    const slept: number[] = []
    const policy = createRetryPolicy(
      { ...SETTINGS, jitter: false },
      { clock: createRecordingClock(), sleepSync: ms => void slept.push(ms) },
    )
    let calls = 0
    const outcome = policy.executeSync(
      () => {
        calls += 1
        if (calls < 3) throw new Error('again')
        return 'done'
      },
      { classify: always },
    )
    expect(outcome).toMatchObject({ value: 'done', attempts: 3, retryLog: [{ attempt: 1 }, { attempt: 2 }] })
    expect(slept).toEqual([1000, 2000])
  })
})

test.each([
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': 'Sat, 21 Nov 2026 12:00:20 GMT' }, 20_000],
  [{ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after-ms': '812', 'retry-after': '1' }, 812],
  [{ 'retry-after': ['3', '9'] }, 3000],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('the wait of %j', (headers, expected) => {
  expect(parseRetryAfter(headers, NOW)).toBe(expected)
})
