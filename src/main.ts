import { readFileSync } from 'node:fs'
import { createApp } from './app.ts'
import { createLogging } from './logging/logger.ts'
import { createHttpProfileProvider } from './profiles/http-profile-provider.ts'
import { loadSettings, type Settings, SettingsError } from './settings/settings.ts'
import { AppError } from './shared/app-error.ts'

/** sysexits.h: configuration error. */
const EX_CONFIG = 78
/** A stop that takes longer is cut off; orchestrators send SIGKILL after 10 s. */
const STOP_LIMIT_MS = 9_500

/** argv, environment, signals and exit code: the only place that knows the process. */
async function main(): Promise<void> {
  try {
    process.loadEnvFile()
  } catch {
    // No .env file: the environment is all there is.
  }
  const settings = readSettings()
  if (process.argv.includes('--check-config')) {
    process.stdout.write(`The configuration is valid. Settings file: ${settings.appSettingsFile ?? 'none, defaults apply'}.\n`)
    return
  }
  const format = settings.LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json')
  const { logger, flush } = await createLogging({ level: settings.LOG_LEVEL, format, output: 1 })
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  const app = await createApp({ settings, logger, version })

  const stop = (signal: string): void => {
    logger.info(`${signal}: stopping`)
    setTimeout(() => {
      logger.error('The stop took too long and was cut off')
      flush()
      process.exit(1)
    }, STOP_LIMIT_MS).unref()
    void app.stop().then(() => {
      logger.info('Stopped')
      flush()
      process.exit(0)
    })
  }
  process.once('SIGTERM', () => stop('SIGTERM'))
  process.once('SIGINT', () => stop('SIGINT'))
  process.on('uncaughtException', error => {
    logger.fatal({ err: error }, 'Uncaught error: the process ends, another one takes over its jobs')
    flush()
    process.exit(1)
  })
  await app.start().catch((error: unknown) => {
    logger.fatal({ err: error }, 'The service could not start')
    flush()
    process.exit(1)
  })
}

function readSettings(): Settings {
  try {
    const settings = loadSettings(process.env)
    // Templates and pointers are judged by what compiles them; nothing is connected here.
    void createHttpProfileProvider({ settings: settings.app.profiles }).close()
    return settings
  } catch (error) {
    const problems = error instanceof AppError && error.kind === 'invalid' ? new SettingsError([`appSetting.json: ${error.message}`]) : error
    if (!(problems instanceof SettingsError)) throw error
    process.stderr.write(`${problems.message}\n`)
    process.exit(EX_CONFIG)
  }
}

await main()
