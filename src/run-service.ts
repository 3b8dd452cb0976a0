import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createApp } from './app.ts'
import { checkSettings } from './check-settings.ts'
import { openLogging } from './logging/open-logging.ts'
import { loadSettings, SettingsError } from './settings/settings.ts'
import { systemClock } from './shared/clock.ts'
import { StartError } from './shared/start-error.ts'
import { whenNpmEnds } from './shared/when-npm-ends.ts'
import { idleSettings } from './storage/check-store-settings.ts'
import { tryCompanyDatabase } from './storage/try-company-database.ts'
import { openTracing } from './tracing/open-tracing.ts'

const HELP = `Starts tokenwheel. It is set up by environment variables and .env, and by appSetting.json: see docs/settings.md.

Usage: npm start -- [options]

  --check-config  Check the settings and the login of SQLSERVER_URL, and end
  --version       Show the version, and end
  --help          Show this help, and end

The command line for a running service: npm run cli -- --help
`
/** As shells have it: wrong usage. */
const EX_USAGE = 2
/** sysexits.h: configuration error. */
const EX_CONFIG = 78
/** A stop that takes longer is cut off; orchestrators send SIGKILL after 10 s. */
const STOP_LIMIT_MS = 9_500

/** argv, environment, signals and exit code: with `main.ts`, the only place that knows the process. */
export async function runService(): Promise<void> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  const options = optionsOf(process.argv.slice(2))
  if (options.help === true) return void process.stdout.write(HELP)
  if (options.version === true) return void process.stdout.write(`tokenwheel ${version}\n`)
  try {
    process.loadEnvFile()
  } catch {
    // No .env file: the environment is all there is.
  }
  const settings = orExplain(() => loadSettings(process.env))
  orExplain(() => checkSettings(settings))
  if (options['check-config'] === true) {
    process.stdout.write(`The configuration is valid. Settings file: ${settings.appSettingsFile ?? 'none, defaults apply'}.\n`)
    for (const words of [...idleSettings(settings), ...(await orEnd(tryCompanyDatabase(settings)))]) process.stdout.write(`${words}\n`)
    return
  }
  const { logger, flush, databaseLog } = await openLogging(settings, process.stdout.fd, systemClock, process.stdout.isTTY)
  const tracing = await openTracing(process.env, version, logger.child({ module: 'tracing' }))
  const endStart = (error: unknown): never => {
    const words = error instanceof StartError ? error.message : null
    if (words === null) logger.fatal({ err: error }, 'The service could not start')
    flush()
    if (words !== null) process.stderr.write(`${words}\n`)
    process.exit(error instanceof StartError ? error.exitCode : 1)
  }
  const app = await createApp({ settings, logger, version, databaseLog, tracing }).catch(endStart)

  let isStopping = false
  const stop = (why: string): void => {
    // A terminal that closes sends more than one. The same signal a second time ends the process at once.
    if (isStopping) return
    isStopping = true
    logger.info(`${why}: stopping`)
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
  // SIGHUP: the terminal, or the connection to it, has gone.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => stop(signal))
  whenNpmEnds(['start'], () => stop('npm has ended'))
  process.on('uncaughtException', error => {
    logger.fatal({ err: error }, 'Uncaught error: the process ends, another one takes over its jobs')
    flush()
    process.exit(1)
  })
  await app.start().catch(endStart)
}

/** Anything that is not known ends the process: a service that starts in spite of a mistyped option does something else than was asked. */
function optionsOf(args: readonly string[]) {
  try {
    const flag = { type: 'boolean' } as const
    return parseArgs({ args: [...args], options: { help: { ...flag, short: 'h' }, version: flag, 'check-config': flag } }).values
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ')
    process.stderr.write(`${sentence}. See npm start -- --help.\n`)
    process.exit(EX_USAGE)
  }
}

/** What the company database says to a check, or the end with what is wrong. */
async function orEnd<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(error.exitCode)
  }
}

/** A configuration that cannot work ends the process with the list of what is wrong, not with a stack. */
function orExplain<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(EX_CONFIG)
  }
}
