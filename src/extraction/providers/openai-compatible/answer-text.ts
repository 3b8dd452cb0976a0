import type { JsonSchema } from '../../engine.ts'
import { isRecord } from '../foreign-value.ts'
import { isTooLarge } from '../provider-answer.ts'

/**
 * The JSON in what a model wrote: as it stands, or without its thoughts, its words before and after and the fence around it. Undefined where
 * there is none, or where it has nothing of what was asked for (a model that repeats the schema, for instance).
 */
export function jsonIn(text: string, schema: JsonSchema): string | undefined {
  const said = withoutThoughts(text).trim()
  if (isTooLarge(said)) return undefined
  const [from, to] = [said.indexOf('{'), said.lastIndexOf('}')]
  if (from < 0 || to < from) return undefined
  const cut = said.slice(from, to + 1)
  return [said, cut, withoutTrailingCommas(cut)].find(candidate => isAskedFor(candidate, schema))
}

/** As reasoning models write them where the server does not part them from the answer. */
function withoutThoughts(text: string): string {
  const end = text.lastIndexOf('</think>')
  return end < 0 ? text : text.slice(end + '</think>'.length)
}

function isAskedFor(json: string, schema: JsonSchema): boolean {
  try {
    const parsed: unknown = JSON.parse(json)
    const asked = isRecord(schema.properties) ? Object.keys(schema.properties) : []
    return isRecord(parsed) && asked.some(name => Object.hasOwn(parsed, name))
  } catch {
    return false
  }
}

/** The one fault of hand-written JSON that is none of its meaning. Texts are left as they are. */
function withoutTrailingCommas(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/gs, found => (found === ',' ? '' : found))
}
