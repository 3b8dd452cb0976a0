import { exceedsJson } from '../../shared/json-depth.ts'
import { DOCUMENT_TYPES, emptyInvoice, emptyLineItem, type Invoice } from '../invoice.ts'
import { notAnInvoice, type Warning } from '../warnings.ts'
import { isRecord, type Json } from './foreign-value.ts'
import { markImplausible } from './plausible-values.ts'

/** 100 pages of 50 lines; twice as many would keep the thread busy for more than 50 ms. */
const MAX_LINES = 5000
const MAX_TAXES = 100
/** As many lines with all their fields, and as much again for fields of the caller's own. */
const ANSWER_BOUNDS = { depth: 64, values: 150_000 }

export interface ReadAnswer {
  readonly invoice: Invoice
  readonly custom: Record<string, unknown> | null
  readonly warnings: readonly Warning[]
}

/**
 * The model's text as an invoice. The schema was enforced by the provider, but proxies and older models are not that strict: values of a
 * wrong form become null (never a guess), unknown properties fall away. Undefined when it is no JSON object at all, when it has nothing of an
 * invoice, or when it is larger than any invoice. Nothing walks it before that is known.
 */
export function readAnswer(text: string, hasCustom: boolean): ReadAnswer | undefined {
  const json = text.trim().replace(/^```(?:json)?\s*|\s*```$/g, '')
  if (isTooLarge(json)) return undefined
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch {
    return undefined
  }
  if (!isRecord(parsed)) return undefined
  const raw = hasCustom ? parsed.invoice : parsed
  if (!isRecord(raw)) return undefined
  const invoice = toInvoice(raw)
  if (invoice === undefined) return undefined
  const custom = hasCustom ? (isRecord(parsed.custom) ? { ...parsed.custom } : {}) : null
  const warnings = markImplausible(invoice)
  return { invoice, custom, warnings: isBlank(invoice) ? [notAnInvoice(null), ...warnings] : warnings }
}

/** Beyond what an invoice can be: nobody parses it. */
export function isTooLarge(text: string): boolean {
  return exceedsJson(text, ANSWER_BOUNDS)
}

/** Undefined where none of it is an invoice's: `{}`, or something else altogether. A blank page answers with its fields, and all are null. */
function toInvoice(raw: Json): Invoice | undefined {
  const template = emptyInvoice()
  if (!Object.keys(template).some(name => Object.hasOwn(raw, name))) return undefined
  const items = listIn(raw, 'line_items')
  const taxes = listIn(raw, 'taxes')
  if (items.length > MAX_LINES || taxes.length > MAX_TAXES) return undefined
  const filled = fill(template, raw) as Invoice
  filled.document_type = toDocumentType(filled.document_type)
  filled.line_items = items.map(item => fill(EMPTY_LINE, item) as Invoice['line_items'][number]).filter(saysSomething)
  filled.taxes = taxes.map(item => fill(EMPTY_TAX, item) as Invoice['taxes'][number]).filter(saysSomething)
  return filled
}

const EMPTY_LINE = emptyLineItem()
const EMPTY_TAX: Invoice['taxes'][number] = { base: null, rate: null, amount: null }

function isBlank(invoice: Invoice): boolean {
  const { line_items, taxes, seller, buyer, payment, ...values } = invoice
  return line_items.length === 0 && taxes.length === 0 && ![values, seller, buyer, payment].some(saysSomething)
}

function saysSomething(values: object): boolean {
  return Object.values(values).some(value => value !== null)
}

/** Copies the template's own properties from `raw`; numbers written as text and texts given as numbers are brought into form. */
function fill(template: Json, raw: Json): Record<string, unknown> {
  const filled: Record<string, unknown> = {}
  for (const [name, empty] of Object.entries(template)) {
    const value = Object.hasOwn(raw, name) ? raw[name] : undefined
    if (isRecord(empty)) filled[name] = fill(empty, isRecord(value) ? value : {})
    else if (Array.isArray(empty)) filled[name] = []
    else filled[name] = (READERS.get(name) ?? toText)(value)
  }
  return filled
}

/** Models without an enforced schema write "Credit Note" as well; a kind that is none of ours is another one. */
function toDocumentType(text: string | null): string | null {
  if (text === null) return null
  const word = text.toLowerCase().replace(/[\s-]+/g, '_')
  return DOCUMENT_TYPES.find(type => type === word) ?? 'other'
}

const NUMERIC: readonly string[] = [
  ...['quantity', 'unit_price', 'discount', 'tax_rate', 'line_total', 'base', 'rate', 'amount', 'sub_total', 'discount_total'],
  ...['charge_total', 'taxable_total', 'tax_total', 'total', 'prepaid_amount', 'amount_due'],
]

type Reader = (value: unknown) => string | number | null

/** How a field is read that is no text. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...NUMERIC.map(name => [name, toNumber] as const),
  ['invoice_date', toDate],
  ['due_date', toDate],
  ['currency', toCode],
])

/** Beyond it a number of JSON no longer holds its cents, and sums of them end in Infinity. */
const MAX_AMOUNT = 1e13

function toNumber(value: unknown): number | null {
  const number = typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value.trim()) ? Number(value) : value
  return typeof number === 'number' && Math.abs(number) <= MAX_AMOUNT ? number : null
}

function toText(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** A moment's day is its date; a day that does not exist is left to {@link markImplausible}, which names it. */
function toDate(value: unknown): string | null {
  const day = typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2})(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(value.trim())?.[1] : undefined
  return day ?? null
}

function toCode(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Z]{3}$/.test(value.trim()) ? value.trim() : null
}

function listIn(raw: Json, name: string): readonly Json[] {
  const value = Object.hasOwn(raw, name) ? raw[name] : undefined
  return Array.isArray(value) ? value.filter(isRecord) : []
}
