import { DOCUMENT_TYPES, emptyInvoice, emptyLineItem, type Invoice, invoiceSchema } from '../invoice.ts'

/**
 * The model's text as an invoice. The schema was enforced by the provider, but proxies and older models are not that strict: values of a
 * wrong form become null (never a guess), unknown properties fall away. Undefined when it is no JSON object at all.
 */
export function readAnswer(text: string, hasCustom: boolean): { invoice: Invoice; custom: Record<string, unknown> | null } | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(text.trim().replace(/^```(?:json)?\s*|\s*```$/g, ''))
  } catch {
    return undefined
  }
  if (!isRecord(parsed)) return undefined
  if (!hasCustom) return { invoice: toInvoice(parsed), custom: null }
  const { invoice, custom } = parsed
  if (!isRecord(invoice)) return undefined
  return { invoice: toInvoice(invoice), custom: isRecord(custom) ? custom : {} }
}

function toInvoice(raw: Record<string, unknown>): Invoice {
  const filled = fill(emptyInvoice(), raw) as Invoice
  filled.document_type = toDocumentType(filled.document_type)
  filled.line_items = records(raw.line_items).map(item => fill(emptyLineItem(), item) as Invoice['line_items'][number])
  filled.taxes = records(raw.taxes).map(item => fill({ base: null, rate: null, amount: null }, item) as Invoice['taxes'][number])
  // Each round nulls every value that its field does not take; one round is enough, because null is always taken.
  const checked = invoiceSchema.safeParse(filled)
  if (checked.success) return checked.data
  for (const issue of checked.error.issues) setNull(filled, issue.path)
  return invoiceSchema.parse(filled)
}

/** Copies the template's own properties from `raw`; numbers written as text and texts given as numbers are brought into form. */
function fill(template: Record<string, unknown>, raw: Record<string, unknown>): Record<string, unknown> {
  const filled: Record<string, unknown> = {}
  for (const [name, empty] of Object.entries(template)) {
    const value = raw[name]
    if (isRecord(empty)) filled[name] = fill(empty, isRecord(value) ? value : {})
    else if (Array.isArray(empty)) filled[name] = []
    else filled[name] = NUMERIC.has(name) ? toNumber(value) : toText(value)
  }
  return filled
}

/** Models without an enforced schema write "Credit Note" as well; a kind that is none of ours is another one. */
function toDocumentType(text: string | null): string | null {
  if (text === null) return null
  const word = text.toLowerCase().replace(/[\s-]+/g, '_')
  return DOCUMENT_TYPES.find(type => type === word) ?? 'other'
}

const NUMERIC = new Set<string>([
  ...['quantity', 'unit_price', 'discount', 'tax_rate', 'line_total', 'base', 'rate', 'amount', 'sub_total', 'discount_total'],
  ...['charge_total', 'taxable_total', 'tax_total', 'total', 'prepaid_amount', 'amount_due'],
])

function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : null
}

function toText(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

function setNull(root: unknown, path: readonly PropertyKey[]): void {
  let at = root
  for (const key of path.slice(0, -1)) at = (at as Record<PropertyKey, unknown>)[key]
  ;(at as Record<PropertyKey, unknown>)[path.at(-1)!] = null
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
