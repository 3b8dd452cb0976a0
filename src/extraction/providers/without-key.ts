import { withoutSecrets } from '../../shared/redact.ts'

/** Keys that are this short are none, and would be found in every word. */
const MIN_KEY = 4

/**
 * What came back on a key, without the key in it: a gateway that says it back in the model's name or in a value must not put it into answers,
 * logs and tables. After the parsing, because JSON has many ways to write one text. What holds no key is returned as it is.
 */
export function withoutKey<T>(value: T, key: string | undefined): T {
  if (key === undefined || key.length < MIN_KEY) return value
  return clean(value, key) as T
}

/** The same for an answer as it came, before anybody cuts a text of it in the middle of the key. */
export function jsonWithoutKey(json: string, key: string | undefined): string {
  // Escapes may hide it; most answers have none but those of quotation marks and line ends.
  if (key === undefined || !(json.includes(key) || /\\[u/]/.test(json))) return json
  try {
    const parsed: unknown = JSON.parse(json)
    const cleaned = withoutKey(parsed, key)
    return cleaned === parsed ? json : JSON.stringify(cleaned)
  } catch {
    return withoutSecrets(json, [key])
  }
}

function clean(value: unknown, key: string): unknown {
  if (typeof value === 'string') return value.includes(key) ? withoutSecrets(value, [key]) : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const cleaned = clean(item, key)
      if (cleaned !== item) return value.map((one, at) => (at < index ? one : clean(one, key)))
    }
    return value
  }
  const entries = Object.entries(value)
  const cleaned = entries.map(([name, one]) => [withoutSecrets(name, [key]), clean(one, key)] as const)
  const same = cleaned.every(([name, one], index) => name === entries[index]![0] && one === entries[index]![1])
  return same ? value : Object.fromEntries(cleaned)
}
