import type { JsonSchema } from '../engine.ts'

/**
 * What a local reference (`#/$defs/Name`, a JSON pointer in a fragment) means; undefined for one that leads out of the schema or to nothing.
 * Nothing is ever fetched.
 */
export function resolveReference(root: JsonSchema, reference: string): Record<string, unknown> | undefined {
  if (reference === '#') return { ...root }
  if (!reference.startsWith('#/')) return undefined
  let at: unknown = root
  for (const part of reference.slice(2).split('/')) {
    const name = unescaped(part)
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Record<string, unknown>)[name]
  }
  return typeof at === 'object' && at !== null && !Array.isArray(at) ? (at as Record<string, unknown>) : undefined
}

/** RFC 6901 within a URI fragment. */
function unescaped(part: string): string {
  let text = part
  try {
    text = decodeURIComponent(part)
  } catch {
    // A per cent sign that stands for itself.
  }
  return text.replaceAll('~1', '/').replaceAll('~0', '~')
}
