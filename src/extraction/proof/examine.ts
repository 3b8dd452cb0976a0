import type { Examination, FieldInfo, FieldsOf } from '../engine.ts'
import type { PageText } from '../engines/offline/text/page-text.ts'
import type { Invoice } from '../invoice.ts'
import {
  ambiguousCurrency,
  ambiguousDate,
  copiedTotal,
  type DocumentPages,
  lineMismatch,
  notAnInvoice,
  severalDocuments,
  valueNotOnPage,
  type Warning,
} from '../warnings.ts'
import { otherKindOf, WITHOUT_SUM } from './other-kind.ts'
import { type PackedPages, unpackPage } from './packed-pages.ts'
import { indexPages } from './page-index.ts'
import { prove } from './prove.ts'

/** What the pages say to an invoice that somebody read from them, value by value and as a whole. */
export type Examine = (invoice: Invoice) => Examination

/** What a process is asked that examines for another. */
export interface ExamineRequest {
  readonly words: PackedPages
  readonly invoice: Invoice
}

export function examineInvoice({ words, invoice }: ExamineRequest): Examination {
  return examinerOf(words.pages.map(unpackPage), words.documents)(invoice)
}

/**
 * Arranges the pages first, so that whoever waits for the invoice need not wait for that.
 * @param documents that they belong to (`documentsIn`)
 */
export function examinerOf(pages: readonly PageText[], documents: readonly DocumentPages[]): Examine {
  const index = indexPages(pages)
  const otherKind = otherKindOf(pages)
  return invoice => {
    const { fields, ambiguousDates, ambiguousCurrency: sharedSign } = prove(invoice, index)
    const absent = pathsWhere(fields, ({ match }) => match === 'absent').filter(path => !CODED.test(path))
    return {
      fields,
      warnings: [
        ...(otherKind === null ? [] : [notAnInvoice(otherKind === WITHOUT_SUM ? null : otherKind)]),
        ...(documents.length > 1 ? [severalDocuments(documents)] : []),
        ...(absent.length > 0 ? [valueNotOnPage(absent)] : []),
        ...(ambiguousDates.length > 0 ? [ambiguousDate(ambiguousDates)] : []),
        ...(sharedSign ? [ambiguousCurrency()] : []),
        ...(isCopiedTotal(invoice, fields) ? [copiedTotal()] : []),
        ...wrongLines(invoice),
      ],
    }
  }
}

/** Values that stand for words of the page in a code of their own: their absence says nothing. */
const CODED = /^document_type$|\.unit$/

/** Paths of the fields that are so, as they stand in `data`. */
function pathsWhere(node: unknown, test: (field: FieldInfo) => boolean, path = ''): string[] {
  if (node === null || typeof node !== 'object') return []
  if ('match' in node && 'confidence' in node) return test(node as FieldInfo) ? [path] : []
  return Object.entries(node).flatMap(([key, child]) => pathsWhere(child, test, path === '' ? key : `${path}.${key}`))
}

/**
 * Total and amount due read from one place: then the check that one follows from the other checks nothing. It is harmless where net and tax
 * say the same.
 */
function isCopiedTotal({ total, amount_due, taxable_total, tax_total }: Invoice, fields: FieldsOf<Invoice>): boolean {
  if (total === null || amount_due === null || total !== amount_due) return false
  if (taxable_total !== null && tax_total !== null && Math.round((taxable_total + tax_total) * 100) === Math.round(total * 100))
    return false
  const [first, second] = [fields.total?.source, fields.amount_due?.source]
  const onePlace = first != null && second != null && first.page === second.page && String(first.box) === String(second.box)
  return onePlace && (fields.total?.confidence ?? 1) < 0.9
}

/** Half a cent for each unit of a large quantity, and a cent: prices are printed rounded. */
function wrongLines({ line_items }: Invoice): Warning[] {
  const wrong = line_items.flatMap(({ quantity, unit_price, discount, line_total }, index) => {
    if (quantity === null || unit_price === null || line_total === null) return []
    const difference = Math.abs(Math.abs(quantity * unit_price) - Math.abs(discount ?? 0) - Math.abs(line_total))
    return difference > 0.011 + Math.abs(quantity) * 0.0051 ? [index] : []
  })
  return wrong.length > 0 ? [lineMismatch(wrong)] : []
}
