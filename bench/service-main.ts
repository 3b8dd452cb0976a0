import { openSync } from 'node:fs'
import { join } from 'node:path'
import { createApp } from '../src/app.ts'
import { openLogging } from '../src/logging/open-logging.ts'
import { systemClock } from '../src/shared/clock.ts'
import { benchSettings } from './bench-settings.ts'

// service-main.ts DIRECTORY UPSTREAM_URL: the service with logging at its default levels, into a file; prints {"url": …}.
const [directory = '', upstreamUrl = ''] = process.argv.slice(2)
const settings = benchSettings(directory, upstreamUrl, 64)
const { logger, flush, databaseLog } = await openLogging(settings, openSync(join(directory, 'log'), 'w'), systemClock)
const app = await createApp({ settings, logger, databaseLog, version: 'bench', minDelaySeconds: 0 })
process.once('SIGTERM', () => {
  void app.stop().then(() => {
    flush()
    process.exit(0)
  })
})
console.log(JSON.stringify({ url: await app.start() }))
