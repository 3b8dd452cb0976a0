import { expect, test } from 'vitest'
import type { JobAddress } from '../../../../src/jobs/job.ts'
import type { JobVerdict } from '../../../../src/jobs/job-history.ts'
import type { LaneEntry } from '../../../../src/jobs/job-store.ts'
import { createAddressFeed } from '../../../../src/jobs/run/address-feed.ts'
import { Lane } from '../../../../src/jobs/run/lane.ts'
import type { RunContext } from '../../../../src/jobs/run/run-context.ts'
import type { FetchOutcome } from '../../../../src/profiles/profile-provider.ts'
import { StoreUnavailableError } from '../../../../src/shared/app-error.ts'
import { createQuotaCalendar } from '../../../../src/shared/quota-day.ts'
import { noStoreTime, type StoreTime } from '../../../../src/shared/store-time.ts'
import type { Block } from '../../../../src/tokens/block.ts'
import type { Verdict } from '../../../../src/tokens/faults.ts'
import { createResetGuard } from '../../../../src/tokens/reset-guard.ts'
import type { BlockPlan, TokenWheel } from '../../../../src/tokens/token-wheel.ts'
import { TokensInUse } from '../../../../src/tokens/tokens-in-use.ts'
import type { Admission } from '../../../../src/tokens/upstream-breaker.ts'
import { ManualClock, settled } from '../../../support/manual-clock.ts'

const OK: FetchOutcome = { ok: true, restMs: null, profile: {} }
const SOME_MS = 40
const ANSWERED = { next: 'answer', verdict: null } as const

/** One lane on stubs: a list of `total` addresses, a wheel that always has another token, and an upstream that answers at once. */
function laneOf(
  total: number,
  options: { start?: string; delayMs?: number; units?: number; resumes?: boolean; storeTime?: StoreTime } = {},
) {
  const { start = '2026-03-10T12:00:00Z', delayMs = 0, units = 15 } = options
  const clock = new ManualClock(start)
  const quotaDay = createQuotaCalendar('UTC')
  const [stop, hardStop] = [new AbortController(), new AbortController()]
  const calls: { email: string; token: string; at: number }[] = []
  const records: LaneEntry[] = []
  const blocks: Block[] = []
  const told: string[] = []
  const state = {
    breakerClosed: true,
    leaseHeld: true,
    /** Per call, in order; then always {@link OK}. */
    answers: [] as (FetchOutcome | Promise<FetchOutcome>)[],
    onRecord: () => {},
    charge: undefined as Promise<void> | undefined,
    /** What each successful call leads to. */
    verdict: null as Verdict | null,
  }
  const [admitted, renewed] = [Promise.withResolvers<Admission>(), Promise.withResolvers<void>()]
  const planBlock = (): BlockPlan => {
    const { day, resetsAt } = quotaDay(clock.now())
    const tokenId = `token-${blocks.length + 1}`
    return {
      record: { tokenId, source: 'pool', reservationId: tokenId, day, reservedAt: clock.now(), units, used: 0 },
      expiresAt: resetsAt,
    }
  }
  const reserveBlock = ({ record, expiresAt }: BlockPlan): Block => {
    const block = { ...record, secret: record.tokenId, expiresAt, trialOf: null, errorCount: 0, spoilt: false, pace: { nextCallAt: 0 } }
    blocks.push(block)
    return block
  }
  const guard = createResetGuard(quotaDay, options.storeTime ?? noStoreTime)
  const wheel: TokenWheel = {
    plan: async () => planBlock(),
    reserve: async plan => reserveBlock(plan),
    handBack: async () => {},
    close: async () => 0,
    join: () => () => {},
    isAnnounced: () => true,
    announce: async () => true,
    rests: () => {},
    begin(block) {
      block.used += 1
      return true
    },
    closedUntil: now => guard.closedUntil(now),
    closesFor: 'day',
    canServe: async () => true,
    resumeBlock: async () => null,
    rest: async () => {},
    charge: (block, _admission, failure) => {
      if (state.verdict !== null) return { next: 'answer', verdict: state.verdict }
      if (failure === null) return state.charge === undefined ? ANSWERED : state.charge.then(() => ANSWERED)
      block.spoilt = true
      return { next: 'turn', verdict: null }
    },
    startTrial: async () => null,
    isAnswered: () => true,
    successes: () => 0,
    suspicion: () => null,
    othersWorked: () => false,
    failedProbes: () => 0,
  }
  const addresses: JobAddress[] = Array.from({ length: total }, (_, i) => ({ emailNumber: i + 1, email: `user${i + 1}@example.com` }))
  const feed = createAddressFeed(
    async after => ({ addresses: after === 0 ? addresses : [], last: after === 0 ? total : null }),
    { startAfter: 0, lastNumber: total },
    wheel,
  )
  const run = {
    wheel,
    clock,
    quotaDay,
    delayMs,
    provider: {
      async fetch(email: string, token: string, signal?: AbortSignal) {
        signal?.throwIfAborted()
        calls.push({ email, token, at: clock.now() })
        return (await state.answers.shift()) ?? OK
      },
    },
    breaker: {
      get isClosed() {
        return state.breakerClosed
      },
      abandoned: () => told.push('abandoned'),
    },
    jobs: {
      async saveLane() {},
      async noteVerdict(_lease: unknown, { of, on, emailNumber }: JobVerdict) {
        told.push(`${records.length} written, ${of} ${on} ${emailNumber}`)
        throw new StoreUnavailableError('job store', new Error('gone'))
      },
      async record(_lease: unknown, entry: LaneEntry) {
        records.push({ ...entry, block: { ...entry.block } })
        state.onRecord()
      },
    },
    feed,
    options: { saveToDynamodb: false },
    lease: { jobId: 'job', worker: 'w', version: 1 },
    log: { requesting() {}, processing() {}, continuing() {}, rotationLimit() {}, result() {} },
    events: { publish() {} },
    stopping: stop.signal,
    hardStop: hardStop.signal,
    inUse: new TokensInUse(),
    blockSize: () => units,
    counted() {},
    leaseHeld: () => state.leaseHeld,
    async leaseRenewed() {
      await renewed.promise
      state.leaseHeld = true
    },
    async resetOver(until: number) {
      await clock.sleep(until - clock.now(), stop.signal)
    },
    async admit() {
      const admission = await admitted.promise
      state.breakerClosed = true
      return admission
    },
    persist: <T>(write: () => Promise<T>) => write(),
  } as unknown as RunContext
  const lane = new Lane(run, 0, options.resumes ? reserveBlock(planBlock()) : null)
  return { lane, feed, clock, calls, records, blocks, told, state, stop, hardStop, admitted, renewed }
}

/** Whatever can happen without time passing has happened. */
async function quiet(): Promise<void> {
  for (let i = 0; i < SOME_MS; i += 1) await settled()
}

test('a lane keeps its delay between two calls', async () => {
  const { lane, clock, calls } = laneOf(3, { delayMs: 2000 })
  const start = clock.now()
  const end = lane.work()
  await quiet()
  await clock.advance(1999)
  expect(calls).toHaveLength(1)
  await clock.advance(1)
  expect(calls).toHaveLength(2)
  await clock.advance(60_000)
  expect(await end).toBeNull()
  expect(calls.map(({ at }) => at - start)).toEqual([0, 2000, 4000])
})

test('a block is spent to its last unit and no further, and unit and result are written together', async () => {
  const { lane, calls, records, blocks } = laneOf(7, { units: 3 })
  await lane.work()
  expect(calls.map(({ token }) => token)).toEqual([1, 1, 1, 2, 2, 2, 3].map(n => `token-${n}`))
  expect(blocks.map(({ used }) => used)).toEqual([3, 3, 1])
  expect(records.map(({ block, result }) => [block.tokenId, block.used, result?.emailNumber])).toEqual([
    ['token-1', 1, 1],
    ['token-1', 2, 2],
    ['token-1', 3, 3],
    ['token-2', 1, 4],
    ['token-2', 2, 5],
    ['token-2', 3, 6],
    ['token-3', 1, 7],
  ])
})

test('a verdict is noted once the result that led to it is written, without the address, and a store that is away for it keeps nobody waiting', async () => {
  const { lane, state, told, records } = laneOf(2)
  state.verdict = { of: 'address', on: 'user1@example.com', evidence: 'seen', undo: [] }
  await lane.work()
  expect(records).toHaveLength(2)
  expect(told).toEqual(['1 written, address null 1', '2 written, address null null'])
})

test('no call starts after a stop was heard', async () => {
  const { lane, calls, state, stop, blocks } = laneOf(5)
  state.onRecord = () => stop.abort(new Error('stop'))
  expect(await lane.work()).toBeNull()
  expect(calls).toHaveLength(1)
  expect(blocks[0]?.used).toBe(1)
})

test('a stop that comes while the list is being read lets no call start', async () => {
  const { lane, calls, stop, feed } = laneOf(2, { resumes: true })
  const end = lane.work()
  stop.abort(new Error('stop'))
  expect(await end).toBeNull()
  expect(calls).toEqual([])
  expect(feed.take()?.address.emailNumber).toBe(1)
})

test('a stop that comes while an address waits for its call puts it back', async () => {
  const { lane, calls, state, stop, admitted, feed } = laneOf(2)
  state.breakerClosed = false
  const end = lane.work()
  await quiet()
  const reason = new Error('stop')
  stop.abort(reason)
  admitted.reject(reason)
  expect(await end).toBeNull()
  expect(calls).toEqual([])
  expect(feed.take()?.address.emailNumber).toBe(1)
})

type World = ReturnType<typeof laneOf>

test.each([
  ['an open breaker', ({ state }: World) => (state.breakerClosed = false), ({ admitted }: World) => admitted.resolve('normal')],
  ['a lease that may have run out', ({ state }: World) => (state.leaseHeld = false), ({ renewed }: World) => renewed.resolve()],
])('%s between two calls holds the lane up until it may go on', async (_, close, open) => {
  const world = laneOf(2)
  world.state.onRecord = () => {
    close(world)
    world.state.onRecord = () => {}
  }
  const end = world.lane.work()
  await quiet()
  expect(world.calls).toHaveLength(1)
  open(world)
  expect(await end).toBeNull()
  expect(world.calls).toHaveLength(2)
})

test('no call starts in the last second of a quota day, and none of the new day is made with a block of the old one', async () => {
  const { lane, clock, calls, state, blocks } = laneOf(2, { start: '2026-03-10T23:59:58.000Z' })
  const slow = Promise.withResolvers<FetchOutcome>()
  state.answers.push(slow.promise)
  const end = lane.work()
  await quiet()
  await clock.advance(1000)
  slow.resolve(OK)
  await quiet()
  expect(calls).toHaveLength(1)
  await clock.advance(1000)
  expect(await end).toBeNull()
  expect(calls.map(({ token, at }) => [token, new Date(at).toISOString()])).toEqual([
    ['token-1', '2026-03-10T23:59:58.000Z'],
    ['token-2', '2026-03-11T00:00:00.000Z'],
  ])
  expect(blocks.map(({ day }) => day)).toEqual(['2026-03-10', '2026-03-11'])
})

test('a clock that is set back over midnight stands in the last second of a day, too', async () => {
  const { lane, clock, calls, state } = laneOf(3, { start: '2026-03-11T00:00:00.200Z' })
  state.onRecord = () => {
    clock.setBack(500)
    state.onRecord = () => {}
  }
  const end = lane.work()
  await quiet()
  expect(calls).toHaveLength(1)
  await clock.advance(300)
  expect(await end).toBeNull()
  expect(calls.map(({ at }) => new Date(at).toISOString())).toEqual([
    '2026-03-11T00:00:00.200Z',
    '2026-03-11T00:00:00.000Z',
    '2026-03-11T00:00:00.000Z',
  ])
})

test('a token that fails is not called again, and the address goes to the next one with its spent unit written down', async () => {
  const { lane, calls, records, state } = laneOf(2)
  state.answers.push({ ok: false, errorType: 'token_error', message: 'expired', status: 401, retryAfterMs: null, restMs: null })
  await lane.work()
  expect(calls.map(({ email, token }) => [email, token])).toEqual([
    ['user1@example.com', 'token-1'],
    ['user1@example.com', 'token-2'],
    ['user2@example.com', 'token-2'],
  ])
  expect(records.map(({ block, result }) => [block.tokenId, block.used, result?.attempts ?? null])).toEqual([
    ['token-1', 1, null],
    ['token-2', 1, 2],
    ['token-2', 2, 1],
  ])
})

test('a stop between two opinions keeps what the first token has said of a person who does not exist, and nothing less certain', async () => {
  for (const [errorType, kept] of [
    ['not_found', ['not_found']],
    ['user_restricted', []],
  ] as const) {
    const { lane, records, state, stop } = laneOf(1)
    state.answers.push({ ok: false, errorType, message: 'said so', status: 404, retryAfterMs: null, restMs: null })
    state.onRecord = () => stop.abort(new Error('stop'))
    expect(await lane.work()).toBeNull()
    expect(records.flatMap(({ result }) => (result === null ? [] : [result.errorType]))).toEqual(kept)
  }
})

test('what a success writes about its token is written before the result', async () => {
  const { lane, records, state } = laneOf(1)
  const written = Promise.withResolvers<void>()
  state.charge = written.promise
  const end = lane.work()
  await quiet()
  expect(records).toEqual([])
  written.resolve()
  await end
  expect(records).toHaveLength(1)
})

test('a call that is given up gives its place as a probe back, and the address to whoever comes next', async () => {
  const { lane, feed, hardStop, stop, told, state, records } = laneOf(1)
  const reason = new Error('stop')
  const answer = Promise.withResolvers<FetchOutcome>()
  state.answers.push(answer.promise)
  const end = lane.work()
  await quiet()
  stop.abort(reason)
  hardStop.abort(reason)
  answer.reject(reason)
  expect(await end).toBeNull()
  expect(told).toEqual(['abandoned'])
  expect(records).toEqual([])
  expect(feed.take()?.address.emailNumber).toBe(1)
})

test('a failure that is not of one address ends the lane, and its address is put back', async () => {
  const context = laneOf(1)
  context.state.charge = Promise.reject(new Error('broken'))
  await expect(context.lane.work()).rejects.toThrow('broken')
  expect(context.records).toEqual([])
  expect(context.feed.take()?.address.emailNumber).toBe(1)
})
