import type { FieldInfo, FieldsOf } from '../../../engine.ts'
import type { Invoice, LineItem } from '../../../invoice.ts'
import { emptyInvoice, emptyLineItem } from '../../../invoice.ts'
import type { Span } from '../text/page-text.ts'

/** A value that a rule found, how sure the rule is (0 to 1, before the reading's own quality), and the words it was read from. */
export interface Finding<T> {
  readonly value: T
  readonly confidence: number
  readonly span: Span
}

/** The invoice's tree with a finding, or null, for every leaf. */
type DraftOf<T> = T extends readonly (infer Item)[]
  ? DraftOf<Item>[]
  : NonNullable<T> extends string | number | boolean
    ? Finding<NonNullable<T>> | null
    : { [Key in keyof T]: DraftOf<T[Key]> }

export type Draft = DraftOf<Invoice>
export type LineDraft = DraftOf<LineItem>

/** An empty invoice is an empty draft too: both have null for every leaf. */
export function emptyDraft(): Draft {
  return emptyInvoice() as Draft
}

export function emptyLineDraft(): LineDraft {
  return emptyLineItem() as LineDraft
}

export function finding<T>(value: T, confidence: number, span: Span): Finding<T> {
  return { value, confidence, span }
}

export function draftToInvoice(draft: Draft): Invoice {
  return mapLeaves(draft, leaf => leaf.value) as Invoice
}

export function draftToFields(draft: Draft): FieldsOf<Invoice> {
  return mapLeaves(draft, fieldInfo) as FieldsOf<Invoice>
}

/** Every leaf of a tree whose values were read exactly (XML): full confidence, no place on a page. */
export function exactFields(invoice: Invoice): FieldsOf<Invoice> {
  const exact = (node: unknown): unknown => {
    if (node === null) return null
    if (Array.isArray(node)) return node.map(exact)
    if (typeof node === 'object') return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, exact(value)]))
    return { confidence: 1, match: null, source: null }
  }
  return exact(invoice) as FieldsOf<Invoice>
}

/** The mean confidence of the values that an answer stands or falls with; a missing one counts as zero. */
export function overallConfidence(fields: FieldsOf<Invoice>): number {
  const core = [fields.invoice_date, fields.seller.name, fields.total, fields.currency, fields.invoice_number]
  const sum = core.reduce((total, field) => total + (field?.confidence ?? 0), 0)
  return round(sum / core.length, 2)
}

function mapLeaves(node: unknown, leaf: (found: Finding<unknown>) => unknown): unknown {
  if (node === null || typeof node !== 'object') return null
  if (Array.isArray(node)) return node.map(item => mapLeaves(item, leaf))
  if ('span' in node) return leaf(node as Finding<unknown>)
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, mapLeaves(value, leaf)]))
}

function fieldInfo({ confidence, span }: Finding<unknown>): FieldInfo {
  const { words, line } = span
  const quality = words.length === 0 ? 1 : words.reduce((sum, word) => sum + word.confidence, 0) / words.length
  return { confidence: round(confidence * quality, 2), match: null, source: { page: line.page, box: boxOf(span) } }
}

function boxOf({ words }: Span): readonly [number, number, number, number] | null {
  if (words.length === 0) return null
  const left = Math.min(...words.map(word => word.x))
  const top = Math.min(...words.map(word => word.y))
  const right = Math.max(...words.map(word => word.x + word.width))
  const bottom = Math.max(...words.map(word => word.y + word.height))
  return [round(left, 4), round(top, 4), round(right - left, 4), round(bottom - top, 4)]
}

function round(value: number, digits: number): number {
  return Number(Math.min(1, Math.max(0, value)).toFixed(digits))
}
