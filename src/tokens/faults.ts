import { ERROR_TYPES, type ErrorType, isFaultOf } from '../shared/error-types.ts'
import type { Forgiveness } from './token.ts'

/**
 * Whose fault is it? Decided on evidence over tokens × addresses × time (G5). The error type names the first suspect; what speaks for and against
 * each suspect is kept here, and gives the verdict:
 *
 * - **address**: it fails with a token's error on tokens that had just worked for others, while somebody goes on succeeding. It gets that error as
 *   its result, and the penalties that it has caused are undone.
 * - **token**: it fails on several addresses in a row, in whatever way, while other tokens succeed. It is excluded as `suspected`. Until an answer is
 *   confirmed by another token or by a success of its own, every address that it fails gets a second opinion.
 * - **upstream**: nobody succeeds any more. The breaker opens, nobody is blamed, and what was done to tokens and addresses meanwhile is undone.
 *
 * Pure: it knows neither stores nor clocks. One for each process: every replica sees the same upstream and comes to the same conclusions by itself.
 */
export interface Faults {
  /** A profile was fetched. Returns the verdict on a token that had failed the same address before. */
  succeeded(call: Call): Verdict | null
  /** @param isCap the upstream says that the token's day is spent: that is a fact about the token, and tells nothing of the upstream */
  failed(call: Call, errorType: ErrorType, isCap?: boolean): Finding
  /**
   * The call that {@link Finding.penalize} was said of has cost its token this; null when it cost nothing more. Returns the penalty when it is to be
   * undone at once: while it was written, a verdict has found somebody else to blame.
   */
  penalized(address: AddressEvidence, failure: AddressFailure, penalty: AppliedPenalty | null): AppliedPenalty | null
  /** True where an address that the upstream went on failing has had its chance: somebody has succeeded since it began. */
  isAnswered(address: AddressEvidence): boolean
  /**
   * A penalty that one call on another address may put to the test while nothing can be fetched, with the address that has caused it; null when
   * there is none, or when the last test has shown that the token was as bad as it seemed.
   */
  trial(
    isPossible: (causedBy: AddressEvidence) => boolean,
    now: number,
  ): { readonly penalty: AppliedPenalty; readonly causedBy: AddressEvidence } | null
  /** The token's last answer proved that it works. */
  works(tokenId: string, now: number): boolean
  /** The token has failed since it last worked. */
  isDoubted(tokenId: string): boolean
  /** Some other token has worked: what fails with this one may be its own fault, whatever the answer says. */
  othersWorked(tokenId: string): boolean
  /** A probe of an outage has failed with the token: it may be the one that is bad, and the outage long over. */
  probeFailed(tokenId: string): void
  /** How many probes have failed with the token since somebody last succeeded. */
  failedProbes(tokenId: string): number
  /** What is known against an address that has no result yet; null when nothing is. */
  suspicion(email: string): AddressEvidence | null
  /** Rises with every success: whatever was put aside for want of one may be looked at again. */
  readonly successes: number
}

/** One call that was answered. */
export interface Call {
  readonly tokenId: string
  readonly address: AddressEvidence
  /** The penalty that it was the half-open trial of. */
  readonly trialOf: string | null
  /** Unix milliseconds. */
  readonly now: number
}

/** A penalty that was applied, so that it can be undone. */
export interface AppliedPenalty extends Forgiveness {
  readonly tokenId: string
}

export interface Verdict {
  readonly of: 'address' | 'token' | 'upstream'
  /** The address or the token; for an upstream the error type of the last call. */
  readonly on: string
  /** What was seen, in words. */
  readonly evidence: string
  /** Penalties that somebody else has earned. */
  readonly undo: readonly AppliedPenalty[]
}

/** What follows from a failure, for the address: its result; another token; the shared retry policy; later, when somebody has succeeded. */
export type Next = 'answer' | 'turn' | 'repeat' | 'aside'

export interface Finding {
  readonly next: Next
  /** The token is the first suspect and pays for it: with the penalty of this failure. */
  readonly penalize: AddressFailure | null
  readonly verdict: Verdict | null
}

/** One failed call of an address. */
export interface AddressFailure {
  readonly tokenId: string
  readonly errorType: ErrorType
  /** Its place among all outcomes. */
  readonly order: number
  /** Unix milliseconds. */
  readonly at: number
  /** The token had just worked for another address. */
  readonly trusted: boolean
  penalty: AppliedPenalty | null
  /** The token worked for another address before its penalty was over: the failure was no fault of the token. */
  cleared: boolean
  /** A verdict has found that the address or the upstream was to blame. */
  isExplained: boolean
  /** The token's day was spent, and so were others' with other addresses: that says nothing about the address. */
  isOwn: boolean
}

/** What speaks against one address. Kept by whoever works on it, as long as it has no result. */
export class AddressEvidence {
  readonly email: string
  readonly failures: AddressFailure[] = []
  /** Failed calls as the probe of an open breaker. */
  probes = 0
  /** Outages that it has been part of. */
  outages = 0
  /** It has failed again after others had succeeded: that it fails says nothing about the upstream any more. */
  isSuspect = false
  /** It was put aside once although two tokens agreed about it. */
  wasHeld = false
  /** No other address is left that could show anything about the tokens. */
  isAlone = false
  /** Whoever is left has failed as well: nobody fresh could show anything. */
  isAmongSuspects = false

  constructor(email: string) {
    this.email = email
  }

  forget(failure: AddressFailure): void {
    const at = this.failures.indexOf(failure)
    if (at >= 0) this.failures.splice(at, 1)
  }
}

/** Tokens that must have failed an address although they work: with two, a pair of tokens that are limited at once would look the same. */
const WITNESSES = 3
/** Calls that one address may cost with errors of tokens while others work. */
const MOST_TOKEN_ERRORS = 4
/** An address that is left alone, and limited for so long on tokens that had worked, waits for no limit by the hour. */
const LIMITED_ALONE_MS = 4 * 3_600_000
/** Addresses in a row that a token must have failed: with two, a pair of odd addresses would cost a good token its day. */
const FAILED_ADDRESSES = 3
/** Of those another token must have fetched so many: the one that was believed, and lost, nobody else has tried. */
const REFUTED_ADDRESSES = 2
/** Calls in a row without a success: as many as a bad address may cost at its most, and one more. */
const CALLS_WITHOUT_SUCCESS = 5
/** What a token could do this long ago it can do now; its own limits and its expiry come by the hour or the day. */
const JUST_WORKED_MS = 15 * 60_000
/** As long as a half-open token is kept for its one call. */
const TRIAL_MS = 60_000
/** An outage that was over so soon may have been a few bad addresses side by side: what they had failed with is evidence again. */
const SHORT_OUTAGE_MS = 10_000
/** Where tokens are told that their day is spent with so many addresses, it is no address's fault. */
const CAPPED_ADDRESSES = 3
/** After so many in a row, on as many addresses, it is the token: more would be calls for nothing, and a history full of them. */
const MOST_TRIALS = 3
/** Tokens and calls that are remembered: bounds for the memory, far beyond what a verdict needs. */
const MOST_TOKENS = 10_000
const MOST_CALLS = 200
const MOST_SUSPECTS = 1_000

/** What is known of a token. */
interface Standing {
  /** Its last answer proved that it works, or another token has confirmed it. */
  works: boolean
  /** Its last answer shows that the upstream accepts it, whatever the answer was worth otherwise. */
  isAccepted: boolean
  workedAt: number
  /** Addresses that it has failed since, as far as nobody else has confirmed that they fail. */
  row: { readonly email: string; readonly errorType: ErrorType; readonly order: number; isRefuted: boolean }[]
  /** Trials in a row that it has failed since it last worked. */
  failedTrials: number
}

interface Unexplained {
  readonly address: AddressEvidence
  readonly failure: AddressFailure
}

export function createFaults(): Faults {
  const standings = new Map<string, Standing>()
  /** Addresses that made tokens fail, as long as they have no result: a job that waits and is taken up again must not begin with them. */
  const suspects = new Map<string, AddressEvidence>()
  /** Calls since the last proof, whosever fault they were, without those that a verdict on an address has explained. */
  let run: Unexplained[] = []
  /** What the last verdict on the upstream has explained, until somebody succeeds. */
  let pardoned: { readonly calls: readonly Unexplained[]; readonly at: number } | null = null
  /** The penalty that is being put to the test; one at a time. */
  let trial: { readonly failure: AddressFailure; readonly penaltyId: string; readonly until: number } | null = null
  let trialFailed = false
  /** Penalties that no trial has put to the test. */
  const untested: Unexplained[] = []
  /** Refusals of late by which the upstream said that the token's day is spent. */
  let caps: Unexplained[] = []
  /** Failed probes by token, until somebody succeeds. */
  const probes = new Map<string, number>()
  let order = 0
  let successes = 0
  /** The last proof, and the last one by any other token. */
  let last = { tokenId: '', order: 0 }
  let lastOther = { tokenId: '', order: 0 }

  const standingOf = (tokenId: string): Standing => {
    let standing = standings.get(tokenId)
    if (standing === undefined) {
      standing = { works: false, isAccepted: false, workedAt: Number.NEGATIVE_INFINITY, row: [], failedTrials: 0 }
      standings.set(tokenId, standing)
      if (standings.size > MOST_TOKENS) standings.delete(standings.keys().next().value!)
    }
    return standing
  }

  const proven = (tokenId: string, now: number): void => {
    if (last.tokenId !== tokenId) lastOther = last
    last = { tokenId, order }
    if (run.length > 0) run = []
    if (probes.size > 0) probes.clear()
    if (pardoned !== null) takeBackPardon(now)
    trialFailed = false
    successes += 1
  }

  /** Harmless where the upstream really was down for a moment: only a further failure leads to a verdict. */
  const takeBackPardon = (now: number): void => {
    const { calls, at } = pardoned!
    pardoned = null
    if (now - at > SHORT_OUTAGE_MS) return
    for (const { address, failure } of calls) if (!isFaultOf(failure.errorType, 'upstream')) address.failures.push(failure)
  }

  /** The token of a trial works, for another address: its penalty was the fault of the one that caused it. */
  const clear = ({ trialOf, address }: Call): void => {
    if (trial === null || trial.penaltyId !== trialOf) return
    trial.failure.cleared = !address.failures.includes(trial.failure)
    trial = null
  }

  /** Every proof has an order above 0. */
  const othersProvedSince = (since: number, tokenId: string): boolean => (last.tokenId === tokenId ? lastOther : last).order > since

  const confirm = (tokenId: string, now: number): void => {
    const standing = standingOf(tokenId)
    standing.works = true
    standing.isAccepted = true
    standing.workedAt = now
    standing.row = []
  }

  const noteAgainstToken = (standing: Standing, email: string, errorType: ErrorType): void => {
    if (standing.row.some(failed => failed.email === email)) return
    standing.row.push({ email, errorType, order, isRefuted: false })
    if (standing.row.length > FAILED_ADDRESSES) standing.row.shift()
  }

  const tokenVerdict = (tokenId: string): Verdict | null => {
    const { row } = standingOf(tokenId)
    const refuted = row.filter(failed => failed.isRefuted).length
    if (row.length < FAILED_ADDRESSES || refuted < REFUTED_ADDRESSES || !othersProvedSince(row[0]!.order, tokenId)) return null
    const how = [...new Set(row.map(failed => failed.errorType))].join(', ')
    const evidence = `It failed ${row.length} addresses in a row (${how}), of which other tokens fetched ${refuted}.`
    standingOf(tokenId).row = []
    return { of: 'token', on: tokenId, evidence, undo: [] }
  }

  /** Failures with a token's error; with those of the same token again only where it was cleared in between. */
  const witnesses = (address: AddressEvidence): AddressFailure[] =>
    tokenErrors(address).filter((failure, i, all) => {
      const before = all.slice(0, i).findLast(other => other.tokenId === failure.tokenId && other.trusted)
      return failure.trusted && (before === undefined || before.cleared)
    })

  const addressVerdict = (address: AddressEvidence, now: number): Verdict | null => {
    const errors = tokenErrors(address)
    const trusted = witnesses(address).length
    // At the end of a list nobody else can show that the tokens work; that they had just worked must do.
    const othersWork = errors.length > 0 && last.order > errors[0]!.order
    const isKnownAlone = (address.isAlone && trusted >= WITNESSES) || isStuckAlone(address, now)
    if (!(othersWork || isKnownAlone) || trusted === 0 || (trusted < WITNESSES && errors.length < MOST_TOKEN_ERRORS)) return null
    run = run.filter(call => call.address !== address)
    for (const failure of errors) if (failure.trusted) standingOf(failure.tokenId).isAccepted = true
    const tokens = new Set(errors.map(({ tokenId }) => tokenId)).size
    const evidence = `${errors.length} calls failed with ${errors.at(-1)!.errorType} on ${tokens === 1 ? 'a token' : `${tokens} tokens`} that worked for others.`
    return { of: 'address', on: address.email, evidence, undo: undone(errors) }
  }

  const noteCap = (address: AddressEvidence, failure: AddressFailure): void => {
    caps = caps.filter(cap => failure.at - cap.failure.at <= JUST_WORKED_MS).slice(-MOST_CALLS)
    caps.push({ address, failure })
    if (new Set(caps.map(cap => cap.address)).size < CAPPED_ADDRESSES) return
    for (const cap of caps) cap.failure.isOwn = true
  }

  const upstreamVerdict = (errorType: ErrorType, now: number): Verdict | null => {
    if (run.length < CALLS_WITHOUT_SUCCESS || run.every(call => call.address === run[0]!.address)) return null
    const calls = run
    run = []
    for (const { address, failure } of calls) {
      address.forget(failure)
      // Two bad addresses side by side look like an outage: the second time they are known.
      address.isSuspect ||= address.outages > 0
      const standing = standingOf(failure.tokenId)
      standing.works ||= failure.trusted
      standing.isAccepted ||= failure.trusted
      standing.row = standing.row.filter(failed => failed.email !== address.email)
    }
    for (const address of new Set(calls.map(call => call.address))) address.outages += 1
    const [tokens, addresses] = [new Set(calls.map(call => call.failure.tokenId)), new Set(calls.map(call => call.address))]
    const evidence = `${calls.length} calls in a row failed, the last with ${errorType}, on ${addresses.size} addresses and ${tokens.size === 1 ? 'one token' : `${tokens.size} tokens`}.${mayBeCap(calls)}`
    const undo = undone(calls.map(({ failure }) => failure))
    pardoned = { calls, at: now }
    return { of: 'upstream', on: errorType, evidence, undo }
  }

  const afterTokenError = (address: AddressEvidence, failure: AddressFailure): Finding => {
    const blamed = addressVerdict(address, failure.at)
    if (blamed !== null) return { next: 'answer', penalize: null, verdict: blamed }
    const outage = upstreamVerdict(failure.errorType, failure.at)
    if (outage !== null) return { next: 'aside', penalize: null, verdict: outage }
    const errors = tokenErrors(address).length
    if (failure.isOwn) return { next: 'turn', penalize: failure, verdict: null }
    const othersWork = last.order > tokenErrors(address)[0]!.order
    if (isStuckAlone(address, failure.at)) return { next: 'answer', penalize: failure, verdict: null }
    // Where others fail side by side, somebody fresh shows sooner whose fault it is than another token.
    const isOneOfMany = run.some(call => call.address !== address)
    const next = errors < WITNESSES && !isOneOfMany ? 'turn' : !othersWork ? 'aside' : errors < MOST_TOKEN_ERRORS ? 'turn' : 'answer'
    return { next, penalize: failure, verdict: null }
  }

  /** The upstream has answered something about the address. */
  const afterAnswer = (call: Call, standing: Standing, failure: AddressFailure): Finding => {
    const { address, tokenId, now } = call
    const answer = (next: Next, verdict: Verdict | null): Finding => ({ next, penalize: null, verdict })
    const outage = ERROR_TYPES[failure.errorType].isProof ? null : upstreamVerdict(failure.errorType, failure.at)
    const opinions = address.failures.filter(other => other.tokenId !== tokenId && isAnswer(other.errorType))
    const agree = opinions.filter(other => other.errorType === failure.errorType)
    const others = run.some(unexplained => unexplained.address !== address)
    if (agree.length > 0 && others && !address.wasHeld && outage === null) {
      // Perhaps the upstream answers everybody so: it has its result once somebody else has succeeded.
      address.wasHeld = true
      return answer('aside', null)
    }
    if (agree.length > 0) {
      for (const other of [failure, ...agree]) confirm(other.tokenId, now)
      return answer(outage === null ? 'answer' : 'aside', outage)
    }
    noteAgainstToken(standing, address.email, failure.errorType)
    if (outage !== null) return answer('aside', outage)
    const verdict = tokenVerdict(tokenId)
    // Where others fail as well, even a token that had just worked is not believed alone, and somebody fresh shows more than another token.
    if (opinions.length > 0 || (failure.trusted && !others)) return answer('answer', verdict)
    if (!failure.trusted || address.wasHeld) return answer('turn', verdict)
    address.wasHeld = true
    return answer('aside', verdict)
  }

  const weigh = (call: Call, errorType: ErrorType, isCap: boolean): Finding => {
    order += 1
    const { tokenId, address, now } = call
    const { fault, isProof } = ERROR_TYPES[errorType]
    const standing = standingOf(tokenId)
    const isTokens = fault === 'token' || fault === 'token-for-now'
    const trusted = (isTokens ? standing.isAccepted : standing.works) && now - standing.workedAt <= JUST_WORKED_MS
    const failure: AddressFailure = {
      tokenId,
      errorType,
      order,
      at: now,
      trusted,
      penalty: null,
      cleared: false,
      isExplained: false,
      isOwn: false,
    }
    standing.works = false
    standing.isAccepted = isProof || (standing.isAccepted && !isTokens)
    if (isProof) standing.workedAt = now
    address.isSuspect ||= address.failures.some(before => before.order < last.order)
    address.failures.push(failure)
    if (isProof) {
      proven(tokenId, now)
      clear(call)
    } else if (!address.isSuspect && !isCap) {
      run.push({ address, failure })
      if (run.length > MOST_CALLS) run.shift()
    }
    if (isCap) noteCap(address, failure)
    if (isTokens) return afterTokenError(address, failure)
    if (fault !== 'upstream') return afterAnswer(call, standing, failure)
    noteAgainstToken(standing, address.email, errorType)
    const outage = upstreamVerdict(errorType, now)
    if (outage !== null) return { next: 'aside', penalize: null, verdict: outage }
    const verdict = tokenVerdict(tokenId)
    return { next: verdict === null ? 'repeat' : 'turn', penalize: null, verdict }
  }

  return {
    get successes() {
      return successes
    },
    succeeded(call) {
      const { tokenId, address, now } = call
      order += 1
      const standing = standingOf(tokenId)
      standing.works = true
      standing.isAccepted = true
      standing.workedAt = now
      standing.failedTrials = 0
      if (standing.row.length > 0) standing.row = []
      proven(tokenId, now)
      clear(call)
      if (suspects.size > 0) suspects.delete(address.email)
      for (const failure of address.failures) {
        if (failure.tokenId === tokenId) continue
        for (const failed of standingOf(failure.tokenId).row) if (failed.email === address.email) failed.isRefuted = true
        const verdict = tokenVerdict(failure.tokenId)
        if (verdict !== null) return verdict
      }
      return null
    },
    failed(call, errorType, isCap = false) {
      const finding = weigh(call, errorType, isCap)
      if (finding.next === 'answer') suspects.delete(call.address.email)
      return finding
    },
    penalized(address, failure, penalty) {
      if (failure.isExplained) return penalty === null ? null : wholly(penalty)
      failure.penalty = penalty
      if (penalty !== null) {
        untested.push({ address, failure })
        if (untested.length > MOST_CALLS) untested.shift()
        suspects.set(address.email, address)
        if (suspects.size > MOST_SUSPECTS) suspects.delete(suspects.keys().next().value!)
      }
      if (trial?.failure.tokenId !== failure.tokenId) return null
      // The trial has shown that the token is as bad as it seemed.
      trial = null
      trialFailed = true
      standingOf(failure.tokenId).failedTrials += 1
      return null
    },
    isAnswered: address => {
      const first = address.failures.find(failure => isFaultOf(failure.errorType, 'upstream'))
      return first === undefined || last.order > first.order
    },
    trial(isPossible, now) {
      // A trial that has not come back by its time (its job was stopped) is followed by another.
      if (trialFailed || (trial !== null && now < trial.until)) return null
      const mayBeGood = (tokenId: string) => (standings.get(tokenId)?.failedTrials ?? 0) < MOST_TRIALS
      const at = untested.findLastIndex(
        ({ address, failure }) => failure.penalty !== null && mayBeGood(failure.tokenId) && isPossible(address),
      )
      const found = at < 0 ? undefined : untested.splice(at, 1)[0]
      if (found === undefined) return null
      const penalty = found.failure.penalty!
      trial = { failure: found.failure, penaltyId: penalty.penaltyId, until: now + TRIAL_MS }
      return { penalty, causedBy: found.address }
    },
    suspicion: email => (suspects.size === 0 ? null : (suspects.get(email) ?? null)),
    works: (tokenId, now) => {
      const standing = standings.get(tokenId)
      return standing?.works === true && now - standing.workedAt <= JUST_WORKED_MS
    },
    isDoubted: tokenId => standings.get(tokenId)?.works === false,
    othersWorked: tokenId => othersProvedSince(0, tokenId),
    probeFailed(tokenId) {
      probes.set(tokenId, (probes.get(tokenId) ?? 0) + 1)
      if (probes.size > MOST_TOKENS) probes.delete(probes.keys().next().value!)
    },
    failedProbes: tokenId => probes.get(tokenId) ?? 0,
  }
}

/** Somebody else is to blame: their penalties, deadlines included, as the upstream named them to that one. What a trial has cleared is undone already. */
function undone(failures: readonly AddressFailure[]): AppliedPenalty[] {
  return failures.flatMap(failure => {
    const { penalty, cleared } = failure
    failure.penalty = null
    failure.isExplained = true
    return penalty === null || cleared ? [] : [wholly(penalty)]
  })
}

/** A cap of several tokens at once, of which the upstream does not say what it is, looks the same as an outage: then both are named. */
function mayBeCap(calls: readonly Unexplained[]): string {
  return calls.every(({ failure }) => failure.errorType === 'rate_limited')
    ? ' Each was answered by a limit: it may be one that the tokens share, or reach at the same time.'
    : ''
}

function wholly(penalty: AppliedPenalty): AppliedPenalty {
  return { ...penalty, wasTrial: false, deadlineGiven: false }
}

/**
 * Nobody else is left who could show anything, and waiting has not helped. Other suspects show nothing either: where the token had just worked when
 * it was first refused, they must not let the address ask on until the token is given up.
 */
function isStuckAlone(address: AddressEvidence, now: number): boolean {
  const errors = tokenErrors(address)
  const [first] = errors
  if (first === undefined || errors.length < MOST_TOKEN_ERRORS) return false
  if (address.isAmongSuspects && now - first.at >= LIMITED_ALONE_MS) return true
  const isLeftAlone = address.isAlone || (address.isAmongSuspects && first.trusted)
  return isLeftAlone && isFaultOf(errors.at(-1)!.errorType, 'token')
}

function tokenErrors({ failures }: AddressEvidence): AddressFailure[] {
  return failures.filter(({ errorType, isOwn }) => !isOwn && isFaultOf(errorType, 'token', 'token-for-now'))
}

/** Whatever the upstream says about the address. */
function isAnswer(errorType: ErrorType): boolean {
  return isFaultOf(errorType, 'address', 'nobody')
}
