import type { FetchFailure, FetchOutcome, Profile } from '../../profiles/profile-provider.ts'
import { RetryFailedError } from '../../retry/retry-policy.ts'
import { ERROR_TYPES } from '../../shared/error-types.ts'
import { type Block, type BlockRecord, toRecord } from '../../tokens/block.ts'
import { shortId } from '../../tokens/short-id.ts'
import { type BlockPlan, MOST_PLANS, type NoCapacity } from '../../tokens/token-wheel.ts'
import type { Admission } from '../../tokens/upstream-breaker.ts'
import { AddressCalls } from './address-calls.ts'
import type { RunContext } from './run-context.ts'

/** No call starts this close to the end of a quota day: it might be counted on the other side of midnight. */
const RESET_GUARD_MS = 1000
/** The wait of a lane that was refused {@link MOST_PLANS} times in a row: others take every token before it can. */
const REFUSED_TOO_OFTEN_MS = 1000

/**
 * One lane of a job: it holds one token's block, makes one call at a time and keeps the delay between its calls, and between those of its token.
 *
 * Before a call the unit is counted in memory and noted in the call journal; after it, unit and result are written in one step, and only then the
 * next call starts. So at most one call is ever unaccounted for, and a resumed lane counts it as made if it was begun.
 */
export class Lane {
  readonly #run: RunContext
  readonly #number: number
  #block: Block | null
  #lastToken: string | null
  /** Left for the present block, and not known to be handed back. */
  #left: Block | null = null
  /** Planned and written down; whether it was reserved is not known. */
  #planned: BlockRecord | null = null
  #calling = false
  #nextCallAt = 0

  constructor(run: RunContext, number: number, resumed: Block | null) {
    this.#run = run
    this.#number = number
    this.#block = resumed
    this.#lastToken = resumed?.tokenId ?? null
    if (resumed !== null) run.inUse.take(resumed.tokenId)
  }

  /** The block it spends at the moment. */
  get block(): Block | null {
    return this.#block
  }

  /** Everything that is to be handed back when the run is over: the block, and what an exchange that was cut off has left open. */
  get held(): readonly BlockRecord[] {
    return [
      ...[this.#block, this.#left].flatMap(block => (block === null ? [] : [toRecord(block)])),
      ...(this.#planned === null ? [] : [this.#planned]),
    ]
  }

  /** Units that it holds, or has asked for, and has not spent. */
  get unspent(): number {
    return (this.#block === null ? 0 : this.#block.units - this.#block.used) + (this.#planned?.units ?? 0)
  }

  /** A call is under way, of which the result is not written down yet. */
  get isCalling(): boolean {
    return this.#calling
  }

  /**
   * Gives its block back before the run ends: it has nothing more to do, while others may need the units. The fenced write leaves it nothing to
   * spend, so that nobody goes on with it.
   */
  async leave(): Promise<void> {
    const { jobs, lease, persist, wheel, inUse } = this.#run
    const block = this.#block
    if (block === null) return
    const record = toRecord(block)
    await persist(() => jobs.saveLane(lease, this.#number, { ...record, used: block.units }, record))
    this.#block = null
    this.#left = block
    inUse.release(block.tokenId)
    await persist(() => wheel.handBack(block))
    this.#left = null
  }

  /**
   * Works until the list is at its end, the run stops, or no token can serve: then it says until when.
   *
   * An address that meets with no obstacle waits for two things, the upstream and the store. Every further `await` on its way would be paid for
   * by every address: what is at hand is taken at once.
   */
  async work(): Promise<NoCapacity | null> {
    const { feed, log, stopping } = this.#run
    while (!stopping.aborted) {
      const address = feed.take() ?? (await feed.next())
      if (address === null) return null
      try {
        const calls = new AddressCalls(address)
        log.requesting(address)
        let outcome = await this.#callUntilAnswer(calls)
        if (isRepeated(outcome)) outcome = await this.#retry(calls, outcome)
        if ('until' in outcome) {
          feed.putBack(address)
          return outcome
        }
        await this.#keep(calls, outcome)
        this.#calling = false
      } catch (error) {
        feed.putBack(address)
        if (!this.#isStop(error)) throw error
      }
    }
    return null
  }

  #isStop(error: unknown): boolean {
    const { stopping, hardStop } = this.#run
    return (stopping.aborted && error === stopping.reason) || (hardStop.aborted && error === hardStop.reason)
  }

  /** The shared retry policy goes on where the first call failed; it is not entered at all when that call was fine. */
  async #retry(calls: AddressCalls, first: FetchFailure): Promise<FetchOutcome | NoCapacity> {
    const { retry, retryAttempts, stopping } = this.#run
    try {
      const { value } = await retry.execute(
        async attempt => {
          const outcome = attempt === 1 ? first : await this.#callUntilAnswer(calls)
          if (isRepeated(outcome)) throw new TransientFailure(outcome)
          return outcome
        },
        {
          signal: stopping,
          classify: error =>
            error instanceof TransientFailure
              ? { retryable: true, ...(error.failure.retryAfterMs === null ? {} : { retryAfterMs: error.failure.retryAfterMs }) }
              : { retryable: false },
          onFailedAttempt: entry =>
            retryAttempts.record({
              keyId: null,
              companyId: null,
              attempt: entry.attempt,
              errorMessage: entry.error,
              isRetryable: entry.retryable,
              timestamp: entry.timestamp,
            }),
        },
      )
      return value
    } catch (error) {
      if (error instanceof RetryFailedError && error.cause instanceof TransientFailure) return error.cause.failure
      throw error instanceof RetryFailedError ? error.cause : error
    }
  }

  /** Calls until the answer is not the token's fault: a bad or limited token turns the wheel, and the same address goes to the next one. */
  async #callUntilAnswer(calls: AddressCalls): Promise<FetchOutcome | NoCapacity> {
    const { provider, wheel, breaker, hardStop, clock, delayMs } = this.#run
    for (;;) {
      const permit = this.#permitAtHand() ?? (await this.#permit())
      if ('until' in permit) return permit
      const { block, admission } = permit
      if (!wheel.begin(block)) {
        breaker.abandoned(admission)
        continue
      }
      if (calls.attempts === 0) this.#run.log.processing(calls.address)
      calls.attempts += 1
      calls.lastToken = block.tokenId
      let outcome: FetchOutcome
      try {
        this.#calling = true
        outcome = await provider.fetch(calls.address.email, block.secret, hardStop)
      } catch (error) {
        this.#calling = false
        breaker.abandoned(admission)
        throw error
      }
      if (delayMs > 0) this.#nextCallAt = block.pace.nextCallAt = Math.max(block.pace.nextCallAt, clock.now() + delayMs)
      const charged = wheel.charge(block, admission, outcome.ok ? null : outcome)
      if (charged !== undefined) await charged
      if (outcome.restMs !== undefined && !block.spoilt) await wheel.rest(block, outcome.restMs)
      if (outcome.ok) return outcome
      const turns = calls.turnsWheel(outcome)
      if (!turns && !isRepeated(outcome)) return outcome
      await this.#checkpoint(block)
      this.#calling = false
      if (!turns) return outcome
    }
  }

  /** Undefined when there is something to wait for: {@link #permit} knows what. */
  #permitAtHand(): Permit | undefined {
    const { breaker, clock, stopping } = this.#run
    const now = clock.now()
    if (now < this.#nextCallAt || stopping.aborted || !breaker.isClosed || !this.#run.leaseHeld() || this.#endsTheDay(now)) return undefined
    const block = this.#unitAtHand(now)
    return block !== null && this.#mayStart(block, now) ? { block, admission: 'normal' } : undefined
  }

  /** True where no call may start: it might be counted on the other side of midnight. Also after a clock was set back. */
  #endsTheDay(now: number): boolean {
    return this.#run.quotaDay(now).resetsAt - now <= RESET_GUARD_MS
  }

  /** Waits for the delay of lane and token, the breaker and a valid lease, then for a block with a unit left. In this order: the unit's day is checked last. */
  async #permit(): Promise<Permit | NoCapacity> {
    const { breaker, clock, stopping } = this.#run
    for (;;) {
      const wait = Math.max(this.#nextCallAt, this.#block?.pace.nextCallAt ?? 0) - clock.now()
      if (wait > 0) await clock.sleep(wait, stopping)
      if (!this.#run.leaseHeld()) await this.#run.leaseRenewed(stopping)
      const admission = breaker.isClosed ? 'normal' : await this.#run.admit()
      try {
        const block = await this.#unit(admission)
        // Stopped while the wheel was turned: no further call starts.
        stopping.throwIfAborted()
        // The lease may have run out meanwhile: then somebody else may go on with the block.
        if (!('until' in block) && this.#run.leaseHeld() && this.#mayStart(block, clock.now())) return { block, admission }
        breaker.abandoned(admission)
        if ('until' in block) return block
      } catch (error) {
        breaker.abandoned(admission)
        throw error
      }
    }
  }

  /** False while another lane of this process has only just called with the same token; true takes the token's next call for this lane. */
  #mayStart(block: Block, now: number): boolean {
    const { delayMs, log } = this.#run
    if (now < block.pace.nextCallAt) return false
    if (delayMs > 0) block.pace.nextCallAt = now + delayMs
    if (block.used > 0) log.continuing(block)
    return true
  }

  /** The lane's block while it has a unit that may be spent at this moment. */
  #unitAtHand(now: number): Block | null {
    const held = this.#block
    if (held === null || held.spoilt || now >= held.expiresAt || held.used >= held.units) return null
    return held
  }

  async #unit(admission: Admission): Promise<Block | NoCapacity> {
    const { clock, log, quotaDay, stopping } = this.#run
    for (;;) {
      stopping.throwIfAborted()
      const now = clock.now()
      if (this.#endsTheDay(now)) {
        await clock.sleep(quotaDay(now).resetsAt - now, stopping)
        continue
      }
      const atHand = this.#unitAtHand(now)
      if (atHand !== null) return atHand
      const spent = this.#block
      if (spent !== null && !spent.spoilt && now < spent.expiresAt) log.rotationLimit(spent)
      const next = await this.#turn(admission)
      if ('until' in next) return next
    }
  }

  /**
   * Turns the wheel: plans a block, writes it down, exchanges the present one for it. The write is fenced, so from then on no other worker can
   * go on with the present block, and it may be handed back.
   */
  async #turn(admission: Admission): Promise<Block | NoCapacity> {
    const { inUse, wheel, persist, jobs, lease, clock } = this.#run
    const asked = { last: this.#lastToken, inUse, probe: admission === 'probe' }
    for (let attempt = 1; attempt <= MOST_PLANS; attempt += 1) {
      const maxUnits = this.#run.blockSize(this.unspent)
      const plan = await persist(() => wheel.plan({ ...asked, maxUnits }))
      if ('until' in plan) return plan
      const leaving = this.#block === null ? undefined : toRecord(this.#block)
      await persist(() => jobs.saveLane(lease, this.#number, plan.record, leaving))
      const next = await this.#exchange(plan)
      if (next !== null) return next
    }
    return { until: clock.now() + REFUSED_TOO_OFTEN_MS }
  }

  /** The units of the new block are taken and those of the old one handed back: together, so that the two share a commit. */
  async #exchange(plan: BlockPlan): Promise<Block | null> {
    const { inUse, wheel, persist, lease, events } = this.#run
    const old = this.#block
    this.#block = null
    this.#left = old
    this.#planned = plan.record
    if (old !== null) inUse.release(old.tokenId)
    const [reserved, handedBack] = await Promise.allSettled([
      persist(() => wheel.reserve(plan)),
      old === null ? undefined : persist(() => wheel.handBack(old)),
    ])
    if (handedBack.status === 'fulfilled') this.#left = null
    if (reserved.status === 'rejected') throw reserved.reason
    this.#planned = null
    const next = reserved.value
    if (next === null) inUse.release(plan.record.tokenId)
    else {
      this.#block = next
      this.#lastToken = next.tokenId
      events.publish(lease.jobId, 'token_switch', { lane: this.#number, token_id: `${shortId(next.tokenId)}...`, units: next.units })
    }
    if (handedBack.status === 'rejected') throw handedBack.reason
    return next
  }

  /** A spent unit without a result. */
  #checkpoint(block: Block): Promise<void> {
    const { jobs, lease, persist } = this.#run
    return persist(() => jobs.record(lease, { lane: this.#number, block: toRecord(block), result: null }))
  }

  /** Writes unit and result in one step. */
  async #keep(calls: AddressCalls, outcome: FetchOutcome): Promise<void> {
    const { clock, options, jobs, lease, persist, log, feed } = this.#run
    const at = clock.now()
    const saved = outcome.ok && options.saveToDynamodb ? await this.#save(calls, outcome.profile) : null
    const result = calls.result(outcome, at, saved)
    const block = this.#block
    if (block === null) throw new Error('A result without a block')
    await persist(() => jobs.record(lease, { lane: this.#number, block: toRecord(block), result }))
    feed.done(calls.address)
    this.#run.counted(result)
    log.result(result)
  }

  /** A failed save fails no address: it is noted, and can be repeated later. */
  async #save(calls: AddressCalls, profile: Profile): Promise<boolean> {
    const { profiles, clock, lease } = this.#run
    const now = clock.now()
    const { email, emailNumber } = calls.address
    try {
      await profiles.save({
        email,
        timestamp: now,
        success: true,
        profileData: profile,
        savedAt: now,
        tokenUsed: calls.lastToken,
        emailNumber,
        jobId: lease.jobId,
      })
      return true
    } catch (error) {
      this.#run.saveFailed(error)
      return false
    }
  }
}

/** One call may be made with this block. */
interface Permit {
  readonly block: Block
  readonly admission: Admission
}

class TransientFailure extends Error {
  readonly failure: FetchFailure
  constructor(failure: FetchFailure) {
    super(failure.status === null ? failure.message : `HTTP ${failure.status}: ${failure.message}`)
    this.name = failure.errorType
    this.failure = failure
  }
}

/** The shared retry policy goes on with it. */
function isRepeated(outcome: FetchOutcome | NoCapacity): outcome is FetchFailure {
  return 'ok' in outcome && !outcome.ok && ERROR_TYPES[outcome.errorType].repeated
}
