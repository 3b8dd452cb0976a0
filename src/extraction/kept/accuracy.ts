import type { CorrectedValue, Corrections } from './correction-paths.ts'

export const ACCURACY_GROUPS = ['field', 'seller', 'engine'] as const
export type AccuracyGroup = (typeof ACCURACY_GROUPS)[number]

export interface AccuracyRow {
  readonly group: string
  /** Values that somebody looked at. */
  readonly values: number
  readonly right: number
  /** Read otherwise than it is. */
  readonly wrong: number
  /** Not read, although it is there. */
  readonly missing: number
  /** 0 to 1. */
  readonly accuracy: number
}

/** A result that a person has looked at. */
export interface Reviewed {
  readonly data: unknown
  readonly meta: unknown
  /** All corrections together, the last one of each value. */
  readonly corrections: Corrections
}

/** What reviews say of the readings, value by value: what nobody corrected was right. */
export class AccuracyTally {
  readonly #group: AccuracyGroup
  readonly #rows = new Map<string, { right: number; wrong: number; missing: number }>()

  constructor(group: AccuracyGroup) {
    this.#group = group
  }

  add({ data, meta, corrections }: Reviewed): void {
    const invoices = Array.isArray(data) ? data : [data]
    for (const [index, invoice] of invoices.entries()) {
      if (invoice === null || typeof invoice !== 'object') continue
      const prefix = Array.isArray(data) ? `${index}.` : ''
      const own = new Map(
        Object.entries(corrections).flatMap(([path, value]) => (path.startsWith(prefix) ? [[path.slice(prefix.length), value]] : [])),
      )
      this.#addInvoice(invoice, Array.isArray(meta) ? meta[index] : meta, own)
    }
  }

  rows(): AccuracyRow[] {
    const rows = [...this.#rows].map(([group, { right, wrong, missing }]) => {
      const values = right + wrong + missing
      return { group, values, right, wrong, missing, accuracy: values === 0 ? 0 : Number((right / values).toFixed(4)) }
    })
    return rows.toSorted((a, b) => b.values - a.values || (a.group < b.group ? -1 : 1))
  }

  #addInvoice(invoice: object, meta: unknown, corrections: ReadonlyMap<string, CorrectedValue>): void {
    const read = new Map(leavesOf(invoice))
    const seller = String(corrections.get('seller.name') ?? read.get('seller.name') ?? 'unknown')
    const { engine = 'unknown', model = null } = (meta ?? {}) as { engine?: string; model?: string | null }
    for (const path of new Set([...read.keys(), ...corrections.keys()])) {
      const value = read.get(path) ?? null
      const corrected = corrections.has(path) ? corrections.get(path)! : value
      const verdict = corrected === value ? 'right' : value === null ? 'missing' : 'wrong'
      if (verdict === 'right' && value === null) continue
      const field = path.replace(/\.\d+(?=\.|$)/g, '')
      this.#count({ field, seller, engine: model === null ? engine : `${engine} ${model}` }[this.#group], verdict)
    }
  }

  #count(group: string, verdict: 'right' | 'wrong' | 'missing'): void {
    const row = this.#rows.get(group) ?? { right: 0, wrong: 0, missing: 0 }
    row[verdict] += 1
    this.#rows.set(group, row)
  }
}

/** Values that the answer has; `pages` of a part of a file is none that was read from it. */
function leavesOf(node: unknown, path = ''): [string, CorrectedValue][] {
  if (node === null || path === 'pages') return []
  if (typeof node !== 'object') return [[path, node as CorrectedValue]]
  return Object.entries(node).flatMap(([key, child]) => leavesOf(child, path === '' ? key : `${path}.${key}`))
}
