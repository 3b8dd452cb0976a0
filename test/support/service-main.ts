import { createApp } from '../../src/app.ts'
import { createLogging } from '../../src/logging/logger.ts'
import { loadSettings } from '../../src/settings/settings.ts'

/** The service without the contract's pause between calls, for tests that kill it: they would take minutes otherwise. */
const settings = loadSettings(process.env)
const { logger } = await createLogging({ level: settings.LOG_LEVEL, format: 'json', output: 1 })
const app = await createApp({ settings, logger, version: '0.0.0-test', minDelaySeconds: 0 })
await app.start()
