import type { Span } from '../text/page-text.ts'
import { cellBelow, type DocumentView, type LabelHit, type Row } from './document-view.ts'
import type { GoodsTable } from './goods-table.ts'
import { isMoney, type NumberToken, numbersOf } from './numbers.ts'

export type SumKind = 'subTotal' | 'discount' | 'charge' | 'taxable' | 'tax' | 'total' | 'prepaid' | 'payable'

/** An amount that may be one of the document's sums, with what speaks for it (about 0 to 1.3). */
export interface SumCandidate {
  readonly kind: SumKind
  readonly value: number
  readonly weight: number
  readonly span: Span
  /** The rate printed with it. */
  readonly rate: number | null
  readonly currency: string | null
  readonly label: string
  readonly row: Row
}

const KINDS: readonly SumKind[] = ['subTotal', 'discount', 'charge', 'taxable', 'tax', 'total', 'prepaid', 'payable']

/** Every labelled amount outside the goods, in reading order. */
export function sumCandidates(view: DocumentView, table: GoodsTable): SumCandidate[] {
  return view.rows.flatMap(row => {
    if (table.inside.has(row.index) || table.headings.has(row.index)) return []
    const hits = row.hits.filter(hit => isSum(hit) && hit.leftover <= MAX_LEFTOVER)
    if (hits.length === 0 && view.languages.length === 0) return unlabelled(view, row)
    return hits.flatMap((hit, index) => candidatesAt(view, hit, hits[index + 1]))
  })
}

/** What an amount without a known label weighs: only arithmetic makes a sum of it. */
const UNLABELLED = 0.15

/** In a language without labels every amount at the end of a row may be any of the three sums that close on each other. */
function unlabelled(view: DocumentView, row: Row): SumCandidate[] {
  const last = numbersOf(row.line, view.format).findLast(token => isMoney(token, view.format))
  if (last === undefined || row.text.slice(last.end).trim() !== '') return []
  const kinds: readonly SumKind[] = ['taxable', 'tax', 'total']
  return kinds.map(kind => ({
    kind,
    value: last.value,
    weight: UNLABELLED,
    span: last.span,
    rate: null,
    currency: last.currency,
    label: '',
    row,
  }))
}

/** A label with more letters than this behind it speaks of something narrower ("Total savings this year"). */
const MAX_LEFTOVER = 14

function isSum(hit: LabelHit): boolean {
  return [...KINDS, 'otherSum' as const].some(kind => hit.kinds.has(kind))
}

function candidatesAt(view: DocumentView, hit: LabelHit, next: LabelHit | undefined): SumCandidate[] {
  const kinds = KINDS.filter(kind => hit.kinds.has(kind))
  const words = hit.row.line.words.slice(hit.end, next === undefined || next.cell === hit.cell ? undefined : next.start)
  const beside = numbersOf(hit.row.line, view.format, words)
  const rate = beside.find(token => token.isPercent) ?? rateBefore(view, hit)
  const amounts = beside.filter(token => isMoney(token, view.format))
  const chosen = amounts.at(-1)
  if (chosen !== undefined) {
    const row = sumOfRow(amounts)
    return [
      ...kinds.map(kind => candidate(view, hit, { kind, token: chosen, rate })),
      ...row.map(({ kind, token }) => candidate(view, hit, { kind, token, rate })),
    ]
  }
  // A label without an amount beside it is a heading, if money stands under it; words on its right are a sentence.
  if (words.some(word => /\p{L}{3}/u.test(word.text)) && next === undefined) return []
  const under = cellBelow(view, hit)
  const below =
    under === null ? undefined : numbersOf(under.span.line, view.format, under.span.words).find(token => isMoney(token, view.format))
  return below === undefined ? [] : kinds.map(kind => candidate(view, hit, { kind, token: below, rate: null, factor: 0.85 }))
}

/** "Razem 200,00 23% 46,00 246,00": net, tax and total on one row, where they add up. */
function sumOfRow(amounts: readonly NumberToken[]): { kind: SumKind; token: NumberToken }[] {
  const [net, tax, total] = amounts.slice(-3)
  if (net === undefined || tax === undefined || total === undefined) return []
  if (Math.abs(net.value + tax.value - total.value) > 0.011) return []
  return [
    { kind: 'taxable', token: net },
    { kind: 'tax', token: tax },
  ]
}

/** "20% VAT": the rate may stand before the word. */
function rateBefore(view: DocumentView, { row, start, cell }: LabelHit): NumberToken | undefined {
  return numbersOf(row.line, view.format, row.line.words.slice(cell.first, start)).findLast(token => token.isPercent)
}

interface Found {
  readonly kind: SumKind
  readonly token: NumberToken
  readonly rate: NumberToken | null | undefined
  readonly factor?: number
}

function candidate(view: DocumentView, hit: LabelHit, { kind, token, rate, factor = 1 }: Found): SumCandidate {
  const label = hit.row.line.words
    .slice(hit.start, hit.end)
    .map(word => word.text)
    .join(' ')
  const where = hit.atStart ? 1 : 0.55
  // Longer labels say more; sums stand at the end, and in their own column on the right.
  const telling = 0.75 + Math.min(label.length, 24) / 80
  const position = 0.9 + 0.1 * (hit.row.index / Math.max(1, view.rows.length))
  const size = hit.row.height > view.typeHeight * 1.15 && (kind === 'total' || kind === 'payable') ? 1.08 : 1
  const weight = telling * where * position * size * factor * (1 - hit.leftover / 40)
  const currency = token.currency ?? codeIn(hit)
  return { kind, value: token.value, weight, span: token.span, rate: rate?.value ?? null, currency, label, row: hit.row }
}

/** "Gesamtbetrag CHF": the currency may stand in the label's cell. */
function codeIn({ row, start, cell }: LabelHit): string | null {
  const words = row.line.words.slice(start, cell.first + cell.span.words.length)
  return words.map(word => word.text.replace(/[():]/g, '')).find(text => /^[A-Z]{3}$/.test(text)) ?? null
}

export function ofKind(candidates: readonly SumCandidate[], kind: SumKind): SumCandidate[] {
  return candidates.filter(candidate => candidate.kind === kind)
}
