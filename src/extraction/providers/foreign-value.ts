/** What came from outside has whatever form it likes: each of these takes anything and gives what can be worked with. */

export type Json = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function recordOf(value: unknown): Json {
  return isRecord(value) ? value : {}
}

export function recordsOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** A short word of theirs (a finish reason, a code, a model's name) for messages and answers; undefined where it is none. */
export function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, MAX_WORD) : undefined
}

/** The Model column has 100 characters. */
const MAX_WORD = 100

/** Levels and values of what is kept for the audit trail. */
const KEPT_DEPTH = 5
const KEPT_VALUES = 150

/** A copy that is small whatever it is a copy of; what does not fit is left out. */
export function keptOf(value: unknown): unknown {
  const left = { values: KEPT_VALUES }
  return copy(value, left, 0)
}

function copy(value: unknown, left: { values: number }, depth: number): unknown {
  left.values -= 1
  if (typeof value === 'string') return value.slice(0, MAX_WORD)
  if (typeof value !== 'object' || value === null) return value ?? null
  if (depth >= KEPT_DEPTH) return null
  if (Array.isArray(value)) {
    const items: unknown[] = []
    for (const item of value) {
      if (left.values <= 0) break
      items.push(copy(item, left, depth + 1))
    }
    return items
  }
  const entries: [string, unknown][] = []
  for (const name in value) {
    if (left.values <= 0) break
    if (Object.hasOwn(value, name)) entries.push([name.slice(0, MAX_WORD), copy((value as Json)[name], left, depth + 1)])
  }
  // Not by assignment: `__proto__` may be among the names.
  return Object.fromEntries(entries)
}
