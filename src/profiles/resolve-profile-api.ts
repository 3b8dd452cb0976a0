import type { ProfilesSettings } from '../settings/app-settings.ts'
import { invalidInput } from '../shared/app-error.ts'
import { DEFAULT_PRESET, PRESETS } from './presets/presets.ts'
import type { ProfileApi } from './profile-api.ts'

/**
 * Without `preset` and without `request` the default preset applies. A key that is given replaces the preset's key whole, but for
 * `classify`, whose rules go before the preset's. A `request` without a preset starts from nothing: no map, the whole body.
 *
 * @throws AppError when there is no such preset, or a required field is not mapped
 */
export function resolveProfileApi(settings: ProfilesSettings): ProfileApi {
  const { request } = settings
  const base = settings.preset !== undefined || request === undefined ? presetOf(settings.preset ?? DEFAULT_PRESET) : undefined
  const given = settings.map ?? base?.map
  const map = given === undefined || Object.keys(given).length === 0 ? undefined : given
  // What a preset requires is said of the preset's own map.
  const required = settings.require ?? (settings.map === undefined ? (base?.require ?? []) : [])
  const unmapped = map === undefined ? undefined : required.find(field => !Object.hasOwn(map, field))
  if (unmapped !== undefined) throw invalidInput(`profiles.require: "${unmapped}" is no field of profiles.map.`)
  return {
    request: request ?? base!.request,
    classify: [...settings.classify, ...(base?.classify ?? [])],
    map,
    require: required,
  }
}

function presetOf(name: string): ProfileApi {
  const preset = PRESETS.get(name)
  if (preset === undefined) throw invalidInput(`profiles.preset "${name}" is none of ${[...PRESETS.keys()].join(', ')}.`)
  return preset
}
