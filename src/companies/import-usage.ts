import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Logger } from '../logging/logger.ts'
import { providerNamed } from '../settings/ai-providers.ts'
import { AppError, invalidInput, notFound, StoreUnavailableError } from '../shared/app-error.ts'
import { type Clock, toIso } from '../shared/clock.ts'
import { type AiUsage, figuresOf } from './ai-usage.ts'
import type { CompanyStore, KeyOverview, UsageRecord } from './company-store.ts'
import { readUsageLine } from './run-usage.ts'
import type { UsageOutbox } from './usage-outbox.ts'

export interface UsageImport {
  readonly companyId: string
  /** The company's key that was billed. */
  readonly keyId: number
  readonly branch: string | null
  readonly requestedBy: string
  /** A name for the log that the lines are from: equal lines of two logs are two calls. */
  readonly source: string | null
  /** As they stand in the log; blank ones count for nothing but their number. */
  readonly lines: readonly string[]
}

export interface RejectedLine {
  /** From 1. */
  readonly line: number
  readonly problem: string
}

export interface ImportOutcome {
  readonly imported: number
  /** Counted by an earlier import. */
  readonly alreadyKnown: number
  /** In the outbox until the company store takes them, each counted once then. */
  readonly waiting: number
  readonly rejected: readonly RejectedLine[]
}

/**
 * Meters calls that were made elsewhere, from the lines that their log holds. The same lines again change nothing.
 * @throws AppError `NOT_FOUND` for a key that is not the company's, `VALIDATION_FAILED` when no line can be counted, `STORE_UNAVAILABLE`
 * when neither store nor the outbox's file takes a row: what was counted by then is known when the lines come again
 */
export type ImportUsage = (wanted: UsageImport) => Promise<ImportOutcome>

export interface ImportUsageParts {
  readonly store: CompanyStore
  readonly outbox: UsageOutbox
  readonly clock: Clock
  readonly logger: Logger
}

/** Below a store's connections, so that keys are chosen meanwhile. */
const IN_FLIGHT = 4
/** Read in one go between two looks at everything else that the process does: some milliseconds. */
const LINES_PER_TURN = 50
/** Of a request without any line that can be counted, so many are told. */
const MAX_PROBLEMS_TOLD = 20
/** A log's clock may be ahead of ours, and its zone may not be told. */
const MAX_AHEAD_MS = 86_400_000

export function createImportUsage(parts: ImportUsageParts): ImportUsage {
  const { store, clock, logger } = parts
  return async wanted => {
    const key = (await store.listKeys(wanted.companyId)).find(({ keyId }) => keyId === wanted.keyId)
    if (key === undefined) throw notFound(`Token ${wanted.keyId} of company ${wanted.companyId}`)
    const { recorded, duplicate, waiting, rejected } = await recordAll(parts, readLines(wanted, key, clock.now()))
    if (recorded + duplicate + waiting === 0) throw nothingToImport(rejected)
    logger.info(
      { company_id: key.companyId, token_id: key.keyId, recorded, duplicate, waiting, rejected: rejected.length },
      `Usage imported for company key ${key.keyId}: ${recorded} lines, ${duplicate} known already, ${waiting} waiting, ${rejected.length} rejected`,
    )
    return { imported: recorded, alreadyKnown: duplicate, waiting, rejected }
  }
}

async function recordAll(parts: ImportUsageParts, lines: Iterator<UsageRecord | RejectedLine>) {
  const counts = { recorded: 0, duplicate: 0, waiting: 0 }
  const rejected: RejectedLine[] = []
  const writer = createRowWriter(parts)
  let read = 0
  const lane = async () => {
    for (let next = lines.next(); next.done !== true && !writer.givenUp(); next = lines.next()) {
      const line = next.value
      if ('problem' in line) rejected.push(line)
      else counts[await writer.write(line)] += 1
      read += 1
      if (read % LINES_PER_TURN === 0) await setImmediate()
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
  return { ...counts, rejected }
}

/** For one import. Straight into the store, because its answer tells what was known; what it does not take goes to the outbox. */
function createRowWriter({ store, outbox, logger }: ImportUsageParts) {
  let [told, storeIsAway, givenUp] = [false, false, false]
  return {
    /** Neither the store nor the outbox's file took a row. */
    givenUp: () => givenUp,
    /** @throws StoreUnavailableError */
    async write(row: UsageRecord): Promise<'recorded' | 'duplicate' | 'waiting'> {
      try {
        // A store that is away costs its time-out once, not once per line. One that refuses a row may take the next.
        if (!storeIsAway) return await store.recordUsage(row)
      } catch (error) {
        storeIsAway = error instanceof AppError && error.kind === 'unavailable'
        if (!told) logger.warn({ err: error }, 'The company store does not take imported usage; its rows go to the outbox')
        told = true
      }
      await outbox.put(row)
      // What is only in memory there has no room for a log, and whoever sends it has it still.
      const { inMemory, writeProblem } = outbox.stats()
      if (inMemory === 0) return 'waiting'
      givenUp = true
      throw new StoreUnavailableError('company store', new Error(writeProblem ?? 'The outbox cannot be written.'))
    },
  }
}

function* readLines(wanted: UsageImport, key: KeyOverview, now: number): Generator<UsageRecord | RejectedLine> {
  const seen = new Map<string, number>()
  for (const [index, raw] of wanted.lines.entries()) {
    const line = raw.trim()
    if (line === '') continue
    const read = readUsageLine(line)
    const loggedAt = 'usage' in read ? instantIn(line, now) : null
    if ('problem' in read) yield { line: index + 1, problem: read.problem }
    else if (loggedAt === null) yield { line: index + 1, problem: 'its time is no instant between 1970 and now' }
    else {
      const occurrence = (seen.get(line) ?? 0) + 1
      seen.set(line, occurrence)
      yield recordOf(wanted, key, { usage: read.usage, loggedAt, requestId: requestIdOf(wanted, key, line, occurrence) })
    }
  }
}

/**
 * The same for the same line of the same log, whoever imports it and whatever stands around it: so an import that is repeated, or of a log
 * that has grown meanwhile, counts nothing twice. Equal lines of one import are as many calls, told apart by their occurrence and not by
 * their place, which moves when a log is rotated.
 */
function requestIdOf({ source }: UsageImport, { companyId, keyId }: KeyOverview, line: string, occurrence: number): string {
  const facts = JSON.stringify([companyId.toLowerCase(), keyId, source, line, occurrence])
  return `import:${createHash('sha256').update(facts).digest('hex')}`
}

function recordOf(
  { branch, requestedBy }: UsageImport,
  { keyId, companyId, provider }: KeyOverview,
  { usage, loggedAt, requestId }: { usage: AiUsage; loggedAt: string; requestId: string },
): UsageRecord {
  return {
    ...{ requestId, keyId, companyId, branch, requestedBy, licenceId: null },
    ...figuresOf(usage),
    provider: providerNamed(provider ?? '') ?? provider ?? '',
    model: null,
    // The figures that were read, not the line: what else stands in it is nobody's business here.
    rawUsage: JSON.stringify(usage),
    loggedAt,
  }
}

const TIMESTAMP = /(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2}\b)?/

/** The line's own time, UTC unless it names its zone; now where it has none. Null for one that no log can have been written at. */
function instantIn(line: string, now: number): string | null {
  const found = TIMESTAMP.exec(line)
  if (found === null) return toIso(now)
  const [, date, minute, second = '00', fraction = '0', zone = 'Z'] = found
  const ms = Date.parse(`${date}T${minute}:${second}.${fraction.slice(0, 3)}${zone.replace(/(\d{2})(\d{2})$/, '$1:$2')}`)
  return Number.isNaN(ms) || ms < 0 || ms > now + MAX_AHEAD_MS ? null : toIso(ms)
}

function nothingToImport(rejected: readonly RejectedLine[]): AppError {
  return invalidInput(
    rejected.length === 0 ? 'There is no line to import.' : `None of the ${rejected.length} lines can be imported.`,
    rejected.slice(0, MAX_PROBLEMS_TOLD).map(({ line, problem }) => ({ field: `lines.${line}`, problem })),
  )
}
