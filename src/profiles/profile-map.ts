import { invalidInput } from '../shared/app-error.ts'
import type { Profile } from './profile-provider.ts'

/** Picks the mapped fields out of an upstream's JSON document. */
export type ProfileMapper = (document: unknown) => Profile

/**
 * Compiles a map of field → JSON pointer (RFC 6901). What a pointer does not find is null: a profile always has all its fields.
 * @throws AppError naming the field whose pointer is malformed
 */
export function compileProfileMap(map: Readonly<Record<string, string>>): ProfileMapper {
  const fields = Object.entries(map).map(([name, pointer]) => {
    // Assigning this name would change the object's prototype instead of adding a field.
    if (name === '__proto__') throw invalidInput('profiles.map: "__proto__" cannot be the name of a field.')
    return { name, steps: compilePointer(name, pointer) }
  })
  return document => {
    const profile: Record<string, unknown> = {}
    for (const field of fields) profile[field.name] = resolve(document, field.steps)
    return profile
  }
}

function compilePointer(name: string, pointer: string): readonly string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer))
    throw invalidInput(`profiles.map.${name}: "${pointer}" is not a JSON pointer (write /a/b; "~" as ~0 and "/" as ~1).`)
  return pointer
    .slice(1)
    .split('/')
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function resolve(document: unknown, steps: readonly string[]): unknown {
  let value = document
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return null
    // Own properties only: "/constructor" is not part of anybody's profile. An array has no member "length" or "01" (RFC 6901, 4).
    if (Array.isArray(value) ? !/^(?:0|[1-9]\d*)$/.test(step) : !Object.hasOwn(value, step)) return null
    value = (value as Record<string, unknown>)[step]
  }
  return value ?? null
}
