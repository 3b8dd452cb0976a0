import type { CallNotes } from './call-journal.ts'
import type { TokenSource } from './token.ts'

/**
 * What survives of a block: a lane writes it before it reserves, and goes on with it after a crash. `used` counts the calls known to have
 * been made; whether one more had been begun when the process died, its call journal knows.
 */
export interface BlockRecord {
  readonly tokenId: string
  readonly source: TokenSource
  readonly reservationId: string
  readonly day: string
  readonly reservedAt: number
  readonly units: number
  readonly used: number
}

/** The clock of a token within this process: lanes that share the token share it. */
export interface Pace {
  /** No call with this token starts before. */
  nextCallAt: number
}

/** Units of one token's day that one lane may spend. In memory only: it holds the secret. */
export interface Block {
  readonly tokenId: string
  readonly source: TokenSource
  readonly secret: string
  readonly reservationId: string
  readonly day: string
  /** First instant of the next quota day (or hour, under an hourly limit): from then on no call is made with it. */
  readonly expiresAt: number
  readonly reservedAt: number
  readonly units: number
  /** Calls sent upstream. Counted before the call. */
  used: number
  /** The penalty this block is the half-open trial of. */
  readonly trialOf: string | null
  /** The token's error count as far as this lane knows: while it is above 0, successes are worth a write. */
  errorCount: number
  /** Set by a token error, or when an operator takes the token away: nothing more is sent with it. */
  spoilt: boolean
  /** Why it is spoilt. Absent: its token was taken away, or its calls can not be counted any more. */
  spoiltBy?: 'penalty' | 'rest'
  /** Where its calls are noted before they are made. */
  readonly notes?: CallNotes | null
  /** Of its token; shared with whoever else holds that. */
  readonly pace: Pace
}

export function toRecord(block: Block): BlockRecord {
  const { tokenId, source, reservationId, day, reservedAt, units, used } = block
  return { tokenId, source, reservationId, day, reservedAt, units, used }
}
