import { type ErrorTypeOf, isFaultOf } from '../shared/error-types.ts'
import { HOUR_MS } from '../shared/quota-day.ts'

/**
 * A bearer token of the pool, without its secret.
 *
 * Life of a token: it is usable while enabled, not expired, not excluded and not spent for the day. A penalty excludes it until a deadline;
 * once that has passed it is half-open: one real request may try it. Success lifts the exclusion, failure excludes it again, for twice as
 * long. Too many token errors in a row exclude it until an operator enables it (`until` = {@link UNTIL_OPERATOR}).
 */
export interface Token {
  readonly tokenId: string
  /** `pool`: registered, its secret is stored. `file`: a fallback line of `token.txt`, known here by its fingerprint only. */
  readonly source: TokenSource
  readonly enabled: boolean
  readonly dailyLimit: number
  /** The quota day that `dailyUsage` counts; on any other day the usage is 0. */
  readonly quotaDay: string | null
  /** Units reserved on `quotaDay`, the unused ones that were handed back taken off. */
  readonly dailyUsage: number
  readonly totalUsage: number
  readonly errorCount: number
  /** Token errors since the last success. */
  readonly consecutiveErrors: number
  /** Penalties of any kind since the last success: the exponent of the cooldown. */
  readonly strikes: number
  readonly lastError: string | null
  /** Unix milliseconds, like every time below. */
  readonly lastUsed: number | null
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly exclusion: Exclusion | null
  /** What its upstream grants in a day, where that has shown itself to be less than `dailyLimit`. */
  readonly learned: LearnedLimit | null
  /** What was taken in the hour of the last reservation under an hourly limit; null while there was none. */
  readonly hour: HourCount | null
}

/** A fixed hour, and what a token may give in it. */
export interface HourWindow {
  readonly startsAt: number
  readonly limit: number
}

export interface HourCount extends HourWindow {
  /** Units reserved in it, the unused ones that were handed back taken off. */
  readonly usage: number
}

export interface LearnedLimit {
  /** Calls of that day that were answered before the upstream refused. */
  readonly limit: number
  /** The quota day on which it was met: on that day nothing more is taken. */
  readonly day: string
  /** The penalty that taught it: whoever undoes that undoes this. */
  readonly penaltyId: string
}

export type TokenSource = 'pool' | 'file'

export interface Exclusion {
  readonly reason: Penalty['kind'] | 'max_errors'
  /** What was seen, in words: status and the upstream's message, cleaned. */
  readonly evidence: string
  readonly since: number
  readonly until: number
  /** Names the penalty, so that it is applied once and can be undone. */
  readonly penaltyId: string
}

/** 9999-12-31T23:59:59.999Z: "until an operator enables it", as a date that sorts after all others. */
export const UNTIL_OPERATOR = 253_402_300_799_999

/** What a token's failure costs it. Everything else an upstream may say costs a token nothing (G5). */
export interface Penalty {
  readonly penaltyId: string
  /** `suspected`: by evidence, whatever it failed with. `unreadable_secret`: no call was made, the stored secret cannot be decrypted. */
  readonly kind: ErrorTypeOf<'token' | 'token-for-now'> | 'suspected' | 'unreadable_secret'
  readonly evidence: string
  /** When the failed call's block was reserved: a failure from before the current exclusion began is the same incident, not a second one. */
  readonly reservedAt: number
  readonly now: number
  readonly cooldownMs: number
  readonly maxErrors: number
  /** The upstream's own deadline (`Retry-After`); null when it gave none. */
  readonly retryAfterMs: number | null
  /** The penalty that the failed call was the trial of: that is no part of the incident which it puts to the test, however soon it comes. */
  readonly trialOf?: string | null
  /** Where the block's day stands, so that a daily cap of the upstream can be told; without it none is. */
  readonly quota?: PenaltyQuota
}

export interface PenaltyQuota {
  readonly day: string
  readonly resetsAt: number
  /** What the block still holds: reserved, but not called. */
  readonly unusedUnits: number
  /** False where the upstream has only counted down to nothing: every call was answered. */
  readonly refused: boolean
  /** The upstream's words speak of a day's limit. */
  readonly saysDay: boolean
}

/** A cooldown never grows beyond a day: the quota would have been renewed by then. */
const MAX_COOLDOWN_MS = 86_400_000
const ERROR_WEIGHT = 10
/** On a later day a learned limit is tried this much beyond: one block of the usual size, so that a cap that was raised is found again. */
export const BEYOND_LEARNED = 15
/** Nobody asks for a longer wait for a limit by the minute or by the hour: it is the day's. */
const SHORTEST_DAILY_WAIT_MS = 3_600_000
/** Clocks differ, and an upstream rounds. */
const ABOUT_THE_RESET_MS = 120_000
/** Refused, waited, and refused again, and the upstream says nothing of when: until a trial is answered, the day counts as spent. */
const CAP_STRIKES = 2

export function usageOn(day: string, token: Token): number {
  return token.quotaDay === day ? token.dailyUsage : 0
}

/** What it is expected to give in a day. */
export function expectedLimit({ dailyLimit, learned }: Pick<Token, 'dailyLimit' | 'learned'>): number {
  return Math.min(dailyLimit, learned?.limit ?? dailyLimit)
}

/** What it is expected to give on that day yet: for capacity and forecasts. */
export function remainingOn(day: string, token: Token): number {
  return Math.max(0, expectedLimit(token) - usageOn(day, token))
}

/** What may be reserved on that day yet. A trial puts a learned limit to the test, and a later day tries a little more. */
export function grantableOn(day: string, token: Token): number {
  const { dailyLimit, learned, exclusion } = token
  const beyond = learned === null || exclusion !== null ? dailyLimit : learned.limit + (learned.day === day ? 0 : BEYOND_LEARNED)
  return Math.max(0, Math.min(dailyLimit, beyond) - usageOn(day, token))
}

/** What an hourly limit leaves; of an hour that lies behind the counted one nothing: a clock that runs late must not set the count back. */
export function leftInHour(hour: HourWindow | null, { hour: counted }: Pick<Token, 'hour'>): number {
  if (hour === null) return Number.POSITIVE_INFINITY
  if (counted === null || counted.startsAt < hour.startsAt) return hour.limit
  return counted.startsAt > hour.startsAt ? 0 : Math.max(0, hour.limit - counted.usage)
}

/** The end of the hour for which it is spent (or which is yet to come, by a clock that ran ahead); null when the hour leaves it something. */
export function hourSpentUntil({ hour }: Pick<Token, 'hour'>, now: number): number | null {
  if (hour === null || now >= hour.startsAt + HOUR_MS) return null
  return hour.usage >= hour.limit || now < hour.startsAt ? hour.startsAt + HOUR_MS : null
}

/** Its count is of a day to come: a clock ran ahead. Until that day nothing can be counted on it, and so nothing be called with it. */
export function isAhead(token: Token, day: string): boolean {
  return token.quotaDay !== null && token.quotaDay > day
}

/** Lower is better. */
export function scoreOn(day: string, token: Token): number {
  return usageOn(day, token) + ERROR_WEIGHT * token.errorCount
}

export function isExpired(token: Token, now: number): boolean {
  return token.expiresAt !== null && token.expiresAt <= now
}

export function isExcluded(token: Token, now: number): boolean {
  return token.exclusion !== null && token.exclusion.until > now
}

/** Past its deadline, but not yet proven good: one unit at a time may try it. */
export function isHalfOpen(token: Token, now: number): boolean {
  return token.exclusion !== null && token.exclusion.until <= now
}

export function isUsable(token: Token, day: string, now: number): boolean {
  const mayServe = token.enabled && !isExpired(token, now) && !isExcluded(token, now) && !isAhead(token, day)
  return mayServe && grantableOn(day, token) > 0 && hourSpentUntil(token, now) === null
}

export type TokenStatus = 'active' | 'excluded' | 'exhausted' | 'expired' | 'disabled'

export function statusOf(token: Token, day: string, now: number): TokenStatus {
  if (!token.enabled) return 'disabled'
  if (isExpired(token, now)) return 'expired'
  if (isExcluded(token, now) || isAhead(token, day)) return 'excluded'
  if (grantableOn(day, token) === 0) return 'exhausted'
  return hourSpentUntil(token, now) === null ? 'active' : 'excluded'
}

/** What a block asks of a token. */
export interface GrantRequest {
  readonly day: string
  readonly maxUnits: number
  readonly now: number
  /** How long a half-open trial may take before another may be started. */
  readonly trialMs: number
  /** The hour that `now` lies in, where an hourly limit is set: its count is part of the same write. */
  readonly hour?: HourWindow | null
}

/** What a token gives: `units` of its day, and the token once they are taken. */
export interface Grant {
  readonly units: number
  /** The penalty that this is the half-open trial of; then `units` is 1. */
  readonly trialOf: string | null
  readonly token: Token
}

/**
 * What a reservation takes of a token as it stands; null when it may not be used. Pure: every adapter grants exactly this, in a write whose
 * condition is that the token still stands so. A half-open token gives one unit, and is excluded again for the time of the trial.
 */
export function grantOf(token: Token, { day, maxUnits, now, trialMs, hour = null }: GrantRequest): Grant | null {
  // A day that lies behind the stored one would reset the count to zero: a clock that runs late must wait, not spend.
  const hourLeft = leftInHour(hour, token)
  if (!isUsable(token, day, now) || hourLeft === 0) return null
  const trial = isHalfOpen(token, now) ? token.exclusion : null
  const learned = relearned(token, day)
  const units = Math.min(trial === null ? maxUnits : 1, grantableOn(day, { ...token, learned }), hourLeft)
  const taken = { quotaDay: day, dailyUsage: usageOn(day, token) + units, totalUsage: token.totalUsage + units, lastUsed: now }
  const counted = hour === null ? token.hour : { ...hour, usage: hour.limit - hourLeft + units }
  const charged = { ...token, learned, ...taken, hour: counted }
  if (trial === null) return { units, trialOf: null, token: charged }
  const exclusion = { ...trial, until: Math.max(trial.until, now + trialMs) }
  return { units, trialOf: trial.penaltyId, token: { ...charged, exclusion } }
}

/** A later day that went beyond the learned limit, and is over, has shown that there is more. */
function relearned({ learned, quotaDay, dailyUsage }: Token, day: string): LearnedLimit | null {
  if (learned === null || quotaDay === null || quotaDay >= day || learned.day >= quotaDay || dailyUsage <= learned.limit) return learned
  return { ...learned, limit: dailyUsage }
}

/**
 * The token once an operator has enabled it: its exclusion is lifted, its errors are forgotten. A count of a day to come becomes today's: rather too
 * much than too little.
 */
export function enable(token: Token, day: string): Token {
  return { ...token, ...UNBLEMISHED, enabled: true, quotaDay: isAhead(token, day) ? day : token.quotaDay }
}

/** The token once an operator has taken it out of use. */
export function disable(token: Token): Token {
  return { ...token, enabled: false }
}

/** What an operator may change of a token that goes on counting as it is. */
export interface TokenEdit {
  readonly dailyLimit?: number
  /** Null: never. */
  readonly expiresAt?: number | null
}

/** The token once an operator has edited it. What it used today stays used; who names a limit knows better than what was learned. */
export function edit(token: Token, { dailyLimit, expiresAt = token.expiresAt }: TokenEdit): Token {
  if (dailyLimit === undefined) return { ...token, expiresAt }
  return { ...token, dailyLimit, expiresAt, learned: null }
}

const UNBLEMISHED = { errorCount: 0, consecutiveErrors: 0, strikes: 0, exclusion: null, learned: null } as const

/** What is counted of a secret, under whichever id. */
export type Usage = Pick<Token, 'quotaDay' | 'dailyUsage' | 'totalUsage' | 'lastUsed' | 'hour'>

const UNUSED: Usage = { quotaDay: null, dailyUsage: 0, totalUsage: 0, lastUsed: null, hour: null }

/**
 * A token that is registered, or gets another secret: it begins without errors and without an exclusion. Its usage is that of its secret where
 * that was used before, under whichever id; a new secret under a known id goes on with the usage of that id. Otherwise an exchange of secrets
 * would renew a day's limit.
 *
 * @param ofSecret what was counted of the secret; null when it is new
 * @param ofId what was counted under the id while it held another secret; null when the id is new
 */
export function register(added: RegisteredToken, ofSecret: Usage | null, ofId: Usage | null): Token {
  const { tokenId, source, dailyLimit, createdAt, expiresAt } = added
  const { quotaDay, dailyUsage, totalUsage, lastUsed, hour } = ofSecret ?? ofId ?? UNUSED
  const usage = { quotaDay, dailyUsage, totalUsage, lastUsed, hour }
  return { ...UNBLEMISHED, ...usage, tokenId, source, enabled: true, dailyLimit, lastError: null, createdAt, expiresAt }
}

/** What is given of a token that is registered. */
export type RegisteredToken = Pick<Token, 'tokenId' | 'source' | 'dailyLimit' | 'createdAt' | 'expiresAt'>

/** True for a wait that the upstream really asked for. "Retry after 0 s", or a date in the past, names none: taken at its word it would spend the day in a loop. */
export function namesDeadline(retryAfterMs: number | null): retryAfterMs is number {
  return retryAfterMs !== null && retryAfterMs > 0
}

/** The token after a penalty. Pure: every adapter stores exactly this. Deadlines only move later. */
export function penalize(token: Token, penalty: Penalty): Token {
  const { exclusion } = token
  if (exclusion?.penaltyId === penalty.penaltyId) return token
  const isTrial = exclusion !== null && exclusion.penaltyId === penalty.trialOf
  if (exclusion !== null && !isTrial && exclusion.until > penalty.now && penalty.reservedAt <= exclusion.since) {
    const learned = lessOf(token, exclusion, penalty)
    const asked = askedUntil(penalty, learned !== null && learned.penaltyId === exclusion.penaltyId)
    if (asked <= exclusion.until && learned === token.learned) return token
    return { ...token, learned, exclusion: { ...exclusion, until: Math.max(exclusion.until, asked) } }
  }
  const strikes = token.strikes + 1
  const isTokenError = isErrorOfToken(penalty.kind)
  const consecutiveErrors = token.consecutiveErrors + (isTokenError ? 1 : 0)
  const barred = isTokenError && consecutiveErrors >= penalty.maxErrors
  const learned = learnedFrom(token, penalty, strikes)
  const asked = askedUntil(penalty, learned !== null)
  const until = barred ? UNTIL_OPERATOR : asked > 0 ? asked : restUntil(penalty, strikes)
  return {
    ...token,
    strikes,
    consecutiveErrors,
    errorCount: token.errorCount + (isTokenError ? 1 : 0),
    lastError: penalty.evidence,
    learned: learned ?? token.learned,
    exclusion: {
      reason: barred ? 'max_errors' : penalty.kind,
      evidence: evidenceOf(penalty, barred ? consecutiveErrors : null, learned),
      since: penalty.now,
      until: Math.max(exclusion?.until ?? 0, until),
      penaltyId: penalty.penaltyId,
    },
  }
}

function evidenceOf({ evidence }: Penalty, errorsInARow: number | null, learned: LearnedLimit | null): string {
  if (errorsInARow !== null) return `${errorsInARow} token errors in a row; the last: ${evidence}`
  return learned === null ? evidence : `${evidence} Its upstream has granted ${learned.limit} calls today.`
}

/** The upstream's own deadline; 0 when it named none. A day's limit is renewed with the day, whatever it says. */
function askedUntil({ retryAfterMs, now, quota }: Penalty, isDaily: boolean): number {
  if (!namesDeadline(retryAfterMs)) return 0
  const asked = Math.min(now + retryAfterMs, UNTIL_OPERATOR)
  return isDaily && quota !== undefined ? Math.min(asked, quota.resetsAt) : asked
}

/** Where the upstream says nothing of when. A cooldown of ours never crosses the reset, which may be all that the token waits for. */
function restUntil({ kind, now, cooldownMs, quota }: Penalty, strikes: number): number {
  const cooldown = Math.min(cooldownMs * 2 ** (strikes - 1), MAX_COOLDOWN_MS)
  if (kind !== 'rate_limited' || quota === undefined || quota.resetsAt <= now) return now + cooldown
  return quota.saysDay ? quota.resetsAt : Math.min(now + cooldown, quota.resetsAt)
}

/** A wait until about the reset, or words about the day: the upstream itself says that the day's limit is used up. */
export function saysDailyCap(retryAfterMs: number | null, saysDay: boolean, msToReset: number): boolean {
  return saysDay || (namesDeadline(retryAfterMs) && Math.abs(retryAfterMs - msToReset) <= ABOUT_THE_RESET_MS)
}

/** What a refusal shows of the upstream's daily cap; null when it need not be one. */
function learnedFrom(token: Token, { kind, quota, now, retryAfterMs, penaltyId }: Penalty, strikes: number): LearnedLimit | null {
  if (kind !== 'rate_limited' || quota === undefined || quota.resetsAt <= now) return null
  const isDaily = quota.saysDay || (namesDeadline(retryAfterMs) ? retryAfterMs >= SHORTEST_DAILY_WAIT_MS : strikes >= CAP_STRIKES)
  // Of what was reserved, the rest of this block was not called, and one call of each strike was refused.
  const answered = usageOn(quota.day, token) - quota.unusedUnits - (quota.refused ? strikes : strikes - 1)
  // On the day on which it was learned nothing was answered since: a success would have undone it.
  const limit = Math.min(answered, token.learned?.day === quota.day ? token.learned.limit : answered)
  return isDaily && limit > 0 && limit < token.dailyLimit ? { limit, day: quota.day, penaltyId } : null
}

/** Another lane was refused with its block of the same token: that was not granted either. */
function lessOf({ learned }: Token, { penaltyId }: Exclusion, { quota }: Penalty): LearnedLimit | null {
  if (learned?.penaltyId !== penaltyId || quota?.day !== learned.day) return learned
  return { ...learned, limit: Math.max(1, learned.limit - quota.unusedUnits - (quota.refused ? 1 : 0)) }
}

/** A verdict by evidence and a secret that cannot be read are no answers of an upstream: they exclude a token, and count no error of it. */
function isErrorOfToken(kind: Penalty['kind']): boolean {
  return kind !== 'suspected' && kind !== 'unreadable_secret' && isFaultOf(kind, 'token')
}

/** Without its exclusion. A limit that was learned today stood on the same refusals: nothing holds a token back that does not say so. */
function freed({ learned, quotaDay }: Token): Pick<Token, 'exclusion' | 'learned'> {
  return { exclusion: null, learned: learned?.day === quotaDay ? null : learned }
}

/** The token after a success. `trialOf` is the penalty whose exclusion this request was the trial of: only that one is lifted. */
export function recover(token: Token, trialOf: string | null): Token {
  const lifted = token.exclusion !== null && token.exclusion.penaltyId === trialOf
  return {
    ...token,
    errorCount: Math.max(0, token.errorCount - 1),
    consecutiveErrors: 0,
    strikes: 0,
    ...(lifted ? freed(token) : {}),
  }
}

/** Which penalty is undone, and what it was applied to. */
export interface Forgiveness {
  readonly penaltyId: string
  readonly kind: Penalty['kind']
  /** It met a half-open token: that goes back to being tried at once. */
  readonly wasTrial: boolean
  /** The upstream named the deadline: not a punishment but a fact, so it stays. */
  readonly deadlineGiven: boolean
}

/** Undoes a penalty that turned out to be somebody else's fault. */
export function forgive(token: Token, penalty: Forgiveness, now: number): Token {
  const isTokenError = isErrorOfToken(penalty.kind)
  const counters = {
    strikes: Math.max(0, token.strikes - 1),
    errorCount: Math.max(0, token.errorCount - (isTokenError ? 1 : 0)),
    consecutiveErrors: Math.max(0, token.consecutiveErrors - (isTokenError ? 1 : 0)),
  }
  if (token.exclusion?.penaltyId !== penalty.penaltyId || penalty.deadlineGiven) return { ...token, ...counters }
  // One more call decides: until then what was learned stays.
  if (penalty.wasTrial) return { ...token, ...counters, exclusion: { ...token.exclusion, until: now } }
  return { ...token, ...counters, ...freed(token) }
}
