import { withoutAddresses } from '../shared/redact.ts'

/**
 * What has happened in a job: which token each lane turned to and why, and whose fault failures were found to be. Kept with the job, bounded, and
 * without a person's address: an address is its number in the list.
 */
export interface JobHistory {
  /** The newest first, of all lanes. */
  readonly turns: readonly JobTurn[]
  /** The newest first. */
  readonly verdicts: readonly JobVerdict[]
}

/** Why a lane turned the wheel, and how the reason is written in a ring. */
export const TURN_REASONS = {
  first: 'f',
  requests: 'n',
  limit: 'l',
  reset: 'd',
  trial: 't',
  penalised: 'p',
  rested: 'r',
  withdrawn: 'w',
  second_opinion: 'o',
  distrusted: 'u',
  refused: 'x',
} as const
export type TurnReason = keyof typeof TURN_REASONS

/** A lane turns to a token. */
export interface LaneTurn {
  /** Unix milliseconds. */
  readonly at: number
  /** The token's id as it is shown: its first characters. */
  readonly to: string
  readonly reason: TurnReason
}

export interface JobTurn extends LaneTurn {
  readonly lane: number
  /** Null where the lane had none, or nobody remembers. */
  readonly from: string | null
}

export interface JobVerdict {
  readonly at: number
  readonly of: 'address' | 'token' | 'upstream'
  /** The token as it is shown, or the upstream's error_type; null for an address. */
  readonly on: string | null
  /** The address's number in the list; null where it is another's than the one that was being fetched. */
  readonly emailNumber: number | null
  readonly evidence: string
}

/**
 * Turns of one lane that are told. They are written with the lane's own row, at no cost of their own: on DynamoDB that is a write unit as long as it
 * stays below 1 KB, of which the lane's block and the one it leaves take about 450 bytes, and a turn 20.
 */
export const KEPT_TURNS = 16
/** Verdicts of a job that are told. Each costs a small write of its own: there are few. */
export const KEPT_VERDICTS = 20
const MOST_EVIDENCE = 160

const REASON_OF = Object.fromEntries(Object.entries(TURN_REASONS).map(([reason, code]) => [code, reason])) as Record<string, TurnReason>

/** A lane's ring with one more turn: lines of time (base 36), reason and token. One more is kept than is told: it says where the first came from. */
export function withTurn(ring: string, { at, to, reason }: LaneTurn): string {
  const lines = ring === '' ? [] : ring.split('\n')
  return [...lines, `${at.toString(36)} ${TURN_REASONS[reason]} ${to.replace(/\s/g, '_')}`].slice(-KEPT_TURNS - 1).join('\n')
}

/** The oldest first. */
export function turnsIn(ring: string, lane: number): JobTurn[] {
  const lines = ring === '' ? [] : ring.split('\n')
  const turns = lines.map((line, i): JobTurn => {
    const [at = '', code = '', to = ''] = line.split(' ')
    const reason = REASON_OF[code] ?? 'first'
    const from = reason === 'first' ? null : (lines[i - 1]?.split(' ')[2] ?? null)
    return { lane, at: Number.parseInt(at, 36), to, from, reason }
  })
  return turns.slice(-KEPT_TURNS)
}

/** The ring of a job's verdicts, as JSON, with one more. */
export function withVerdict(ring: string, verdict: JobVerdict): string {
  const clean = withoutAddresses(verdict.evidence)
  const evidence = clean.length > MOST_EVIDENCE ? `${clean.slice(0, MOST_EVIDENCE - 1)}…` : clean
  return JSON.stringify([...verdictsIn(ring), { ...verdict, evidence }].slice(-KEPT_VERDICTS))
}

/** The oldest first. */
export function verdictsIn(ring: string): JobVerdict[] {
  return ring === '' ? [] : (JSON.parse(ring) as JobVerdict[])
}

/** @param turns of all lanes, those of each in their order */
export function jobHistory(turns: readonly JobTurn[], verdicts: readonly JobVerdict[]): JobHistory {
  return { turns: turns.toReversed().sort((a, b) => b.at - a.at), verdicts: verdicts.toReversed() }
}
