import { join } from 'node:path'
import { appSettingsSchema } from '../src/settings/app-settings.ts'
import { environmentSchema } from '../src/settings/environment.ts'
import type { Settings } from '../src/settings/settings.ts'

/** The service as it comes, everything in `directory`, with the stub as its upstream and a pool that is never spent. */
export function benchSettings(directory: string, upstreamUrl: string, lanes: number): Settings {
  return {
    ...environmentSchema.parse({ DATA_DIR: directory, PORT: '0', TOKEN_FILE: join(directory, 'none') }),
    app: appSettingsSchema.parse({
      profiles: { preset: 'microsoft-graph', request: { url: `${upstreamUrl}/v1.0/users/{email}` }, max_connections: lanes },
      rotation: { daily_limit: 10_000_000 },
    }),
    appSettingsFile: undefined,
  }
}
