import { openSync } from 'node:fs'
import { join } from 'node:path'
import { createApp } from '../src/app.ts'
import { createLogging } from '../src/logging/logger.ts'
import { appSettingsSchema } from '../src/settings/app-settings.ts'
import { environmentSchema } from '../src/settings/environment.ts'

// service-main.ts DIRECTORY UPSTREAM_URL: the service with logging at its default level, into a file; prints {"url": …}.
const [directory = '', upstreamUrl = ''] = process.argv.slice(2)
const { logger, flush } = await createLogging({ level: 'info', format: 'json', output: openSync(join(directory, 'log'), 'w') })
const app = await createApp({
  settings: {
    ...environmentSchema.parse({ DATA_DIR: directory, PORT: '0', TOKEN_FILE: join(directory, 'none') }),
    app: appSettingsSchema.parse({ profiles: { preset: 'microsoft-graph', request: { url: `${upstreamUrl}/v1.0/users/{email}` } } }),
    appSettingsFile: undefined,
  },
  logger,
  version: 'bench',
  minDelaySeconds: 0,
})
process.once('SIGTERM', () => {
  void app.stop().then(() => {
    flush()
    process.exit(0)
  })
})
console.log(JSON.stringify({ url: await app.start() }))
