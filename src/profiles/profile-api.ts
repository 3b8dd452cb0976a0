import type { ClassifyRule, ProfileMap, ProfileRequest } from '../settings/app-settings.ts'

/** A profile API in full: what `profiles` in the settings comes to once preset and overrides are put together. */
export interface ProfileApi {
  readonly request: ProfileRequest
  readonly classify: readonly ClassifyRule[]
  /** Profile field → JSON pointer; undefined for the whole JSON body. */
  readonly map: Readonly<ProfileMap> | undefined
  /** Fields without which an answer is no profile. */
  readonly require: readonly string[]
}

export const BEARER_JSON = { authorization: 'Bearer {token}', accept: 'application/json' } as const
