import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createApp } from '../app.ts'
import { createLogging } from '../logging/logger.ts'
import { appSettingsSchema } from '../settings/app-settings.ts'
import { environmentSchema } from '../settings/environment.ts'
import { whenNpmEnds } from '../shared/when-npm-ends.ts'
import { runBatch } from './demo-batch.ts'
import { runExtraction } from './demo-extract.ts'
import { startSampleUpstream } from './sample-upstream.ts'
import { heading, line } from './terminal.ts'

/**
 * `npm run demo`: the main jobs on embedded storage, against a local sample upstream, through the public HTTP API. With `--once` it ends by
 * itself (exit code 1 when anything was not as it should be); otherwise it keeps serving until Ctrl-C.
 */
const TOKENS = ['sample-token-alpha', 'sample-token-bravo', 'sample-token-charlie', 'sample-token-delta', 'sample-token-echo']
const USUAL_PORT = 8000

async function main(): Promise<void> {
  const once = process.argv.includes('--once')
  const directory = mkdtempSync(join(tmpdir(), 'tokenwheel-demo-'))
  const upstream = await startSampleUpstream({ tokens: TOKENS })
  const { app, logFile } = await buildApp(directory, upstream.url)
  const cleanUp = async (): Promise<void> => {
    await app.stop()
    await upstream.stop()
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    const url = await app.start()
    heading('tokenwheel demo')
    line(`The service runs at ${url}, the sample upstream at ${upstream.url}.`)
    line(`Its log: ${logFile}`)
    const batchOk = await runBatch(url, TOKENS)
    const extractionOk = await runExtraction(url)
    heading('Where to look')
    line(`  ${url}/dashboard in a browser`)
    line(`  ${url}/docs in a browser`)
    line(`  curl ${url}/tokens/status`)
    line(`  curl ${url}/system/health`)
    line(`  curl ${url}/openapi.json`)
    if (!batchOk || !extractionOk) process.exitCode = 1
  } catch (error) {
    await cleanUp()
    throw error
  }
  if (once) return cleanUp()
  line('\nStill serving; Ctrl-C ends it.')
  process.once('SIGINT', () => void cleanUp())
  process.once('SIGTERM', () => void cleanUp())
  whenNpmEnds(['demo'], () => void cleanUp())
}

async function buildApp(directory: string, upstreamUrl: string): Promise<{ app: App; logFile: string }> {
  const logFile = join(directory, 'tokenwheel.log')
  const { logger } = await createLogging({ level: 'info', format: 'pretty', output: openSync(logFile, 'w') })
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  const environment = environmentSchema.parse({
    DATA_DIR: directory,
    PORT: String(await freePort(Number(process.env.PORT ?? USUAL_PORT))),
    TOKEN_FILE: join(directory, 'token.txt'),
  })
  const app = appSettingsSchema.parse({
    profiles: { preset: 'microsoft-graph', request: { url: `${upstreamUrl}/v1.0/users/{email}` } },
    retry: { initial_delay: 0.2 },
  })
  return { app: await createApp({ settings: { ...environment, app, appSettingsFile: undefined }, logger, version }), logFile }
}

/** `PORT`, the usual port without it, or any free one when that is taken. */
async function freePort(preferred: number): Promise<number> {
  const probe = createServer()
  return new Promise(resolve => {
    probe.once('error', () => resolve(0))
    probe.listen(preferred, '127.0.0.1', () => probe.close(() => resolve(preferred)))
  })
}

await main()
