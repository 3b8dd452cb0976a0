import { expect, test } from 'vitest'
import { AnswerDates } from '../../../../src/storage/dynamodb/answer-dates.ts'
import { ManualClock } from '../../../support/manual-clock.ts'

const TRUE_NOW = Date.parse('2026-11-21T12:00:00.000Z')

/** Answers that come `wayMs` after they were asked for, one every 370 ms, to a clock that is `skewMs` ahead. */
function learn(dates: AnswerDates, { skewMs, wayMs = 20, answers = 30, from = 0 }: Record<string, number> & { skewMs: number }) {
  for (let i = 0; i < answers; i += 1) {
    const now = TRUE_NOW + from + i * 370
    dates.learn(now + skewMs, now + skewMs + wayMs, Math.floor((now + wayMs / 2) / 1000) * 1000)
  }
}

test.each([0, 300, 5_000, 300_000, -300_000, 2 * 86_400_000])(
  'a clock that is %i ms ahead is known to little more than an answer’s way',
  skewMs => {
    const dates = new AnswerDates(new ManualClock())
    learn(dates, { skewMs })
    const { provenMs, atMostMs } = dates.skew()
    expect(Math.abs(provenMs)).toBeLessThanOrEqual(Math.abs(skewMs))
    expect(Math.sign(provenMs) * Math.sign(skewMs)).toBeGreaterThanOrEqual(0)
    expect(atMostMs).toBeGreaterThanOrEqual(Math.abs(skewMs))
    expect(atMostMs - Math.abs(provenMs)).toBeLessThan(Math.abs(skewMs) > 1_000 ? 200 : 700)
  },
)

test('a slow answer proves nothing of the clock', () => {
  const dates = new AnswerDates(new ManualClock())
  learn(dates, { skewMs: 0, wayMs: 5_000, answers: 1 })
  expect(dates.skew().provenMs).toBe(0)
})

test('a clock that is set shows with the next answer, and what was known of it is over', () => {
  const dates = new AnswerDates(new ManualClock())
  learn(dates, { skewMs: 300_000 })
  learn(dates, { skewMs: 0, answers: 1, from: 20_000 })
  expect(dates.skew()).toMatchObject({ provenMs: 0 })
  expect(dates.skew().atMostMs).toBeLessThan(1_100)
  learn(dates, { skewMs: -60_000, answers: 5, from: 200_000 })
  expect(dates.skew().provenMs).toBeLessThan(-59_000)
})

test('without an answer nothing is known', () => {
  expect(new AnswerDates(new ManualClock()).skew()).toMatchObject({ provenMs: 0, atMostMs: 0 })
})
