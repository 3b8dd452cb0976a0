import { withoutAddresses } from '../shared/redact.ts'
import { type Exclusion, type Forgiveness, grantableOn, type Penalty, type Token, type TokenEdit } from './token.ts'

/** What has happened to a token, and why: the last {@link KEPT_EVENTS} of these are kept with it. No secret and no address is part of one. */
export interface TokenEvent {
  readonly kind: TokenEventKind
  /** Unix milliseconds. */
  readonly at: number
  /** The name of the API key that did it; null for what the service did itself, or where it asks for no keys. */
  readonly by: string | null
  /** Of a penalty, and of one that was undone. */
  readonly reason: Exclusion['reason'] | null
  /** In words; null where there is nothing more to say. */
  readonly evidence: string | null
  /** Until when it was excluded then; null where it was not. */
  readonly until: number | null
  /** The quota day that it was spent for. */
  readonly day: string | null
}

export const TOKEN_EVENT_KINDS = [
  'added',
  'replaced',
  'edited',
  'enabled',
  'disabled',
  'excluded',
  'prolonged',
  'recovered',
  'forgiven',
  'spent',
] as const
export type TokenEventKind = (typeof TOKEN_EVENT_KINDS)[number]

/** Who acts on a token, and when. */
export interface Act {
  /** The name of an API key; null where none was asked for. */
  readonly by: string | null
  readonly at: number
}

/** A week of a token that is excluded a few times a day; each is a row, or an item of less than 1 KB. */
export const KEPT_EVENTS = 50
/** Words of an upstream: with them an event stays below 1 KB, which is what a write unit of DynamoDB holds. */
const MOST_EVIDENCE = 200
/** Lanes that are refused together are told deadlines that differ by seconds: that is one exclusion, not twenty. */
const WORTH_TELLING_MS = 60_000

/** Which of its events a change of a token is; null: none. */
export type EventOf = (before: Token, after: Token) => TokenEvent | null

const NOTHING = { by: null, reason: null, evidence: null, until: null, day: null } as const

export function registered(
  { createdAt, addedBy = null }: { createdAt: number; addedBy?: string | null | undefined },
  isReplaced: boolean,
): TokenEvent {
  return { ...NOTHING, kind: isReplaced ? 'replaced' : 'added', at: createdAt, by: addedBy }
}

export function switched({ by, at }: Act): EventOf {
  return (before, after) => {
    if (before.enabled === after.enabled && before.exclusion === after.exclusion && before.errorCount === after.errorCount) return null
    return { ...NOTHING, kind: after.enabled ? 'enabled' : 'disabled', at, by }
  }
}

export function edited({ by, at }: Act, change: TokenEdit): EventOf {
  return (before, after) => {
    const limit = change.dailyLimit === undefined ? [] : [`daily limit ${before.dailyLimit} → ${after.dailyLimit}`]
    const expiry = change.expiresAt === undefined ? [] : [`expires ${inWords(before.expiresAt)} → ${inWords(after.expiresAt)}`]
    return { ...NOTHING, kind: 'edited', at, by, evidence: [...limit, ...expiry].join(', ') }
  }
}

export function penalised({ penaltyId, now }: Penalty): EventOf {
  return ({ exclusion: old }, { exclusion }) => {
    if (exclusion === null || exclusion === old) return null
    const { reason, until } = exclusion
    const event = { ...NOTHING, at: now, reason, until, evidence: cut(exclusion.evidence) }
    if (exclusion.penaltyId === penaltyId) return { ...event, kind: 'excluded' }
    return until - (old?.until ?? 0) < WORTH_TELLING_MS ? null : { ...event, kind: 'prolonged' }
  }
}

export function recovered(at: number): EventOf {
  return ({ exclusion: old }, { exclusion }) =>
    old === null || exclusion !== null ? null : { ...NOTHING, kind: 'recovered', at, reason: old.reason }
}

export function forgiven({ kind: reason, penaltyId }: Forgiveness, at: number): EventOf {
  return (before, after) => {
    const { exclusion } = after
    // Counters of a penalty that has been overtaken by another: nothing that anybody would look for.
    if (before.exclusion?.penaltyId !== penaltyId || before.exclusion === exclusion) return null
    return { ...NOTHING, kind: 'forgiven', at, reason, until: exclusion?.until ?? null }
  }
}

/** Once a day: units that come back make it spendable again, and then it is spent again. */
export function spent(day: string, at: number, isTold: boolean): EventOf {
  return (before, after) => {
    if (isTold || grantableOn(day, before) === 0 || grantableOn(day, after) > 0) return null
    return { ...NOTHING, kind: 'spent', at, day, evidence: `${after.dailyUsage} of ${after.dailyLimit} requests are reserved or made.` }
  }
}

function inWords(expiresAt: number | null): string {
  return expiresAt === null ? 'never' : new Date(expiresAt).toISOString()
}

function cut(evidence: string): string {
  const clean = withoutAddresses(evidence)
  return clean.length > MOST_EVIDENCE ? `${clean.slice(0, MOST_EVIDENCE - 1)}…` : clean
}
