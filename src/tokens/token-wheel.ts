import { randomUUID } from 'node:crypto'
import { createLineLog } from '../logging/line-log.ts'
import type { Logger } from '../logging/logger.ts'
import type { RotationSettings } from '../settings/app-settings.ts'
import type { Clock } from '../shared/clock.ts'
import type { QuotaDay } from '../shared/quota-day.ts'
import { noStoreTime, type StoreTime } from '../shared/store-time.ts'
import { type AnnouncedCalls, hasAnnouncedCalls } from './announced-calls.ts'
import type { Block, BlockRecord } from './block.ts'
import { type CallJournal, noJournal } from './call-journal.ts'
import { type ChargeOutcome, createChargeOutcome, type StartTrial } from './charge-outcome.ts'
import type { FallbackTokens } from './fallback-tokens.ts'
import { type AddressEvidence, createFaults } from './faults.ts'
import { HeldBlocks } from './held-blocks.ts'
import { createHourWindows } from './hour-window.ts'
import { createResetGuard } from './reset-guard.ts'
import type { PacedRun } from './shared-writes.ts'
import { shortId } from './short-id.ts'
import { type Exclusion, usageOn } from './token.ts'
import { type ChoiceRequest, createTokenChoice } from './token-choice.ts'
import type { TokenOutcomes } from './token-outcomes.ts'
import type { ReserveOutcome, TokenStore } from './token-store.ts'
import type { UpstreamBreaker } from './upstream-breaker.ts'

/** No token can serve now. `until`: when it is worth looking again (the earliest deadline, else the next reset). */
export interface NoCapacity {
  readonly until: number
}

export interface PlanRequest extends ChoiceRequest {
  readonly maxUnits: number
  /** Its calls come one by one, with a pause between them: then they can be announced where others see it. Default: they can not. */
  readonly isPaced?: boolean
}

/** A block that is to be reserved. Nothing has been taken yet. */
export interface BlockPlan {
  /** To be written down before {@link TokenWheel.reserve}: a crash in between leaves a block that can be found. */
  readonly record: BlockRecord
  /** First instant of the next quota day, or of the next hour where an hourly limit is set. */
  readonly expiresAt: number
}

/**
 * Turns the wheel: chooses tokens, reserves blocks, hands back what is unused, and charges each outcome to whom it belongs.
 *
 * A lane turns in three steps: {@link TokenWheel.plan}; the plan is written down where the lane's present block stood, in a fenced write; then
 * {@link TokenWheel.reserve} and, together with it, {@link TokenWheel.handBack} of the present block.
 */
export interface TokenWheel {
  /** Chooses a token, and writes nothing. Null when only tokens could serve that the address is to avoid. */
  plan(request: PlanRequest): Promise<BlockPlan | NoCapacity | null>
  /** Takes the units of a plan that has been written down; null when the token gives none any more. Repeating it takes nothing twice. */
  reserve(plan: BlockPlan): Promise<Block | null>
  /**
   * Hands back what was not used. Only after a fenced write has made sure that no other worker can go on with the block: units handed back
   * while somebody else spends them would be spent twice. Safe to repeat.
   */
  handBack(block: Block): Promise<void>
  /**
   * Hands back what is left of a block of which only the record is known, whether it was ever reserved or not. After this it can not be reserved
   * any more. Safe to repeat. Resolves with the units that came back.
   */
  close(record: BlockRecord): Promise<number>
  /** These lanes work from now on, until the returned function is called. */
  join(run: PacedRun): () => void
  /** True when the block's next call needs no announcement (any more). */
  isAnnounced(block: Block): boolean
  /** Announces the block's next call. False when that can never be: somebody has taken the block over. */
  announce(block: Block): Promise<boolean>
  /** The block's next call is made at that time. */
  rests(block: Block, dueAt: number): void
  /** Counts a call, before it is made. False when it must not be made with this block. */
  begin(block: Block): boolean
  /** Around the reset no call may start: when to ask again; null when one may start now. */
  closedUntil(now: number): number | null
  /** What it is that ends where {@link closedUntil} closes: a day, or an hour of the hourly limit. */
  readonly closesFor: 'day' | 'hour'
  /** Whether some token could serve at this moment. Asks the store, whatever was remembered. */
  canServe(): Promise<boolean>
  /**
   * The block of a lane whose worker died, or null when nothing of it is left. Every call that was begun counts as made; where nobody knows, one
   * more than was recorded, which is written off. A block whose token must not be used any more comes back `spoilt`: it only waits to be handed
   * back. One is handed back at once where this machine cannot tell all its calls, or others can: no machine's notes may ever miss calls of
   * another's, and an heir's calls would be announced by nobody.
   */
  resumeBlock(record: BlockRecord): Promise<Block | null>
  readonly charge: ChargeOutcome
  readonly startTrial: StartTrial
  /** True where an address that the upstream went on failing has had its chance: somebody has succeeded meanwhile. */
  isAnswered(address: AddressEvidence): boolean
  /** What is known against an address that has no result yet; null when nothing is. */
  suspicion(email: string): AddressEvidence | null
  /** Some other token has worked: what fails with this one may be its own fault, whatever the answer says. */
  othersWorked(tokenId: string): boolean
  /** How many probes of an outage have failed with the token since somebody last succeeded. */
  failedProbes(tokenId: string): number
  /** Rises with every success that shows that upstream and tokens work. */
  successes(): number
  /** The upstream counts that nothing is left of the token for so long: it rests without a failing call. */
  rest(block: Block, restMs: number): Promise<void>
}

export interface TokenWheelParts {
  readonly store: TokenStore
  readonly fallback: FallbackTokens
  /** Default: its own, where nobody else asks for it. */
  readonly held?: HeldBlocks
  readonly breaker: UpstreamBreaker
  readonly clock: Clock
  readonly quotaDay: (now: number) => QuotaDay
  readonly rotation: RotationSettings
  readonly logger: Logger
  readonly random?: () => number
  /** Default: none, and the process's own clock decides alone which day it is. */
  readonly storeTime?: StoreTime
  /** What calls dead processes of this machine had begun; without one a crash costs each lane a unit. */
  readonly journal?: CallJournal
  /** What calls processes of other machines had begun; without it, as without a journal. */
  readonly announced?: AnnouncedCalls | undefined
  /** Penalties were undone: tokens may serve again. */
  readonly onFreed?: () => void
  /** Told of each exclusion that was written. */
  readonly onExcluded?: (reason: Exclusion['reason']) => void
  /** Counts what each call came to. */
  readonly outcomes?: TokenOutcomes
}

/** How often a lane plans for one address before it waits: each refusal means that another lane was faster. */
export const MOST_PLANS = 50
/** A half-open trial that has not come back by then (a crash) may be followed by another. */
const TRIAL_MS = 60_000

export function createTokenWheel(parts: TokenWheelParts): TokenWheel {
  const { store, fallback, clock, logger, announced, journal = noJournal, held = new HeldBlocks() } = parts
  const hours = createHourWindows(parts.quotaDay, parts.rotation.hourly_limit)
  const guard = createResetGuard(parts.quotaDay, parts.storeTime ?? noStoreTime, hours)
  const faults = createFaults()
  const lines = createLineLog(logger)
  const choice = createTokenChoice({
    store,
    fallback,
    faults,
    random: parts.random ?? Math.random,
  })
  const charge = createChargeOutcome({ onFreed() {}, onExcluded() {}, ...parts, faults, onChanged: () => choice.forget() })

  const nextUntil = async (now: number, today: QuotaDay): Promise<number> => {
    const query = { day: today.day, now }
    const totals = await Promise.all([store.totals({ ...query, source: 'pool' }), store.totals({ ...query, source: 'file' })])
    return Math.min(today.resetsAt, ...totals.map(t => t.nextUntil ?? Number.POSITIVE_INFINITY))
  }

  /**
   * By another clock its day may not be over, or may have come: what is left of it goes back. Of a day to come nothing is adopted: that would
   * begin the token's count for it.
   */
  const closeOfOtherDay = async (record: BlockRecord, isToCome: boolean): Promise<void> => {
    const { tokenId, reservationId, day } = record
    const units = isToCome ? await store.reservedUnits(tokenId, reservationId) : await store.adopt(tokenId, reservationId, day)
    if (units !== null) await closeUnspent(record, units)
  }

  /** Hands back what a dead worker has not spent of its block. */
  const closeUnspent = async (record: BlockRecord, units: number): Promise<void> => {
    const { tokenId, reservationId, day } = record
    const { made, used } = await callsOf(record, units)
    if (used > made) await store.writeOff(day, used - made)
    await store.handBack(tokenId, reservationId, units - used)
  }

  return {
    async plan(request) {
      const now = clock.now()
      const closedUntil = guard.closedUntil(now)
      if (closedUntil !== null) return { until: closedUntil }
      const { day, resetsAt } = parts.quotaDay(now)
      const { maxUnits } = request
      const best = await choice.best(request, now, day)
      if (best === 'avoided') return null
      if (best === undefined) return { until: await nextUntil(now, { day, resetsAt }) }
      const { tokenId, source } = best
      const reservationId = request.isPaced === true && announced !== undefined ? announced.reservationId() : randomUUID()
      return {
        record: { tokenId, source, reservationId, day, reservedAt: now, units: maxUnits, used: 0 },
        expiresAt: hours(now)?.endsAt ?? resetsAt,
      }
    },

    async reserve({ record, expiresAt }) {
      const { tokenId, source, reservationId, day, reservedAt, units } = record
      const notes = journal.open(reservationId, 0)
      const since = held.revocations
      const asked = { tokenId, reservationId, day, maxUnits: units, now: reservedAt, trialMs: TRIAL_MS }
      const outcome = await store.reserve({ ...asked, hour: hours(reservedAt) })
      choice.learnt(source, tokenId, outcome, day, reservedAt)
      if (!outcome.granted) {
        notes?.close()
        announced?.forget(reservationId)
        return null
      }
      const secret = outcome.secret ?? fallback.secretOf(tokenId)
      if (secret === null) {
        await store.handBack(tokenId, reservationId, outcome.units)
        notes?.close()
        announced?.forget(reservationId)
        if (outcome.unreadable !== null) await charge.excludeUnreadable(tokenId, outcome.unreadable)
        return null
      }
      const { dailyLimit } = outcome.token
      // Before this block: its own units are the lane's to count.
      const usage = Math.max(0, usageOn(day, outcome.token) - outcome.units)
      lines.info({ tokenId, usage, dailyLimit }, '🆕', `Switching to token ${shortId(tokenId)} (daily usage: ${usage}/${dailyLimit})`)
      const block = blockOf(outcome, { source, secret, reservationId, day, expiresAt, reservedAt, notes, pace: held.paceOf(tokenId) })
      held.add(block, since)
      return block
    },

    async handBack(block) {
      await store.handBack(block.tokenId, block.reservationId, block.units - block.used)
      block.notes?.close()
      announced?.forget(block.reservationId)
      held.remove(block)
    },

    async close({ tokenId, reservationId, day, used }) {
      const units = await store.adopt(tokenId, reservationId, day)
      if (units === null) return 0
      await store.handBack(tokenId, reservationId, units - used)
      return Math.max(0, units - used)
    },

    join: run => announced?.join(run) ?? (() => {}),
    isAnnounced: ({ reservationId, used }) => announced?.isAnnounced(reservationId, used + 1) ?? true,
    announce: async ({ reservationId, used }) => (await announced?.announce(reservationId, used + 1)) ?? true,
    rests: ({ reservationId, used, units }, dueAt) => {
      if (used < units) announced?.rests(reservationId, used + 1, dueAt)
    },

    begin(block) {
      // Since it was looked at, others' writes may have said that it rests.
      if (announced?.isAnnounced(block.reservationId, block.used + 1) === false) return false
      try {
        block.notes?.begin(block.used + 1)
      } catch (error) {
        logger.error({ err: error }, 'A call cannot be noted on disk before it is made: its block is handed back')
        block.spoilt = true
        return false
      }
      announced?.begins(block.reservationId)
      block.used += 1
      return true
    },

    closedUntil: now => guard.closedUntil(now),
    closesFor: parts.rotation.hourly_limit === undefined ? 'day' : 'hour',

    async canServe() {
      const now = clock.now()
      return choice.any(now, parts.quotaDay(now).day)
    },

    async resumeBlock(record) {
      const now = clock.now()
      const today = parts.quotaDay(now)
      const { tokenId, source, reservationId, day, reservedAt } = record
      if (day !== today.day) {
        await closeOfOtherDay(record, day > today.day)
        return null
      }
      const units = await store.adopt(tokenId, reservationId, day)
      if (units === null) return null
      const { made, isOfThisMachine } = await callsOf(record, units)
      if (!isOfThisMachine || hasAnnouncedCalls(reservationId)) {
        await closeUnspent(record, units)
        return null
      }
      if (source === 'file') await fallback.refresh()
      const secret = source === 'file' ? fallback.secretOf(tokenId) : await store.secretOf(tokenId)
      const since = held.revocations
      const token = await store.get(tokenId)
      // Noted as our own last of all: what fails before that is done again, and must find the same.
      const notes = journal.open(reservationId, made)
      const used = notes === null ? Math.min(units, made + 1) : made
      if (used > made) await store.writeOff(day, used - made)
      const spoilt = secret === null || token === null || token.exclusion !== null || !token.enabled
      const expiresAt = hours(reservedAt)?.endsAt ?? today.resetsAt
      const common = { tokenId, source, reservationId, day, reservedAt, expiresAt, units, used }
      const block = {
        ...common,
        secret: secret ?? '',
        trialOf: null,
        errorCount: token?.errorCount ?? 0,
        spoilt,
        notes,
        pace: held.paceOf(tokenId),
      }
      held.add(block, since)
      return block
    },

    rest: charge.rest,

    charge(block, admission, failure, address) {
      parts.outcomes?.count(block.tokenId, block.day, failure?.errorType ?? 'success')
      return charge(block, admission, failure, address)
    },
    startTrial: charge.startTrial,
    isAnswered: address => faults.isAnswered(address),
    suspicion: email => faults.suspicion(email),
    othersWorked: tokenId => faults.othersWorked(tokenId),
    failedProbes: tokenId => faults.failedProbes(tokenId),
    successes: () => faults.successes,
  }

  /**
   * What a dead worker's block has cost. Notes that lag behind the record are not of the last worker that had it; one that may still be alive may
   * begin one more call at most, between its look at the lease and the call. Who cannot note calls of its own counts one more than all others, so
   * that theirs are seen to lag. What was announced is certain where notes are not: after the fence nobody begins another call with the block.
   */
  async function callsOf({ reservationId, used: recorded }: BlockRecord, units: number) {
    const noted = journal.begun(reservationId)
    const made = Math.min(units, Math.max(recorded, noted?.calls ?? 0))
    if (noted?.final === true && noted.calls >= recorded) return { made, used: made, isOfThisMachine: true }
    const last = (await announced?.fence(reservationId)) ?? null
    return { made, used: Math.min(units, last === null ? made + 1 : Math.max(made, last)), isOfThisMachine: false }
  }
}

function blockOf(
  outcome: Extract<ReserveOutcome, { granted: true }>,
  own: Pick<Block, 'source' | 'secret' | 'reservationId' | 'day' | 'expiresAt' | 'reservedAt' | 'notes' | 'pace'>,
): Block {
  const { token, units, trialOf } = outcome
  return { ...own, tokenId: token.tokenId, units, used: 0, trialOf, errorCount: token.errorCount, spoilt: false }
}
