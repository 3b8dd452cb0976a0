import type { ProfileApi } from '../profile-api.ts'
import { github } from './github.ts'
import { gravatar } from './gravatar.ts'
import { microsoftGraph } from './microsoft-graph.ts'
import { peopleDataLabs } from './people-data-labs.ts'

/** The profile APIs that the settings may name as `profiles.preset`. Each is a file of its own, right by its upstream's public documentation. */
export const PRESETS: ReadonlyMap<string, ProfileApi> = new Map([
  ['microsoft-graph', microsoftGraph],
  ['gravatar', gravatar],
  ['github', github],
  ['people-data-labs', peopleDataLabs],
])

/** Serves where the settings name neither a preset nor a request. */
export const DEFAULT_PRESET = 'microsoft-graph'
