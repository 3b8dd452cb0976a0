import { describe, expect, it } from 'vitest'
import { forecast } from '../../../src/jobs/forecast.ts'
import type { ForecastWorld, QueuedJob } from '../../../src/jobs/forecast-world.ts'

const NOW = Date.parse('2026-03-10T12:00:00Z')
const DAY = 86_400_000
const RESET = Date.parse('2026-03-11T00:00:00Z')
const SECOND = 1_000

const job = (jobId: string, remaining: number, more: Partial<QueuedJob> = {}): QueuedJob => ({
  jobId,
  remaining,
  lanes: 1,
  delayMs: 2_000,
  priority: 'NORMAL',
  requestsPerToken: 15,
  running: false,
  blocks: [],
  ...more,
})
const tokens = (count: number, leftEach: number, perDayEach = leftEach, from = 0) => ({
  tokens: count,
  leftToday: count * leftEach,
  perDay: count * perDayEach,
  from,
})
const world = (more: Partial<ForecastWorld>): ForecastWorld => ({
  now: NOW,
  nextReset: at => (Math.floor(at / DAY) + 1) * DAY,
  hourly: null,
  pool: [tokens(10, 500)],
  tokens: null,
  fallback: [],
  queue: [job('a', 100)],
  slots: 50,
  latencyMs: 0,
  blockedUntil: null,
  ...more,
})
const end = (of: Partial<ForecastWorld>, jobId = 'a') => forecast(world(of)).of(jobId)?.finishesAt ?? null
const seconds = (of: Partial<ForecastWorld>, jobId = 'a') => Math.round((end(of, jobId)! - NOW) / SECOND)

describe('pace', () => {
  it('is that of the lanes, with the delay and what a call takes', () => {
    expect(seconds({})).toBe(200)
    expect(seconds({ latencyMs: 500 })).toBe(250)
    expect(seconds({ queue: [job('a', 667, { lanes: 3 })] })).toBe(445)
    expect(seconds({ queue: [job('a', 0)] })).toBe(0)
  })

  it('is that of the tokens where these are fewer than the lanes, of all jobs together', () => {
    expect(seconds({ pool: [tokens(2, 500)], queue: [job('a', 100, { lanes: 20 })] })).toBe(100)
    expect(seconds({ pool: [tokens(1, 500)], queue: [job('a', 50), job('b', 50)] }, 'b')).toBe(200)
  })
})

describe('the queue', () => {
  it('gives the slots to whom they belong: the running, then in order', () => {
    const queue = [job('first', 100), job('running', 50, { running: true }), job('last', 10)]
    const ends = (['running', 'first', 'last'] as const).map(id => seconds({ queue, slots: 1 }, id))
    expect(ends).toEqual([100, 300, 320])
  })

  it('of three jobs of 300 on a pool of 400 makes each one short', () => {
    const queue = [job('a', 300), job('b', 300), job('c', 300)]
    const course = forecast(world({ pool: [tokens(4, 100)], queue }))
    for (const id of ['a', 'b', 'c']) expect(course.of(id)?.shortage).toMatchObject({ done: 133, until: RESET })
    expect(course.doneAt).toBeGreaterThan(RESET + DAY)
    expect(course.spentAt).toBeLessThan(RESET)
  })
})

describe('capacity', () => {
  it('that does not reach says how many today, and when the rest', () => {
    const course = forecast(world({ pool: [tokens(2, 415)], queue: [job('a', 1_200, { lanes: 2 })] }))
    expect(course.of('a')).toEqual({
      shortage: { done: 830, at: NOW + 830 * SECOND, until: RESET },
      finishesAt: RESET + 370 * SECOND,
    })
  })

  it('of excluded tokens counts from their deadline, and that of the barred never', () => {
    const pool = [tokens(1, 0, 100, 0), tokens(1, 100, 100, NOW + 600 * SECOND), tokens(5, 500, 500, 253_402_300_799_999)]
    const course = forecast(world({ pool, queue: [job('a', 50)] }))
    expect(course.of('a')).toEqual({ shortage: { done: 0, at: NOW, until: NOW + 600 * SECOND }, finishesAt: NOW + 700 * SECOND })
  })

  it('of the token file counts only where the pool has none, and then', () => {
    const file = [tokens(1, 20)]
    expect(seconds({ pool: [tokens(1, 30)], fallback: file, queue: [job('a', 40)] })).toBe(80)
    expect(forecast(world({ pool: [tokens(1, 30)], fallback: file, queue: [job('a', 60)] })).of('a')?.shortage?.done).toBe(50)
  })

  it('that never comes is no end at all', () => {
    const course = forecast(world({ pool: [] }))
    expect([course.doneAt, course.of('a')]).toEqual([null, { finishesAt: null, shortage: { done: 0, at: NOW, until: null } }])
  })

  it('lasts or not until the reset', () => {
    expect(forecast(world({}))).toMatchObject({ spentAt: null, leftAtReset: 4_900 })
    expect(forecast(world({ queue: [] }))).toMatchObject({ spentAt: null, leftAtReset: 5_000, doneAt: NOW })
  })

  it('of many days is told at once, also where it takes ten thousand years', () => {
    const pool = [tokens(1, 10)]
    expect(end({ pool, queue: [job('a', 3_655)] })).toBe(RESET + 364 * DAY + 10 * SECOND)
    const started = performance.now()
    expect(end({ pool: [tokens(1, 1)], queue: [job('a', 5_000_000)] })).toBe(253_402_300_799_999)
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

describe('token by token', () => {
  const single = (tokenId: string, leftToday: number, perDay = leftToday, from = 0) => ({
    tokenId,
    leftToday,
    usedToday: perDay - leftToday,
    perDay,
    from,
    leftThisHour: Number.POSITIVE_INFINITY,
  })

  it('lanes that came first hold whole blocks: the other job gets what they leave', () => {
    const queue = [job('first', 40, { lanes: 4 }), job('second', 10, { requestsPerToken: 3 })]
    const four = ['a', 'b', 'c', 'd'].map(id => single(id, 11))
    const course = forecast(world({ tokens: four, pool: [], queue }))
    expect([course.of('first')?.shortage, course.of('second')?.shortage]).toEqual([null, { done: 0, at: NOW, until: RESET }])
    // What is handed back at the end wakes the one that waits: four units are not ten.
    expect(course.of('second')?.finishesAt).toBe(RESET + 12 * SECOND)
    const eleven = [...four, single('e', 6)]
    expect(seconds({ tokens: eleven, pool: [], queue }, 'second')).toBe(28)
  })

  it('units in hand are still to be spent, and a token that comes back serves then', () => {
    const running = job('a', 20, { running: true, blocks: [{ tokenId: 'a', units: 10 }] })
    const tokens = [single('a', 0, 15), single('b', 30, 30, NOW + 600 * SECOND)]
    const course = forecast(world({ tokens, pool: [], queue: [running] }))
    expect(course.of('a')).toEqual({
      shortage: { done: 10, at: NOW + 20 * SECOND, until: NOW + 600 * SECOND },
      finishesAt: NOW + 620 * SECOND,
    })
  })

  it('lets lanes that share a token share its delay: twenty lanes on five tokens are as quick as five', () => {
    const five = Array.from({ length: 5 }, (_, n) => single(`t${n}`, 500))
    const course = forecast(world({ tokens: five, pool: [tokens(5, 500)], queue: [job('a', 5_000, { lanes: 20, delayMs: 500 })] }))
    const alone = forecast(world({ tokens: five, pool: [tokens(5, 500)], queue: [job('a', 5_000, { lanes: 5, delayMs: 500 })] }))
    // 2,500 of a day, ten a second. The last lanes of a day are fewer.
    for (const { spentAt } of [course, alone]) expect((spentAt! - NOW) / SECOND).toBeGreaterThanOrEqual(250)
    expect((course.spentAt! - NOW) / SECOND).toBeLessThan(260)
    expect((course.doneAt! - RESET) / SECOND).toBeLessThan(260)
  })

  it('agrees with the even flow where nothing is short', () => {
    const queue = [job('a', 100, { lanes: 3 }), job('b', 50), job('c', 500, { lanes: 2, delayMs: 500 })]
    const tokens = Array.from({ length: 10 }, (_, n) => single(`t${n}`, 500))
    for (const id of ['a', 'b', 'c']) expect(seconds({ tokens, queue, slots: 2 }, id)).toBe(seconds({ queue, slots: 2 }, id))
  })

  it('has no end where no token ever serves', () => {
    expect(forecast(world({ tokens: [single('barred', 5, 5, 253_402_300_799_999)], pool: [] })).doneAt).toBeNull()
    expect(forecast(world({ tokens: [], pool: [] })).of('a')).toEqual({ finishesAt: null, shortage: { done: 0, at: NOW, until: null } })
  })
})

describe('an hourly limit', () => {
  const HOUR = 3_600_000
  const hourly = { limit: 100, endsAt: (at: number) => (Math.floor(at / HOUR) + 1) * HOUR }
  const now = NOW + 50 * 60 * SECOND
  const single = (tokenId: string, leftThisHour: number) => ({
    ...{ tokenId, leftToday: 250, usedToday: 0, perDay: 250, from: 0, leftThisHour },
  })

  it('makes the rest wait for the next hour, and what the day does not give for the next day', () => {
    const queue = [job('a', 300)]
    const course = forecast(world({ now, hourly, pool: [], tokens: [single('one', 40)], queue })).of('a')
    const border = NOW + HOUR
    expect(course?.shortage).toEqual({ done: 40, at: now + 80 * SECOND, until: border })
    // 40 in this hour, 100 in each of the next two, the last 10 of the day at the beginning of the one after that; then 50 of the next day.
    expect(course?.finishesAt).toBe(RESET + 100 * SECOND)
  })

  it('is shared out evenly in a large pool, whose tokens are not told apart', () => {
    const course = forecast(
      world({ now: NOW, hourly, pool: [tokens(10, 500)], queue: [job('a', 2_500, { lanes: 10, delayMs: 1_000 })] }),
    ).of('a')
    expect(course?.finishesAt).toBe(NOW + 2 * HOUR + 50 * SECOND)
    expect(course?.shortage).toMatchObject({ done: 1_000, until: NOW + HOUR })
  })

  it('hands back what is left of a block when the hour ends', () => {
    const running = job('a', 25, { running: true, delayMs: 60_000, blocks: [{ tokenId: 'one', units: 15 }] })
    const course = forecast(world({ now, hourly, pool: [], tokens: [{ ...single('one', 0), leftToday: 10 }], queue: [running] })).of('a')
    expect(course).toEqual({ shortage: null, finishesAt: now + 25 * 60_000 })
  })
})

it('waits for the breaker', () => {
  expect(seconds({ blockedUntil: NOW + 30 * SECOND })).toBe(230)
})
