import type { FieldInfo } from '../../src/extraction/engine.ts'
import type { InvoiceCheck } from '../../src/extraction/invoice-checks.ts'
import type { Warning } from '../../src/extraction/warnings.ts'

/** What became of one expected value; `marked` is a wrong one that the answer itself tells its reader to doubt. */
export type Verdict = 'right' | 'missing' | 'marked' | 'unmarked'

export interface Judged {
  readonly path: string
  readonly verdict: Verdict
  readonly found: unknown
  readonly wanted: unknown
  /** Null where there is no value, or where the engine cannot say. */
  readonly confidence: number | null
}

export interface Answer {
  readonly invoice: unknown
  readonly fields: unknown
  readonly checks: readonly InvoiceCheck[]
  readonly warnings: readonly Warning[]
}

/** From this confidence on a reader takes a value as it is. */
const TRUSTED = 0.8

/** Judges a value by its path in `data`; `taxes.length` and the like count entries. */
export function judge(answer: Answer, path: string, wanted: unknown): Judged {
  const found = at(answer.invoice, path) ?? null
  const confidence = confidenceAt(answer.fields, path)
  if (same(found, wanted, path)) return { path, verdict: 'right', found, wanted, confidence }
  if (found === null) return { path, verdict: 'missing', found, wanted, confidence }
  const doubted = (confidence ?? 0) < TRUSTED || isMarked(answer, path)
  return { path, verdict: doubted ? 'marked' : 'unmarked', found, wanted, confidence }
}

function isMarked({ checks, warnings }: Answer, path: string): boolean {
  const list = path.split('.')[0] ?? path
  const about = (fields: readonly string[]) => fields.some(field => field === path || field === list)
  return warnings.some(({ fields }) => fields.length === 0 || about(fields)) || checks.some(check => !check.passed && about(check.fields))
}

function at(tree: unknown, path: string): unknown {
  let node = tree
  for (const key of path.split('.')) {
    if (typeof node !== 'object' || node === null) return undefined
    node = (node as Readonly<Record<string, unknown>>)[key]
  }
  return node
}

/** A count has no confidence of its own: the least sure entry of the list speaks for it. */
export function confidenceAt(fields: unknown, path: string): number | null {
  if (!path.endsWith('.length')) return (at(fields, path) as FieldInfo | null | undefined)?.confidence ?? null
  const entries = (at(fields, path.slice(0, -'.length'.length)) ?? []) as readonly object[]
  const leaves = entries.flatMap(entry => Object.values(entry) as (FieldInfo | null)[]).flatMap(leaf => leaf?.confidence ?? [])
  return leaves.length === 0 ? null : Math.min(...leaves)
}

function same(found: unknown, wanted: unknown, path: string): boolean {
  if (typeof wanted === 'number') return typeof found === 'number' && Math.abs(found - wanted) < 0.0005
  if (typeof wanted !== 'string' || typeof found !== 'string') return found === wanted
  return /name$|description$|tax_id$/.test(path) ? letters(found) === letters(wanted) : found.trim() === wanted
}

/** Names as they are compared: without the blanks and points that typesetting adds. */
function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}
