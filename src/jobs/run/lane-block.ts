import { isFaultOf } from '../../shared/error-types.ts'
import { type Block, type BlockRecord, toRecord } from '../../tokens/block.ts'
import { shortId } from '../../tokens/short-id.ts'
import { type BlockPlan, MOST_PLANS, type NoCapacity } from '../../tokens/token-wheel.ts'
import type { Admission } from '../../tokens/upstream-breaker.ts'
import type { TurnReason } from '../job-history.ts'
import type { AddressCalls } from './address-calls.ts'
import type { RunContext } from './run-context.ts'

/** The wait of a lane that was refused {@link MOST_PLANS} times in a row: others take every token before it can. */
const REFUSED_TOO_OFTEN_MS = 1000

/**
 * What one lane holds of the tokens.
 *
 * Without a block → (turn: planned, written down) → with a block → (turn) → … → handed back. In between a turn leaves two things open for a moment:
 * the block it leaves, and the plan that may or may not have been reserved. Both are known here until their fate is.
 */
export class LaneBlock {
  readonly #run: RunContext
  readonly #number: number
  #block: Block | null
  /** What is written down of a lane without a block: the plan that was refused. */
  #refused: BlockRecord | null = null
  #lastToken: string | null
  /** What its block asked for: it was granted less where token, day or hour had no more. */
  #asked: number
  /** It turned to a token that gave nothing. */
  #wasRefused = false
  /** Left for the present block, and not known to be handed back. */
  #left: Block | null = null
  /** Planned and written down; whether it was reserved is not known. */
  #planned: BlockRecord | null = null

  constructor(run: RunContext, number: number, resumed: Block | null) {
    this.#run = run
    this.#number = number
    this.#block = resumed
    this.#lastToken = resumed?.tokenId ?? null
    this.#asked = resumed?.units ?? 0
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

  /** What is written down of the lane: its block, or the plan that was refused; null before the first one. */
  get written(): BlockRecord | null {
    return this.#block === null ? this.#refused : toRecord(this.#block)
  }

  /** Units that it holds, or has asked for, and has not spent. */
  get unspent(): number {
    return (this.#block === null ? 0 : this.#block.units - this.#block.used) + (this.#planned?.units ?? 0)
  }

  /**
   * Gives its block back before the run ends: it has nothing more to do, while others may need the units. The fenced write leaves it nothing to
   * spend, so that nobody goes on with it; of a block that is used up the last result has said so.
   */
  async leave(): Promise<void> {
    const { jobs, lease, persist, wheel, inUse } = this.#run
    const block = this.#block
    if (block === null) return
    const record = toRecord(block)
    if (block.used < block.units) await persist(() => jobs.saveLane(lease, this.#number, { ...record, used: block.units }, record))
    this.#block = null
    this.#left = block
    inUse.release(block.tokenId)
    await persist(() => wheel.handBack(block))
    this.#left = null
  }

  /** The lane's block while it has a unit that may be spent at this moment, and nothing speaks for another token. */
  ready(now: number, calls: AddressCalls): Block | null {
    const held = this.#atHand(now, calls)
    return held === null || this.#isToLeave(held, calls, 'normal') ? null : held
  }

  #atHand(now: number, { avoid }: AddressCalls): Block | null {
    const held = this.#block
    if (held === null || held.spoilt || now >= held.expiresAt || held.used >= held.units || avoid.has(held.tokenId)) return null
    return held
  }

  /**
   * Whatever the answer says, the token may be what is bad: one that answers everybody so would cost every address that it meets its retries, and
   * keep an outage going that is over.
   */
  #isToLeave({ tokenId }: Block, { evidence: { failures } }: AddressCalls, admission: Admission): boolean {
    const { wheel } = this.#run
    if (admission === 'probe') return wheel.failedProbes(tokenId) > 0
    const hasFailed = failures.some(failure => failure.tokenId === tokenId && isFaultOf(failure.errorType, 'upstream'))
    return hasFailed && wheel.othersWorked(tokenId)
  }

  /**
   * A block with a unit that may be spent now; null where only tokens could serve that the address is to avoid.
   * @param chosen for this call before: it is not left for another one
   */
  async unit(calls: AddressCalls, admission: Admission, chosen: Block | null): Promise<Block | NoCapacity | null> {
    const { clock, log, wheel, stopping } = this.#run
    let turned = false
    for (;;) {
      stopping.throwIfAborted()
      const now = clock.now()
      const closedUntil = wheel.closedUntil(now)
      if (closedUntil !== null) {
        await this.#run.resetOver(closedUntil)
        continue
      }
      const atHand = this.#atHand(now, calls)
      const isLeft = atHand !== null && !turned && atHand !== chosen && this.#isToLeave(atHand, calls, admission)
      if (atHand !== null && !isLeft) return atHand
      const spent = this.#block
      if (spent !== null && !spent.spoilt && now < spent.expiresAt && spent.used >= spent.units) log.rotationLimit(spent)
      const next = await this.#turn(calls, admission, isLeft)
      turned = true
      // It took its time, and meanwhile the day has come to its end: that is waited for above.
      if (next !== null && 'until' in next && wheel.closedUntil(clock.now()) !== null) continue
      // There is no other: the one at hand goes on.
      if (isLeft && (next === null || 'until' in next) && this.#atHand(clock.now(), calls) !== null) continue
      if (next === null || 'until' in next) return next
    }
  }

  /**
   * Turns the wheel: plans a block, writes it down, exchanges the present one for it. The write is fenced, so from then on no other worker can
   * go on with the present block, and it may be handed back.
   */
  async #turn(calls: AddressCalls, admission: Admission, isLeft: boolean): Promise<Block | NoCapacity | null> {
    const { evidence, avoid } = calls
    const { inUse, wheel, persist, jobs, lease, clock } = this.#run
    const careful = admission === 'probe' || evidence.failures.length > 0
    const asked = { last: this.#lastToken, inUse, careful, avoid, isPaced: this.#run.delayMs > 0 }
    for (let attempt = 1; attempt <= MOST_PLANS; attempt += 1) {
      const maxUnits = this.#run.blockSize(this.unspent)
      const plan = await persist(() => wheel.plan({ ...asked, maxUnits }))
      if (plan === null || 'until' in plan) return plan
      const leaving = this.#block === null ? undefined : toRecord(this.#block)
      const turn = { at: clock.now(), to: shortId(plan.record.tokenId), reason: this.#reason(calls, isLeft) }
      await persist(() => jobs.saveLane(lease, this.#number, plan.record, leaving, turn))
      const next = await this.#exchange(plan)
      if (next !== null) return next
    }
    return { until: clock.now() + REFUSED_TOO_OFTEN_MS }
  }

  /** Why the present block is left, for the job's history. */
  #reason({ avoid }: AddressCalls, isLeft: boolean): TurnReason {
    const block = this.#block
    if (block === null) return this.#wasRefused ? 'refused' : 'first'
    if (block.spoilt) return block.spoiltBy === 'penalty' ? 'penalised' : block.spoiltBy === 'rest' ? 'rested' : 'withdrawn'
    if (this.#run.clock.now() >= block.expiresAt) return 'reset'
    if (isLeft) return 'distrusted'
    if (block.used < block.units && avoid.has(block.tokenId)) return 'second_opinion'
    if (block.trialOf !== null) return 'trial'
    return block.units < this.#asked ? 'limit' : 'requests'
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
    this.#wasRefused = next === null
    if (next === null) {
      this.#refused = plan.record
      inUse.release(plan.record.tokenId)
    } else {
      this.#block = next
      this.#lastToken = next.tokenId
      this.#asked = plan.record.units
      events.publish(lease.jobId, 'token_switch', { lane: this.#number, token_id: `${shortId(next.tokenId)}...`, units: next.units })
    }
    if (handedBack.status === 'rejected') throw handedBack.reason
    return next
  }
}
