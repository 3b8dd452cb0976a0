import pino, { type DestinationStream, type Logger as PinoLogger } from 'pino'
import { safeError } from '../shared/redact.ts'
import { createBlockWriter } from './block-writer.ts'
import { attachOutlet, type ByteSink } from './line-log.ts'

/** The part of pino that the service uses; a child per component carries `module`. */
export type Logger = PinoLogger

export interface LoggerOptions {
  readonly level: string
  readonly format: 'pretty' | 'json'
  /** Further receivers of the JSON lines, each with its own level (the database log, a test's buffer). */
  readonly sinks?: readonly { readonly level: string; readonly stream: DestinationStream }[]
  /** File descriptor of the main output; undefined for none. */
  readonly output?: number | undefined
}

export interface Logging {
  readonly logger: Logger
  /** Writes out what is buffered. Called last at stop. */
  flush(): void
}

/**
 * Errors pass through an allow-list ({@link safeError}): pino's own serialiser would copy every property of an SDK's error, headers and
 * keys included. Requests are logged by the HTTP layer, field by field, never as objects.
 */
export async function createLogging(options: LoggerOptions): Promise<Logging> {
  const streams: { level: pino.Level; stream: DestinationStream }[] = []
  let flush = () => {}
  if (options.level !== 'silent' && options.output !== undefined) {
    if (options.format === 'pretty') {
      const pretty = (await import('pino-pretty')).default
      streams.push({
        level: options.level as pino.Level,
        stream: pretty({
          destination: options.output,
          ignore: 'pid,hostname,module',
          translateTime: 'SYS:HH:MM:ss',
          sync: true,
          // One line per event, whatever it carries; pino-pretty forgets the line's end where `singleLine` is set as well.
          hideObject: true,
          messageFormat: withErrorMessage,
        }),
      })
    } else {
      const writer = createBlockWriter(options.output)
      streams.push({ level: options.level as pino.Level, stream: writer })
      flush = () => writer.end()
    }
  }
  for (const sink of options.sinks ?? []) streams.push({ level: sink.level as pino.Level, stream: sink.stream })
  const lowest = streams.map(s => pino.levels.values[s.level] ?? 30).sort((a, b) => a - b)[0]
  const time = createIsoTime()
  const logger = pino(
    {
      level: lowest === undefined ? 'silent' : (pino.levels.labels[lowest] ?? 'info'),
      base: null,
      timestamp: time,
      serializers: { err: safeError, error: safeError },
    },
    streams.length === 1 && streams[0] !== undefined ? streams[0].stream : pino.multistream(streams),
  )
  const sinks = streams.filter(({ level }) => pino.levels.values[level]! <= pino.levels.values.info!).map(({ stream }) => stream)
  if (sinks.every(isByteSink)) attachOutlet(logger, { sinks, time })
  return { logger, flush }
}

/** An error is told by its message; its stack is in the JSON lines. */
function withErrorMessage(line: Record<string, unknown>, messageKey: string): string {
  const text = String(line[messageKey] ?? '')
  const { err } = line as { err?: { message?: unknown } }
  return typeof err?.message === 'string' ? `${text}: ${err.message}` : text
}

function isByteSink(stream: DestinationStream): stream is ByteSink {
  return 'writeBytes' in stream
}

/** pino's ISO time, formatted once a millisecond: a busy job runner logs two dozen lines in each. */
function createIsoTime(): () => string {
  let [last, text] = [0, '']
  return () => {
    const now = Date.now()
    if (now !== last) [last, text] = [now, `,"time":"${new Date(now).toISOString()}"`]
    return text
  }
}
