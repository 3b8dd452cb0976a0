import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OpenAPIV3_1 } from 'openapi-types'
import { createApp } from '../../src/app.ts'
import { createLogging } from '../../src/logging/logger.ts'
import { appSettingsSchema } from '../../src/settings/app-settings.ts'
import { environmentSchema } from '../../src/settings/environment.ts'

/** The document as a service with default settings answers it under `GET /openapi.json`; nothing listens meanwhile. */
export async function openapiDocument(): Promise<OpenAPIV3_1.Document> {
  const directory = mkdtempSync(join(tmpdir(), 'tokenwheel-api-'))
  const { logger } = await createLogging({ level: 'silent', format: 'json' })
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  const environment = environmentSchema.parse({ DATA_DIR: directory, PORT: '0' })
  const app = await createApp({
    settings: { ...environment, app: appSettingsSchema.parse({}), appSettingsFile: undefined },
    logger,
    version,
  })
  try {
    const answer = await app.server.inject({ url: '/openapi.json', headers: { host: 'localhost' } })
    return answer.json()
  } finally {
    await app.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}
