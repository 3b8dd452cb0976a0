import type { FieldInfo, FieldsOf } from '../engine.ts'
import type { Invoice } from '../invoice.ts'
import type { PageIndex } from './page-index.ts'
import { proveSums, proveTaxes, type SumsContext } from './prove-amounts.ts'
import { proveCurrency } from './prove-currency.ts'
import { type ProvenDates, proveDates } from './prove-dates.ts'
import { proveIban, proveIdentifier, proveTaxId } from './prove-identifiers.ts'
import { proveLines } from './prove-lines.ts'
import { proveAddress, proveDocumentType, proveName, proveRunningText } from './prove-texts.ts'
import type { Place, Verdict } from './verdict.ts'

export interface Proof {
  /** The invoice's tree, with a verdict for every value. */
  readonly fields: FieldsOf<Invoice>
  readonly ambiguousDates: ProvenDates['ambiguous']
  readonly ambiguousCurrency: boolean
}

/**
 * Looks every value of an invoice up in the words of its pages, whoever read it. Each kind of value is compared in its normal form; a value
 * of which one digit or letter differs from what is printed is `absent`. Pure: no clock, no files, the same answer for the same words.
 */
export function prove(invoice: Invoice, index: PageIndex): Proof {
  const lines = proveLines(invoice, index)
  const sums: SumsContext = { invoice, index, taken: lines.taken }
  const dates = proveDates(invoice, index)
  const currency = proveCurrency(invoice.currency, index)
  const party = ({ name, address, tax_id }: Invoice['seller']) => ({
    name: proveName(name, index),
    address: proveAddress(address, index),
    tax_id: proveTaxId(tax_id, index),
  })
  const { iban, bic, reference, terms } = invoice.payment
  const verdicts = {
    document_type: proveDocumentType(invoice.document_type, index),
    invoice_number: proveIdentifier(invoice.invoice_number, index),
    ...{ invoice_date: dates.invoice_date, due_date: dates.due_date },
    order_number: proveIdentifier(invoice.order_number, index),
    delivery_note: proveIdentifier(invoice.delivery_note, index),
    currency: currency.verdict,
    ...{ seller: party(invoice.seller), buyer: party(invoice.buyer) },
    line_items: lines.verdicts,
    ...proveSums(sums),
    taxes: proveTaxes(sums),
    payment: {
      iban: proveIban(iban, index),
      bic: proveIdentifier(bic, index),
      reference: proveIdentifier(reference, index),
      terms: proveRunningText(terms, index),
    },
    notes: proveRunningText(invoice.notes, index),
  } satisfies VerdictsOf<Invoice>
  return { fields: toFields(verdicts) as FieldsOf<Invoice>, ambiguousDates: dates.ambiguous, ambiguousCurrency: currency.ambiguous }
}

type VerdictsOf<T> = T extends readonly (infer Item)[]
  ? readonly VerdictsOf<Item>[]
  : NonNullable<T> extends string | number | boolean
    ? Verdict | null
    : { readonly [Key in keyof T]: VerdictsOf<T[Key]> }

function toFields(node: unknown): unknown {
  if (node === null || typeof node !== 'object') return null
  if (Array.isArray(node)) return node.map(toFields)
  if ('match' in node) return toField(node as Verdict)
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, toFields(value)]))
}

function toField({ match, place, confidence }: Verdict): FieldInfo {
  return { confidence, match, source: place === null ? null : { page: place.line.page, box: boxOf(place) } }
}

function boxOf({ words }: Place): readonly [number, number, number, number] | null {
  if (words.length === 0) return null
  const left = Math.min(...words.map(word => word.x))
  const top = Math.min(...words.map(word => word.y))
  const right = Math.max(...words.map(word => word.x + word.width))
  const bottom = Math.max(...words.map(word => word.y + word.height))
  return [fraction(left), fraction(top), fraction(right - left), fraction(bottom - top)]
}

function fraction(value: number): number {
  return Number(Math.min(1, Math.max(0, value)).toFixed(4))
}
