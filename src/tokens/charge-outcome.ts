import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Logger } from '../logging/logger.ts'
import type { RotationSettings } from '../settings/app-settings.ts'
import { StoreUnavailableError } from '../shared/app-error.ts'
import type { Clock } from '../shared/clock.ts'
import { ERROR_TYPES, type ErrorType } from '../shared/error-types.ts'
import type { QuotaDay } from '../shared/quota-day.ts'
import { withoutAddress } from '../shared/redact.ts'
import type { Block } from './block.ts'
import type { AddressEvidence, AddressFailure, AppliedPenalty, Faults, Next, Verdict } from './faults.ts'
import { unreadablePenalty } from './opened-secret.ts'
import { shortId } from './short-id.ts'
import { type Exclusion, namesDeadline, type Penalty, type PenaltyQuota, saysDailyCap, type Token } from './token.ts'
import type { TokenStore } from './token-store.ts'
import type { Admission, UpstreamBreaker } from './upstream-breaker.ts'

/** Why a call made with a token gave nothing, as the profile provider classified it. */
export interface CallFailure {
  readonly errorType: ErrorType
  readonly message: string
  /** Null when there was no answer. */
  readonly status: number | null
  /** Null when the upstream asked for no wait. */
  readonly retryAfterMs: number | null
}

/** What follows for the address, and the verdict that the call has led to. */
export interface Charged {
  readonly next: Next
  readonly verdict: Verdict | null
}

export interface ChargingParts {
  readonly store: Pick<TokenStore, 'penalize' | 'recover' | 'forgive'>
  readonly breaker: UpstreamBreaker
  readonly faults: Faults
  readonly clock: Clock
  readonly quotaDay: (now: number) => QuotaDay
  readonly rotation: RotationSettings
  readonly logger: Logger
  /** Penalties were undone: tokens may serve again. */
  readonly onFreed: () => void
  /** Which tokens may serve has changed. */
  readonly onChanged: () => void
  /** Told of each exclusion that was written; a failed trial is a new one. */
  readonly onExcluded: (reason: Exclusion['reason']) => void
}

/** Charges what a call came to (null: a profile) to whom it belongs. A promise when something is written, which most calls do not need. */
export type ChargeOutcome = (
  block: Block,
  admission: Admission,
  failure: CallFailure | null,
  address: AddressEvidence,
) => Charged | Promise<Charged>

/**
 * While nothing can be fetched: makes a token usable for one call that an address has caused to rest; another address should make it. Returns the
 * address that caused it; null when there is no token to be tried.
 */
export type StartTrial = (isPossible: (causedBy: AddressEvidence) => boolean) => Promise<AddressEvidence | null>

const ANSWERED: Charged = { next: 'answer', verdict: null }
/** An address that has failed so many probes of an outage gets its result: a few that always fail must not hold up a job for ever. */
const MOST_PROBES = 8
/**
 * "Daily limit exceeded": https://emailit.com/es/docs/kb/429-rate-limit-exceeded/; `dailyLimitExceeded`:
 * https://developers.google.cn/admin-sdk/reseller/v1/support/site_verification_api_common_errors.
 */
const SAYS_DAY = /\b(?:daily|per[- ]day)\b|dailyLimit/i

/** What a token costs itself, by outcomes and without one. */
export interface Charging extends ChargeOutcome {
  readonly startTrial: StartTrial
  readonly rest: (block: Block, restMs: number) => Promise<void>
  /** Its stored secret cannot be decrypted: no call can be made with it until somebody has mended that. */
  readonly excludeUnreadable: (tokenId: string, evidence: string) => Promise<void>
}

/** Executes what `faults.ts` finds: writes penalties, undoes them, opens and closes the breaker. */
export function createChargeOutcome(parts: ChargingParts): Charging {
  const { store, breaker, faults, clock, logger, rotation } = parts

  /** Penalties and their lifting guide the choice of tokens; they never hold up the address that caused them. */
  const bestEffort = async <T>(write: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error
      logger.warn({ err: error }, 'The token store is out of reach: the state of a token could not be updated.')
      return undefined
    }
  }

  /** Another penalty for the incident that has excluded the token already changes nothing. */
  const count = (after: Token | null | undefined, penaltyId: string): void => {
    if (after?.exclusion?.penaltyId === penaltyId) parts.onExcluded(after.exclusion.reason)
  }

  const penalize = async (
    block: Block,
    kind: Penalty['kind'],
    evidence: string,
    retryAfterMs: number | null,
    seen: Pick<PenaltyQuota, 'refused' | 'saysDay'> = { refused: true, saysDay: false },
  ) => {
    block.spoilt = true
    block.spoiltBy = seen.refused ? 'penalty' : 'rest'
    const { tokenId, reservedAt, trialOf, day, units, used } = block
    const { resetsAt } = parts.quotaDay(reservedAt)
    const penaltyId = randomUUID()
    const after = await bestEffort(() =>
      store.penalize(tokenId, {
        penaltyId,
        kind,
        evidence,
        reservedAt,
        now: clock.now(),
        cooldownMs: rotation.cooldown_seconds * 1000,
        maxErrors: rotation.max_errors_per_token,
        retryAfterMs,
        trialOf,
        quota: { day, resetsAt, unusedUnits: units - used, ...seen },
      }),
    )
    parts.onChanged()
    count(after, penaltyId)
    // The same incident as the current exclusion cost nothing more, so there is nothing to undo. Not known: undone all the same.
    const cost = after === undefined || after?.exclusion?.penaltyId === penaltyId
    return cost ? { tokenId, penaltyId, kind, wasTrial: trialOf !== null, deadlineGiven: namesDeadline(retryAfterMs) } : null
  }

  const forgive = async (penalties: readonly AppliedPenalty[]): Promise<void> => {
    for (const penalty of penalties) await bestEffort(() => store.forgive(penalty.tokenId, penalty, clock.now()))
    parts.onChanged()
    parts.onFreed()
  }

  /** The upstream says of the token that its day is spent. */
  const isCap = (block: Block, { errorType, message, retryAfterMs }: CallFailure): boolean => {
    const msToReset = parts.quotaDay(block.reservedAt).resetsAt - clock.now()
    return errorType === 'rate_limited' && saysDailyCap(retryAfterMs, SAYS_DAY.test(message), msToReset)
  }

  const punish = async (block: Block, failure: CallFailure, address: AddressEvidence, noted: AddressFailure): Promise<void> => {
    const said = failure.status === null ? failure.message : `HTTP ${failure.status}: ${failure.message}`
    const evidence = withoutAddress(said, address.email)
    const seen = { refused: true, saysDay: isCap(block, failure) }
    const applied = await penalize(block, failure.errorType as Penalty['kind'], evidence, failure.retryAfterMs, seen)
    const overtaken = faults.penalized(address, noted, applied)
    if (overtaken !== null) await forgive([overtaken])
  }

  const execute = async (block: Block, { of, on, evidence, undo }: Verdict): Promise<void> => {
    const whose = of === 'upstream' ? 'The upstream is' : of === 'token' ? `Token ${shortId(on)} is` : `The address ${on} is`
    logger.warn({ verdict: of, undone: undo.length }, `⚖️ ${whose} to blame: ${evidence}`)
    if (of === 'token') {
      const suspect = block.tokenId === on ? block : { ...block, tokenId: on, reservedAt: clock.now() }
      await penalize(suspect, 'suspected', evidence, null)
    }
    parts.onChanged()
    if (undo.length > 0) await forgive(undo)
  }

  const succeeded = (block: Block, admission: Admission, address: AddressEvidence): Charged | Promise<Charged> => {
    const { tokenId, trialOf } = block
    breaker.succeeded(admission)
    const verdict = faults.succeeded({ tokenId, address, trialOf, now: clock.now() })
    const lifts = block.errorCount > 0 || trialOf !== null
    if (!lifts && verdict === null) return ANSWERED
    return (async () => {
      block.errorCount = Math.max(0, block.errorCount - 1)
      if (lifts) await bestEffort(() => store.recover(tokenId, trialOf, clock.now()))
      if (trialOf !== null) parts.onFreed()
      if (verdict !== null) await execute(block, verdict)
      return { next: 'answer', verdict } as const
    })()
  }

  /** Nothing that fails during an outage is held against anybody; what was being fetched is fetched later. */
  const failedWhileOpen = ({ tokenId }: Block, admission: Admission, failure: CallFailure, address: AddressEvidence): Charged => {
    breaker.failed(admission, failure.retryAfterMs)
    if (admission === 'probe') {
      address.probes += 1
      faults.probeFailed(tokenId)
    }
    return { next: address.probes >= MOST_PROBES ? 'answer' : 'aside', verdict: null }
  }

  const failed = (block: Block, admission: Admission, failure: CallFailure, address: AddressEvidence): Charged | Promise<Charged> => {
    const { fault, isProof } = ERROR_TYPES[failure.errorType]
    if (fault === 'entry') {
      // Nothing was sent, so nothing was learnt.
      breaker.abandoned(admission)
      return ANSWERED
    }
    if (isProof) breaker.succeeded(admission)
    else if (!breaker.isClosed) return failedWhileOpen(block, admission, failure, address)
    else breaker.failed(admission, failure.retryAfterMs)
    const { tokenId, trialOf } = block
    const {
      next,
      penalize: noted,
      verdict,
    } = faults.failed({ tokenId, address, trialOf, now: clock.now() }, failure.errorType, isCap(block, failure))
    if (verdict?.of === 'upstream') breaker.open(`${verdict.evidence} ${inWords(failure)}`, failure.retryAfterMs, fault !== 'upstream')
    const lifts = isProof && trialOf !== null
    if (noted === null && verdict === null && !lifts) return { next, verdict }
    return (async () => {
      if (lifts) await bestEffort(() => store.recover(tokenId, trialOf, clock.now()))
      if (noted !== null) await punish(block, failure, address, noted)
      if (verdict !== null) await execute(block, verdict)
      return { next, verdict }
    })()
  }

  const charge: ChargeOutcome = (block, admission, failure, address) =>
    failure === null ? succeeded(block, admission, address) : failed(block, admission, failure, address)

  return Object.assign(charge, {
    async excludeUnreadable(tokenId: string, evidence: string): Promise<void> {
      logger.error({ tokenId }, `Token ${shortId(tokenId)} cannot be used: its stored secret cannot be decrypted. ${evidence}`)
      const penalty = unreadablePenalty(evidence, clock.now())
      count(await bestEffort(() => store.penalize(tokenId, penalty)), penalty.penaltyId)
      parts.onChanged()
    },
    async rest(block: Block, restMs: number): Promise<void> {
      await penalize(
        block,
        'rate_limited',
        'The upstream counts that nothing is left of this token until then; no call was refused.',
        restMs,
        { refused: false, saysDay: false },
      )
    },
    async startTrial(isPossible: (causedBy: AddressEvidence) => boolean): Promise<AddressEvidence | null> {
      const trial = faults.trial(isPossible, clock.now())
      if (trial === null) return null
      const { penalty, causedBy } = trial
      logger.info({ token_id: penalty.tokenId }, `🧪 Token ${shortId(penalty.tokenId)} is tried on another address before its deadline`)
      await bestEffort(() => store.forgive(penalty.tokenId, { ...penalty, wasTrial: true, deadlineGiven: false }, clock.now()))
      parts.onChanged()
      return causedBy
    },
  })
}

/** What came last, for whoever has to call the upstream's operator. An answer's own words stay out: they may quote the address. */
function inWords({ status, message }: CallFailure): string {
  if (status === null) return message
  const name = STATUS_CODES[status]
  return `It answered ${status}${name === undefined ? '' : ` ${name}`}.`
}
