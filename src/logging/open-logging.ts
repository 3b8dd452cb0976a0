import type { Settings } from '../settings/settings.ts'
import type { Clock } from '../shared/clock.ts'
import { createDatabaseLog, type DatabaseLog } from './database-log.ts'
import { createLogging, type Logging } from './logger.ts'

/** The logging of a whole process: the main output, and the sink that fills ApplicationLogs once the company store is open. */
export interface ServiceLogging extends Logging {
  readonly databaseLog: DatabaseLog
}

/** @param output file descriptor of the main output */
export async function openLogging(settings: Settings, output: number, clock: Clock, isTerminal = false): Promise<ServiceLogging> {
  const { database_level: level } = settings.app.logging
  const databaseLog = createDatabaseLog({ clock })
  const logging = await createLogging({
    level: settings.LOG_LEVEL,
    format: settings.LOG_FORMAT ?? (isTerminal ? 'pretty' : 'json'),
    output,
    sinks: level === 'off' ? [] : [{ level, stream: databaseLog.stream }],
  })
  return { ...logging, databaseLog }
}
