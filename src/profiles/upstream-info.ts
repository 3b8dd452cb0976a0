import type { ProfilesSettings } from '../settings/app-settings.ts'
import { DEFAULT_PRESET } from './presets/presets.ts'
import { resolveProfileApi } from './resolve-profile-api.ts'

/** Where the bearer tokens go, for whoever runs the service. */
export interface UpstreamInfo {
  /** Scheme, host and port. */
  readonly origin: string
  /** Null where the operator declared the request without one. */
  readonly preset: string | null
  /** What to say where nobody chose: the default sends every token to Microsoft. */
  readonly note: string | null
}

export function upstreamInfo(settings: ProfilesSettings): UpstreamInfo {
  const { preset, request } = settings
  const { origin } = new URL(resolveProfileApi(settings).request.url)
  const isChosen = preset !== undefined || request !== undefined
  const note = `"profiles" was never set in appSetting.json: the default preset ${DEFAULT_PRESET} sends bearer tokens to ${origin}. Set profiles.preset or profiles.request.`
  return { origin, preset: preset ?? (request === undefined ? DEFAULT_PRESET : null), note: isChosen ? null : note }
}
