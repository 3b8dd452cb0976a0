import type { FetchFailure, FetchOutcome, Profile } from '../../profiles/profile-provider.ts'
import { RetryFailedError } from '../../retry/retry-policy.ts'
import { StoreUnavailableError } from '../../shared/app-error.ts'
import { ERROR_TYPES, isFaultOf } from '../../shared/error-types.ts'
import { type Block, type BlockRecord, toRecord } from '../../tokens/block.ts'
import type { Next, Verdict } from '../../tokens/faults.ts'
import { shortId } from '../../tokens/short-id.ts'
import type { NoCapacity } from '../../tokens/token-wheel.ts'
import type { Admission } from '../../tokens/upstream-breaker.ts'
import { type JobResult, LeaseLostError } from '../job.ts'
import type { JobVerdict } from '../job-history.ts'
import type { AddressCalls } from './address-calls.ts'
import { LaneBlock } from './lane-block.ts'
import type { RunContext } from './run-context.ts'

/** The wait of an address that only tokens could serve which it is to avoid, and of which nothing has been said yet. */
const LOOK_AGAIN_MS = 1000
/** How often the shared retry policy is gone through for one address before its failure counts although nobody has succeeded. */
const MOST_ROUNDS = 2
/** Calls for an address with token errors while there is no other address that could show whose fault they are. */
const MOST_CALLS_ALONE = 4

/**
 * One lane of a job: it holds one token's block, makes one call at a time and keeps the delay between its calls, and between those of its token.
 *
 * Before a call the unit is counted in memory and noted in the call journal; after it, unit and result are written in one step, and only then the
 * next call starts. So at most one call is ever unaccounted for, and a resumed lane counts it as made if it was begun.
 */
export class Lane {
  readonly #run: RunContext
  readonly #number: number
  /** The block it spends, and what is to be handed back when the run is over. */
  readonly holding: LaneBlock
  #calling = false
  /** Verdicts that are to be noted once the result that has led to them is safe. */
  #found: JobVerdict[] = []
  #nextCallAt = 0

  constructor(run: RunContext, number: number, resumed: Block | null) {
    this.#run = run
    this.#number = number
    this.holding = new LaneBlock(run, number, resumed)
  }

  /** A call is under way, of which the result is not written down yet. */
  get isCalling(): boolean {
    return this.#calling
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
      const calls = feed.take() ?? (await feed.next())
      if (calls === null) return null
      try {
        log.requesting(calls.address)
        let outcome = await this.#callUntilAnswer(calls)
        if (isRepeated(outcome)) outcome = await this.#retry(calls, outcome)
        if (outcome === 'aside') feed.setAside(calls)
        else if (!('until' in outcome)) {
          await this.#keep(calls, outcome)
          this.#calling = false
        } else if (!(await this.#tryElsewhere(calls))) {
          await this.#noteFound()
          return outcome
        }
      } catch (error) {
        feed.putBack(calls)
        if (!this.#isStop(error)) throw error
      }
      if (this.#found.length > 0) await this.#noteFound()
    }
    return null
  }

  /** Nothing can serve: perhaps because of an address that makes good tokens look bad. One of them is tried on another address. */
  async #tryElsewhere(calls: AddressCalls): Promise<boolean> {
    const { feed, wheel } = this.#run
    const causedBy = await wheel.startTrial(suspect => suspect !== calls.evidence || feed.hasMore())
    if (causedBy === calls.evidence) feed.setAside(calls)
    else feed.putBack(calls)
    return causedBy !== null
  }

  #isStop(error: unknown): boolean {
    const { stopping, hardStop } = this.#run
    return (stopping.aborted && error === stopping.reason) || (hardStop.aborted && error === hardStop.reason)
  }

  /**
   * The shared retry policy goes on where the first call failed; it is not entered at all when that call was fine. What it gives up while nobody
   * succeeds is no result yet: the upstream may be down.
   */
  async #retry(calls: AddressCalls, first: FetchFailure): Promise<Attempt> {
    const { retry, retryAttempts, stopping, wheel, feed } = this.#run
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
              requestId: null,
              keyId: null,
              companyId: null,
              provider: null,
              attempt: entry.attempt,
              errorMessage: entry.error,
              isRetryable: entry.retryable,
              timestamp: entry.timestamp,
            }),
        },
      )
      return value
    } catch (error) {
      if (!(error instanceof RetryFailedError)) throw error
      if (!(error.cause instanceof TransientFailure)) throw error.cause
      calls.rounds += 1
      const mayBeDown = calls.rounds < MOST_ROUNDS && feed.hasMore() && !wheel.isAnswered(calls.evidence)
      return mayBeDown ? 'aside' : error.cause.failure
    }
  }

  /** Calls until it is clear what the answer means: a bad or limited token turns the wheel, and the same address goes to the next one. */
  async #callUntilAnswer(calls: AddressCalls): Promise<Attempt> {
    const { provider, wheel, breaker, hardStop, clock, delayMs, span } = this.#run
    let said: Opinion | null = null
    for (;;) {
      const permit = this.#permitAtHand(calls) ?? (await this.#permit(calls).catch(error => this.#stopped(error, said)))
      if (permit === 'stopped') return this.#withoutSecondOpinion(calls, said)
      // No other token can be asked: what this one has said stands.
      if (permit === null) {
        // The tokens that could give a second opinion rest, perhaps because of another address.
        if ((await wheel.startTrial(suspect => suspect !== calls.evidence)) !== null) continue
        return this.#withoutSecondOpinion(calls, said)
      }
      if ('until' in permit) return said === null ? permit : this.#withoutSecondOpinion(calls, said)
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
        outcome = await provider.fetch(calls.address.email, block.secret, hardStop, span?.call(block.tokenId, calls.attempts))
      } catch (error) {
        if (hardStop.aborted || this.#isStop(error)) {
          this.#calling = false
          breaker.abandoned(admission)
          throw error
        }
        outcome = this.#odd(calls, error)
      }
      if (delayMs > 0) this.#nextCallAt = block.pace.nextCallAt = Math.max(block.pace.nextCallAt, clock.now() + delayMs)
      if (!outcome.ok) {
        calls.evidence.isAlone = !this.#run.feed.hasMore()
        calls.evidence.isAmongSuspects = !this.#run.feed.hasUntried()
      }
      const charging = wheel.charge(block, admission, outcome.ok ? null : outcome, calls.evidence)
      const charged = charging instanceof Promise ? await charging : charging
      if (charged.verdict !== null) this.#announce(charged.verdict, calls)
      if (outcome.restMs !== null && !block.spoilt) await wheel.rest(block, outcome.restMs)
      if (outcome.ok) return outcome
      const next = this.#decide(calls, outcome, charged.next)
      if (next === 'answer') return outcome
      if (said !== null && ERROR_TYPES[said.failure.errorType].isProof && !isAnswer(outcome)) {
        // The second token said nothing about the address; asking the first one again would bring the same.
        calls.lastToken = said.tokenId
        return said.failure
      }
      await this.#checkpoint(block)
      this.#calling = false
      if (next === 'repeat') return outcome
      if (next === 'aside') return 'aside'
      if (isAnswer(outcome)) said = { failure: outcome, tokenId: block.tokenId }
      calls.leave(block.tokenId)
    }
  }

  /** A stop that comes between two opinions: what is certain enough is kept, so that nobody asks for it again. */
  #stopped(error: unknown, said: Opinion | null): 'stopped' {
    const isKnown = said !== null && ERROR_TYPES[said.failure.errorType].isProof
    if (!isKnown || this.#run.hardStop.aborted || !this.#isStop(error)) throw error
    return 'stopped'
  }

  /** An address that should wait until others have shown something, of which there are none, goes on as if nobody else ever came. */
  #decide(calls: AddressCalls, { errorType }: FetchFailure, next: Next): Next {
    const { feed, breaker } = this.#run
    if (next !== 'aside' || feed.hasMore() || !breaker.isClosed) return next
    if (isFaultOf(errorType, 'token-for-now')) return 'turn'
    return isFaultOf(errorType, 'token') && calls.evidence.failures.length < MOST_CALLS_ALONE ? 'turn' : 'answer'
  }

  /** No other token can be asked. What the one has said stands, unless somebody else may yet show that it was the upstream's fault. */
  #withoutSecondOpinion(calls: AddressCalls, said: Opinion | null): Attempt {
    if (said === null) return { until: this.#run.clock.now() + LOOK_AGAIN_MS }
    const { failure, tokenId } = said
    calls.lastToken = tokenId
    if (ERROR_TYPES[failure.errorType].isProof) return failure
    calls.rounds += 1
    return calls.rounds < MOST_ROUNDS && this.#run.feed.hasMore() ? 'aside' : failure
  }

  #announce({ of, on, evidence, undo }: Verdict, { address }: AddressCalls): void {
    const { clock, events, lease } = this.#run
    const emailNumber = of === 'address' && on === address.email ? address.emailNumber : null
    const about = of === 'address' ? null : of === 'token' ? `${shortId(on)}...` : on
    this.#found.push({ at: clock.now(), of, on: about, emailNumber, evidence })
    const undone = undo.map(({ tokenId }) => `${shortId(tokenId)}...`)
    events.publish(lease.jobId, 'verdict', { of, on: of === 'token' ? `${shortId(on)}...` : on, evidence, undone })
  }

  /** It only tells: a store that is out of reach keeps nobody waiting for it. */
  async #noteFound(): Promise<void> {
    const { jobs, lease } = this.#run
    for (const verdict of this.#found.splice(0)) {
      await jobs.noteVerdict(lease, verdict).catch((error: unknown) => {
        if (!(error instanceof StoreUnavailableError)) throw error
      })
    }
  }

  /** Undefined when there is something to wait for: {@link #permit} knows what. */
  #permitAtHand(calls: AddressCalls): Permit | undefined {
    const { breaker, clock, stopping, wheel } = this.#run
    const now = clock.now()
    if (now < this.#nextCallAt || stopping.aborted || !breaker.isClosed || !this.#run.leaseHeld() || wheel.closedUntil(now) !== null)
      return undefined
    const block = this.holding.ready(now, calls)
    return block !== null && wheel.isAnnounced(block) && this.#mayStart(block, now) ? { block, admission: 'normal' } : undefined
  }

  /** Waits for the delay of lane and token, the breaker and a valid lease, then for a block with a unit left. In this order: the unit's day is checked last. */
  async #permit(calls: AddressCalls): Promise<Permit | NoCapacity | null> {
    const { breaker, clock, stopping, wheel } = this.#run
    /** Chosen for this call and announced: to leave it for another one would go on without end where none is better. */
    let chosen: Permit | null = null
    for (;;) {
      const { block: present } = this.holding
      const dueAt = Math.max(this.#nextCallAt, present?.pace.nextCallAt ?? 0)
      const wait = dueAt - clock.now()
      if (wait > 0) {
        if (present !== null) wheel.rests(present, dueAt)
        await clock.sleep(wait, stopping)
      }
      if (!this.#run.leaseHeld()) await this.#run.leaseRenewed(stopping)
      const admission = breaker.isClosed ? 'normal' : await this.#run.admit()
      try {
        const block = await this.holding.unit(calls, admission, chosen?.admission === admission ? chosen.block : null)
        // Stopped while the wheel was turned: no further call starts.
        stopping.throwIfAborted()
        const mayCall = block !== null && !('until' in block)
        if (mayCall && !wheel.isAnnounced(block)) {
          chosen = { block, admission }
          await this.#announceCall(block)
          breaker.abandoned(admission)
          continue
        }
        // The lease may have run out meanwhile: then somebody else may go on with the block.
        if (mayCall && this.#run.leaseHeld() && this.#mayStart(block, clock.now())) return { block, admission }
        breaker.abandoned(admission)
        if (!mayCall) return block
      } catch (error) {
        breaker.abandoned(admission)
        throw error
      }
    }
  }

  /** Takes a write of the store, and so everything is looked at again afterwards. A block of which nothing can be announced is as good as handed back. */
  async #announceCall(block: Block): Promise<void> {
    const { persist, wheel } = this.#run
    if (!(await persist(() => wheel.announce(block)))) block.spoilt = true
  }

  /** False while another lane of this process has only just called with the same token; true takes the token's next call for this lane. */
  #mayStart(block: Block, now: number): boolean {
    const { delayMs, log } = this.#run
    if (now < block.pace.nextCallAt) return false
    if (delayMs > 0) block.pace.nextCallAt = now + delayMs
    if (block.used > 0) log.continuing(block)
    return true
  }

  /** A spent unit without a result. */
  #checkpoint(block: Block): Promise<void> {
    const { jobs, lease, persist } = this.#run
    return persist(() => jobs.record(lease, { lane: this.#number, block: toRecord(block), result: null }))
  }

  /** Writes unit and result in one step. */
  async #keep(calls: AddressCalls, outcome: FetchOutcome): Promise<void> {
    const { clock, options, log, feed } = this.#run
    const at = clock.now()
    const saved = outcome.ok && options.saveToDynamodb ? await this.#save(calls, outcome.profile) : null
    const result = calls.result(outcome, at, saved)
    const block = this.holding.written
    if (block === null) throw new Error('A result without a block')
    const written = await this.#write(calls, block, result)
    feed.done(calls)
    this.#run.counted(written)
    log.result(written)
  }

  /** A result that cannot be written is still no reason to fail all others: then its address has that as its result. */
  async #write(calls: AddressCalls, block: BlockRecord, result: JobResult): Promise<JobResult> {
    const { jobs, lease, persist } = this.#run
    const entry = { lane: this.#number, block }
    try {
      await persist(() => jobs.record(lease, { ...entry, result }))
      return result
    } catch (error) {
      if (error instanceof LeaseLostError || this.#isStop(error)) throw error
      const instead = calls.result(this.#odd(calls, error), result.at, null)
      await persist(() => jobs.record(lease, { ...entry, result: instead }))
      return instead
    }
  }

  /** Something went wrong with this one address that nobody has foreseen. The error's own words may quote anything: they are for the log. */
  #odd({ address }: AddressCalls, error: unknown): FetchFailure {
    this.#run.log.odd(address, error)
    const message = `This address could not be dealt with (${error instanceof Error ? error.name : 'no error'}); the log says more.`
    return { ok: false, errorType: 'unknown', message, status: null, retryAfterMs: null, restMs: null }
  }

  /** A failed save fails no address: it is noted, and can be repeated later. */
  async #save(calls: AddressCalls, profile: Profile): Promise<boolean> {
    const { profiles, clock, lease, owner } = this.#run
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
        owner,
      })
      return true
    } catch (error) {
      this.#run.saveFailed(error)
      return false
    }
  }
}

/** What working on an address came to: an outcome, no token to go on with, or that it is put aside for later. */
type Attempt = FetchOutcome | NoCapacity | 'aside'

/** What one token has said about the address, and a second one is to confirm. */
interface Opinion {
  readonly failure: FetchFailure
  readonly tokenId: string
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

/** The upstream has said something about the address: without another token to ask, it stands. */
function isAnswer({ errorType }: FetchFailure): boolean {
  return isFaultOf(errorType, 'address', 'nobody')
}

/** The shared retry policy goes on with it. */
function isRepeated(outcome: Attempt): outcome is FetchFailure {
  return typeof outcome === 'object' && 'ok' in outcome && !outcome.ok && ERROR_TYPES[outcome.errorType].repeated
}
