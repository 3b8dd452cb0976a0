import type { SealedRow, SealedRows } from '../../shared/sealed-rows.ts'
import type { ResultStore, StoredResult } from './result-store.ts'

/** What a sealed result is bound to. */
export function placeOf(id: string): string {
  return `kept result ${id}`
}

/** Answers are larger than keys: so many lie in memory at a time. */
const MOST_AT_ONCE = 20

const PARTS = ['body', 'reviews'] as const

/** The kept results as rows to be sealed anew: each is one for what was answered, and one for what people said to it. */
export function createSealedResults(store: ResultStore): SealedRows {
  /** Those of the page that is being looked through, as they stand. */
  let seen = new Map<string, StoredResult>()
  return {
    async page(after, asked) {
      const limit = Math.min(asked, MOST_AT_ONCE)
      const results = await store.page(after, limit)
      seen = new Map(results.map(result => [result.id, result]))
      const rows = results.flatMap(result =>
        PARTS.flatMap((part): SealedRow[] => {
          const stored = result[part]
          return stored === null ? [] : [{ id: `${part} ${result.id}`, place: placeOf(result.id), stored }]
        }),
      )
      return { rows, next: results.length < limit ? null : results.at(-1)!.id }
    },
    async replace({ id: name }, sealed) {
      const [part, id] = [name.startsWith('body ') ? 'body' : 'reviews', name.slice(name.indexOf(' ') + 1)] as const
      const result = seen.get(id)
      if (result === undefined) return false
      const next = { ...result, [part]: sealed }
      if (!(await store.reseal(id, result.revision, next))) return false
      seen.set(id, next)
      return true
    },
  }
}
