import { invalidInput } from '../shared/app-error.ts'

/**
 * The steps of a JSON pointer (RFC 6901).
 * @param setting where it stands, for the message
 * @throws AppError when it is none
 */
export function compilePointer(setting: string, pointer: string): readonly string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer))
    throw invalidInput(`${setting}: "${pointer}" is not a JSON pointer (write /a/b; "~" as ~0 and "/" as ~1).`)
  return pointer
    .slice(1)
    .split('/')
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** What stands there; undefined when nothing does. */
export function resolvePointer(document: unknown, steps: readonly string[]): unknown {
  let value = document
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return undefined
    // Own properties only: "/constructor" is not part of anybody's profile. An array has no member "length" or "01" (RFC 6901, 4).
    if (Array.isArray(value) ? !/^(?:0|[1-9]\d*)$/.test(step) : !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string, unknown>)[step]
  }
  return value
}
