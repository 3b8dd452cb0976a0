import { createApp } from '../../src/app.ts'
import { openLogging } from '../../src/logging/open-logging.ts'
import { loadSettings } from '../../src/settings/settings.ts'
import { systemClock } from '../../src/shared/clock.ts'

/** The service without the contract's pause between calls: tests with thousands of calls would take minutes. */
const settings = loadSettings(process.env)
const { logger, databaseLog } = await openLogging(settings, process.stdout.fd, systemClock)
const app = await createApp({ settings, logger, databaseLog, version: '0.0.0-test', minDelaySeconds: 0 })
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)))
await app.start()
