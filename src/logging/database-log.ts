import type { Clock } from '../shared/clock.ts'
import { toIso } from '../shared/clock.ts'
import { eraserOf, inJson } from '../shared/erase-text.ts'
import { type BulkQueueStats, createBulkQueue } from './bulk-queue.ts'
import { type CallSite, callSiteOfStack, captureCallSite, UNKNOWN_CALL_SITE } from './call-site.ts'
import { type ByteSink, fromBytes } from './line-log.ts'
import type { LogLevel, LogRow, LogStore } from './log-store.ts'

/** The receiver of pino's JSON lines that fills ApplicationLogs. */
export interface DatabaseLog {
  /** For `createLogging({sinks: [{level, stream}]})`. */
  readonly stream: ByteSink
  /** Called once, when the store is open. Until then lines are gathered. */
  start(store: Pick<LogStore, 'appendLogs'>): void
  /** Takes a text (an erased person's address) out of the lines that wait. False when a write under way may still bring it. */
  eraseText(text: string): Promise<boolean>
  /** Writes what is queued, for at most three seconds (a stop has ten in all). */
  stop(): Promise<void>
  stats(): BulkQueueStats
}

/** Some 10 MB at most, a few seconds of a batch engine at full speed: enough for a hiccup, nothing that a failing database could fill. */
const MAX_LINES = 20_000
const MAX_BYTES = 8 * 1_048_576
/** 2,000 rows a second at most: beyond it the embedded database would take a noticeable part of the event loop. */
const MAX_BATCH = 500
const INTERVAL_MS = 250
const DRAIN_LIMIT_MS = 3_000
const ERASE_LIMIT_MS = 3_000
/** Lines below a warning are given their call site only while the queue is this empty: a stack costs ten times what the line does. */
const CALM_DEPTH = 200
const WARNING = 40

interface QueuedLine {
  readonly line: string
  /** The line is bytes, as a {@link ByteSink} is given them: they take half the memory, and are read only if the line is written. */
  readonly isBytes: boolean
  readonly site: CallSite
}

/**
 * A full queue costs a line two comparisons and a counter; an accepted line is kept as the string it is and parsed when it is written, off the
 * path of whoever logged it.
 */
export function createDatabaseLog({ clock, name = 'tokenwheel' }: { clock: Clock; name?: string }): DatabaseLog {
  const opened = Promise.withResolvers<Pick<LogStore, 'appendLogs'>>()
  const queue = createBulkQueue<QueuedLine>({
    ...{ maxItems: MAX_LINES, maxBytes: MAX_BYTES, maxBatch: MAX_BATCH, intervalMs: INTERVAL_MS, clock },
    write: async lines => {
      const store = await opened.promise
      const rows = lines.flatMap(line => rowOf(line, name))
      if (rows.length > 0) await store.appendLogs(rows)
    },
  })
  const accept = (line: string, isBytes: boolean): void => {
    // Sinks are called synchronously: the stack still holds whoever is logging. `{"level":30,…` is how every line begins.
    const wantsSite = queue.depth() < CALM_DEPTH || Number(line.slice(9, 11)) >= WARNING
    queue.push({ line, isBytes, site: wantsSite ? captureCallSite() : UNKNOWN_CALL_SITE }, line.length)
  }
  return {
    stream: {
      write(line) {
        if (!queue.refuses(line.length)) accept(line, false)
      },
      writeBytes(line) {
        if (!queue.refuses(line.length)) accept(line, true)
      },
    },
    start: store => opened.resolve(store),
    eraseText(text) {
      const erase = eraserOf(inJson(text))
      return queue.rewrite(
        ({ line, isBytes, site }) => ({ line: erase(isBytes ? fromBytes(line) : line), isBytes: false, site }),
        ERASE_LIMIT_MS,
      )
    },
    stop: () => queue.drain(DRAIN_LIMIT_MS),
    stats: () => queue.stats(),
  }
}

const LEVELS: readonly (readonly [number, LogLevel])[] = [
  [60, 'CRITICAL'],
  [50, 'ERROR'],
  [40, 'WARNING'],
  [30, 'INFO'],
  [0, 'DEBUG'],
]

interface ParsedLine {
  readonly level?: number
  readonly time?: string
  readonly msg?: string
  readonly module?: string
  readonly fn?: string
  readonly request_id?: unknown
  readonly company_id?: unknown
  /** A number is a company key; bearer tokens have names. */
  readonly token_id?: unknown
  readonly provider?: unknown
  readonly err?: { readonly type?: string; readonly message?: string; readonly stack?: string; readonly cause?: string }
}

/** The structured line as one row. Bindings that have no column stay in the JSON log: a column of free JSON is nobody's to index. */
function rowOf({ line, isBytes, site }: QueuedLine, name: string): LogRow[] {
  let parsed: ParsedLine
  try {
    parsed = JSON.parse(isBytes ? fromBytes(line) : line) as ParsedLine
  } catch {
    return []
  }
  const { err, level = 30 } = parsed
  const thrown = err?.stack === undefined ? UNKNOWN_CALL_SITE : callSiteOfStack(err.stack)
  return [
    {
      timestamp: parsed.time ?? toIso(Date.now()),
      logLevel: LEVELS.find(([from]) => level >= from)![1],
      logger: parsed.module === undefined ? name : `${name}.${parsed.module}`,
      message: parsed.msg ?? err?.message ?? '',
      exception: err === undefined ? null : exceptionText(err),
      module: site.module ?? parsed.module ?? thrown.module,
      functionName: parsed.fn ?? site.functionName ?? thrown.functionName,
      lineNumber: site.lineNumber ?? thrown.lineNumber,
      requestId: textOf(parsed.request_id),
      companyId: textOf(parsed.company_id),
      keyId: Number.isSafeInteger(parsed.token_id) ? (parsed.token_id as number) : null,
      provider: textOf(parsed.provider),
    },
  ]
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function exceptionText(err: NonNullable<ParsedLine['err']>): string {
  const cause = err.cause === undefined ? '' : `\ncaused by ${err.cause}`
  return `${err.type ?? 'Error'}: ${err.message ?? ''}${err.stack === undefined ? '' : `\n${err.stack}`}${cause}`
}
