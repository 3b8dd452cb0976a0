import { type Invoice, type LineItem, SUMS, type Sum } from '../invoice.ts'
import type { Warning } from '../warnings.ts'

/** What was answered for the pages `first` to `last` of a document. */
export interface PortionAnswer {
  readonly first: number
  readonly last: number
  readonly invoice: Invoice
  readonly custom: Record<string, unknown> | null
  readonly warnings: readonly Warning[]
  /** Every line said on which page it begins, and those of other pages are gone; else lines of a page that two portions saw stand in both. */
  readonly isPlaced: boolean
}

/**
 * The answer without the lines that begin on a page which is shown to complete the portion only: the next portion has them. Anything that is
 * no such answer stays as it is.
 * @param own the portion's pages, counted in the file
 */
export function keepOwnLines(text: string, own: { readonly first: number; readonly last: number }): { text: string; isPlaced: boolean } {
  const answer = parsed(text)
  const invoice = isRecord(answer) && isRecord(answer.invoice) ? answer.invoice : answer
  if (!isRecord(invoice) || !Array.isArray(invoice.line_items)) return { text, isPlaced: false }
  const lines = invoice.line_items.filter(isRecord)
  const isPlaced = lines.every(({ page }) => Number.isInteger(page))
  if (isPlaced) invoice.line_items = lines.filter(({ page }) => (page as number) >= own.first && (page as number) <= own.last)
  return { text: isPlaced ? JSON.stringify(answer) : text, isPlaced }
}

/** One invoice of the portions of a document, given in its order. Nothing is added up or filled in. */
export function mergePortions(portions: readonly PortionAnswer[]): { invoice: Invoice; custom: Record<string, unknown> | null } {
  const [only, ...others] = portions
  if (only === undefined) throw new Error('A document has at least one portion')
  if (others.length === 0) return { invoice: only.invoice, custom: only.custom }
  const invoices = portions.map(({ invoice }) => invoice)
  return {
    invoice: {
      ...firstStated(invoices, HEAD),
      document_type: invoices.map(one => one.document_type).find(type => type !== null && type !== 'other') ?? only.invoice.document_type,
      seller: firstStated(
        invoices.map(one => one.seller),
        ['name', 'address', 'tax_id'],
      ),
      buyer: firstStated(
        invoices.map(one => one.buyer),
        ['name', 'address', 'tax_id'],
      ),
      payment: firstStated(
        invoices.map(one => one.payment),
        ['iban', 'bic', 'reference', 'terms'],
      ),
      line_items: withoutPageFurniture(joined(portions)),
      ...totalsOf(invoices),
      notes: [...new Set(invoices.flatMap(({ notes }) => notes ?? []))].join('\n') || null,
    },
    custom: mergeCustom(portions),
  }
}

const HEAD = ['invoice_number', 'invoice_date', 'due_date', 'order_number', 'delivery_note', 'currency'] as const

/** Each value from the first portion that states it: headings are repeated, and pages with them come first. */
function firstStated<T, K extends keyof T>(all: readonly T[], names: readonly K[]): Pick<T, K> {
  const entries = names.map(name => [name, all.map(one => one[name]).find(value => value !== null) ?? null])
  return Object.fromEntries(entries) as Pick<T, K>
}

/**
 * All totals from one portion, because parts of two sums fit no arithmetic: from the one that states most of them, of equals the last. A sum
 * that is carried over stands alone.
 */
function totalsOf(invoices: readonly Invoice[]): Pick<Invoice, Sum | 'taxes'> {
  const stated = (invoice: Invoice) => SUMS.filter(name => invoice[name] !== null).length + (invoice.taxes.length > 0 ? 1 : 0)
  const best = invoices.reduce((most, invoice) => (stated(invoice) >= stated(most) ? invoice : most))
  return { ...firstStated([best], SUMS), taxes: best.taxes }
}

function joined(portions: readonly PortionAnswer[]): LineItem[] {
  let lines: LineItem[] = []
  for (const [index, { invoice, isPlaced }] of portions.entries()) {
    const isCertain = isPlaced && portions[index - 1]?.isPlaced !== false
    const seenTwice = isCertain ? 0 : overlap(lines, invoice.line_items)
    lines = [...lines.slice(0, lines.length - seenTwice), ...invoice.line_items]
  }
  return lines
}

/** How many of the last entries are the first ones of what follows: the page that both saw. */
function overlap(before: readonly unknown[], after: readonly unknown[]): number {
  const ends = before.map(one => JSON.stringify(one))
  const starts = after.map(one => JSON.stringify(one))
  for (let length = Math.min(ends.length, starts.length); length > 0; length -= 1) {
    if (starts.slice(0, length).every((start, index) => start === ends[ends.length - length + index])) return length
  }
  return 0
}

/** "Carried forward 1,234.50", as it is printed at the foot and the head of pages. */
const CARRIED =
  /^\W*(übertrag|zwischensumme|seitensumme|carried (over|forward)|brought forward|(amount|balance|total) (carried|brought)|page (sub)?total|(montant )?à? ?report(er)?( à nouveau)?|da riportare|a riportare|riporto|suma y sigue|suma anterior|transport|przeniesienie)\b/iu

/** Lines without the sums that pages carry over, and without a table's heading that is taken for a line on every page. */
function withoutPageFurniture(lines: readonly LineItem[]): LineItem[] {
  const headings = new Map<string, number>()
  for (const line of lines) if (isBare(line)) headings.set(line.description ?? '', (headings.get(line.description ?? '') ?? 0) + 1)
  return lines.filter(line => {
    if (line.quantity === null && line.unit_price === null && CARRIED.test(line.description ?? '')) return false
    return !(isBare(line) && (headings.get(line.description ?? '') ?? 0) > 1)
  })
}

/** A text without any number. */
function isBare(line: LineItem): boolean {
  const { quantity, unit_price, discount, tax_rate, line_total, item_code } = line
  return [quantity, unit_price, discount, tax_rate, line_total, item_code].every(value => value === null)
}

/** Each value from the first portion that has one; lists are put end to end, without what two portions saw. */
function mergeCustom(portions: readonly PortionAnswer[]): Record<string, unknown> | null {
  const all = portions.map(({ custom }) => custom).filter(custom => custom !== null)
  if (all.length === 0) return null
  const names = [...new Set(all.flatMap(custom => Object.keys(custom)))]
  const merged = names.map(name => {
    const values = all.map(custom => (Object.hasOwn(custom, name) ? custom[name] : null)).filter(value => value != null)
    return [name, values.every(Array.isArray) && values.length > 0 ? values.reduce(concatenated) : (values[0] ?? null)] as const
  })
  return Object.fromEntries(merged)
}

function concatenated(before: readonly unknown[], after: readonly unknown[]): unknown[] {
  return [...before.slice(0, before.length - overlap(before, after)), ...after]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
