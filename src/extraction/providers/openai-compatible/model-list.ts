import { recordOf, recordsOf, wordOf } from '../foreign-value.ts'
import type { ModelFacts } from '../provider.ts'

const NOTHING: ModelFacts = { shutdownDate: null }

/** llama.cpp answers with the model that it has loaded, whatever it is asked for, and lists it by the path of its file. */
const OWNER_OF_ONE = 'llamacpp'

/**
 * What a server's list says of a model; undefined where the list is one and does not have it. A list that is empty, or that names patterns
 * (`openai/*`), leaves open what is served.
 */
export function factsFrom(list: unknown, model: string): ModelFacts | undefined {
  const entries = recordsOf(recordOf(list).data)
  const ids = entries.map(({ id }) => wordOf(id) ?? '')
  if (entries.length === 0 || ids.some(id => id.includes('*')) || entries.some(entry => entry.owned_by === OWNER_OF_ONE)) {
    return NOTHING
  }
  const found = entries[ids.findIndex(id => isSame(id, model))]
  if (found === undefined) return undefined
  const end = wordOf(found.shutdown_date)
  return { shutdownDate: end === undefined ? null : end.slice(0, 10) }
}

/** Ollama lists `name:latest` for `name`; OpenRouter takes `name:free` for what it lists as `name`. */
function isSame(id: string, model: string): boolean {
  const [listed, asked] = [id.toLowerCase(), model.toLowerCase()]
  return listed === asked || listed === `${asked}:latest` || listed === asked.replace(/:[a-z]+$/, '')
}
