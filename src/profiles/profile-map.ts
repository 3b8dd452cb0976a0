import type { ProfileMap } from '../settings/app-settings.ts'
import { invalidInput } from '../shared/app-error.ts'
import { compilePointer, resolvePointer } from './json-pointer.ts'
import type { Profile } from './profile-provider.ts'

/** Picks the mapped fields out of an upstream's JSON document. */
export type ProfileMapper = (document: unknown) => Profile

/**
 * Compiles a map of field → JSON pointer (RFC 6901), or several of which the first that finds something counts. What a pointer does not find is null: a profile always has all its fields.
 * @throws AppError naming the field whose pointer is malformed
 */
export function compileProfileMap(map: Readonly<ProfileMap>): ProfileMapper {
  const fields = Object.entries(map).map(([name, place]) => {
    // Assigning this name would change the object's prototype instead of adding a field.
    if (name === '__proto__') throw invalidInput('profiles.map: "__proto__" cannot be the name of a field.')
    const places = (typeof place === 'string' ? [place] : place).map(pointer => compilePointer(`profiles.map.${name}`, pointer))
    return { name, places }
  })
  return document => {
    const profile: Record<string, unknown> = {}
    for (const field of fields) profile[field.name] = firstThere(document, field.places)
    return profile
  }
}

function firstThere(document: unknown, places: readonly (readonly string[])[]): unknown {
  for (const steps of places) {
    const value = resolvePointer(document, steps)
    if (value !== undefined && value !== null) return value
  }
  return null
}
