import type { Examination, FieldInfo, FieldsOf } from '../../engine.ts'
import type { Invoice } from '../../invoice.ts'
import { documentsIn } from '../../proof/documents-in.ts'
import { examinerOf } from '../../proof/examine.ts'
import { pagesNotCompared, valueNotOnPage, type Warning, xmlDiffersFromPage } from '../../warnings.ts'
import { type Draft, exactFields, type Finding } from './rules/finding.ts'
import { readInvoice } from './rules/read-invoice.ts'
import type { PageText } from './text/page-text.ts'

/** What a page shows of every invoice, so that it must agree with the XML. */
const SHOWN = ['invoice_number', 'invoice_date', 'total', 'amount_due', 'payment.iban'] as const
/** What is compared where the page shows it: the rules must have read something else there. */
const COMPARED = [
  ...SHOWN,
  'due_date',
  'currency',
  'taxable_total',
  'tax_total',
  'seller.name',
  'seller.tax_id',
  'buyer.name',
  'buyer.tax_id',
] as const
/** The rules' word against the XML's: below this they do not know themselves. */
const MIN_CONFIDENCE = 0.6

/**
 * The invoice that people see beside the one that machines read. A value that the page shows is confirmed by it; where the page shows another
 * one instead, both are named. The XML stays what is answered.
 */
export function compareWithPage(invoice: Invoice, pages: readonly PageText[]): Examination {
  const exact = exactFields(invoice)
  if (pages.length === 0) return { fields: exact, warnings: [] }
  if (pages.every(({ lines }) => lines.length === 0)) return { fields: exact, warnings: [pagesNotCompared('all')] }
  const { fields, warnings } = examinerOf(pages, documentsIn(pages))(invoice)
  const absent = COMPARED.filter(path => (at(fields, path) as FieldInfo | null)?.match === 'absent')
  const draft = absent.length > 0 ? readInvoice(pages).draft : null
  const differences = draft === null ? [] : absent.flatMap(field => differenceIn(field, invoice, draft))
  const unseen = SHOWN.filter(path => absent.includes(path) && !differences.some(({ field }) => field === path))
  const about: Warning[] = [
    ...(differences.length > 0 ? [xmlDiffersFromPage(differences)] : []),
    ...(unseen.length > 0 ? [valueNotOnPage(unseen)] : []),
  ]
  const doubtful = new Set(differences.map(({ field }) => field as string))
  return {
    fields: confirmed(fields, doubtful) as FieldsOf<Invoice>,
    // What the XML says it says for certain: the page's own riddles play no part.
    warnings: [...warnings.filter(({ code }) => code === 'several_documents' || code === 'line_mismatch'), ...about],
  }
}

function differenceIn(field: (typeof COMPARED)[number], invoice: Invoice, draft: Draft): { field: string; xml: unknown; page: unknown }[] {
  const found = at(draft, field) as Finding<unknown> | null
  const xml = at(invoice, field)
  return found === null || found.confidence < MIN_CONFIDENCE || found.value === xml ? [] : [{ field, xml, page: found.value }]
}

/** Read exactly, whatever the page says; what the page contradicts is for a person to decide. */
function confirmed(node: unknown, doubtful: ReadonlySet<string>, path = ''): unknown {
  if (node === null || typeof node !== 'object') return null
  if (Array.isArray(node)) return node.map((item, index) => confirmed(item, doubtful, `${path}.${index}`))
  if ('match' in node && 'confidence' in node) return { ...node, confidence: doubtful.has(path) ? 0.5 : 1 }
  return Object.fromEntries(
    Object.entries(node).map(([key, child]) => [key, confirmed(child, doubtful, path === '' ? key : `${path}.${key}`)]),
  )
}

function at(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | null)?.[key], tree)
}
