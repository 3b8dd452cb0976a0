import { spanOf } from '../text/page-text.ts'
import type { DocumentView, LabelHit } from './document-view.ts'
import { type Finding, finding } from './finding.ts'
import type { LabelKind } from './labels/label-kind.ts'

export interface DocumentKind {
  /** Null where nothing names a kind of invoice. */
  readonly found: Finding<string> | null
  /** What the document calls itself instead of an invoice ("Quotation"); null where it is one, or says nothing. */
  readonly other: string | null
}

const KINDS: readonly (readonly [LabelKind, string])[] = [
  ['kindCreditNote', 'credit_note'],
  ['kindCorrected', 'corrected_invoice'],
  ['kindSelfBilled', 'self_billed_invoice'],
  ['kindPrepayment', 'prepayment_invoice'],
  ['kindInvoice', 'invoice'],
  ['kindReceipt', 'receipt'],
  ['kindOther', 'other'],
]

interface Candidate {
  readonly kind: string
  readonly weight: number
  readonly hit: LabelHit
}

/**
 * The kind by the document's own heading: a phrase that begins its cell and fills it, in large type, in the upper part of the first page.
 * A word inside a sentence ("merci d'avoir choisi") or a label ("Invoice No.") is no heading; a label for its number is a hint.
 */
export function readDocumentKind(view: DocumentView): DocumentKind {
  const candidates = view.rows
    .filter(row => row.page === 1)
    .flatMap(row =>
      row.hits.flatMap(hit =>
        KINDS.flatMap(([kind, value]) => (hit.kinds.has(kind) ? [{ kind: value, weight: weightOf(view, hit, value), hit }] : [])),
      ),
    )
  const labels = view.rows
    .flatMap(row => row.hits.filter(hit => hit.kinds.has('number') && hit.atStart))
    .map(hit => fromNumberLabel(view, hit))
  const ranked = [...candidates, ...labels.filter(candidate => candidate !== null)]
    .filter(({ weight }) => weight > 0.2)
    .toSorted((a, b) => b.weight - a.weight)
  const [best] = ranked
  if (best === undefined) return { found: null, other: null }
  if (best.kind === 'other') return { found: null, other: textOf(best.hit) }
  const rival = ranked.find(({ kind, weight }) => kind !== best.kind && weight > best.weight - 0.25)
  const confidence = Math.min(0.96, 0.6 + best.weight * 0.3) - (rival === undefined ? 0 : 0.2)
  return {
    found: finding(best.kind, confidence, spanOf(best.hit.row.line, best.hit.row.line.words.slice(best.hit.start, best.hit.end))),
    other: null,
  }
}

function textOf(hit: LabelHit): string {
  return spanOf(hit.row.line, hit.row.line.words.slice(hit.start, hit.end)).text
}

function weightOf(view: DocumentView, hit: LabelHit, kind: string): number {
  const { row, cell, end } = hit
  if (!hit.atStart) return 0
  const rest = row.line.words.slice(end, cell.first + cell.span.words.length)
  const words = rest.filter(word => /\p{L}{2}/u.test(word.text) && !/\d/.test(word.text))
  const colon = /:$/.test(row.line.words[end - 1]?.text ?? '')
  // "Dear customer" begins letters and invoices alike: it says something only where nothing else does.
  const greeting =
    kind === 'other' &&
    /^(?:dear|sehr|madame|monsieur|cher|geachte|beste|gentile|egregi|spett|stimate|stimați|szanown|kære|kjære|hej|hei|hyvä|arvoisa|tisztelt|vážen|estimad|prezad|caro|exmo|muy|sayın|to whom|messieurs|brief|lettera|carta|kära|bäste|bästa)/i.test(
      cell.text,
    )
  const large = row.height > view.typeHeight * 1.2 ? 0.6 : 0
  const alone = rest.length === 0 ? 0.5 : words.length === 0 ? 0.35 : words.length <= 2 ? 0 : -0.5
  const place = row.top < 0.35 ? 0.3 : row.top < 0.55 ? 0.1 : -0.4
  return (
    0.3 +
    large +
    alone +
    place -
    (colon ? 0.6 : 0) -
    (greeting ? 0.75 : 0) -
    (kind === 'receipt' ? 0.15 : 0) -
    (kind === 'other' && rest.length > 0 && row.cells.length > 1 ? 0.25 : 0)
  )
}

/** "Invoice No.: 17" is a weak heading: the label names the kind of document that bears the number. */
function fromNumberLabel(view: DocumentView, hit: LabelHit): Candidate | null {
  const label = textOf(hit).toLowerCase()
  const credit = view.languages.some(({ labels }) =>
    (labels.kindCreditNote ?? '').split('|').some(phrase => phrase.length > 5 && label.startsWith(phrase)),
  )
  return { kind: credit ? 'credit_note' : 'invoice', weight: credit ? 0.6 : 0.45, hit }
}

/** Sums and a number make an invoice of what has no heading; a letter has neither. */
export function looksLikeNone(
  other: string | null,
  facts: { readonly hasTotal: boolean; readonly hasNumber: boolean; readonly hasKind: boolean },
): boolean {
  if (other !== null) return true
  return !facts.hasKind && !facts.hasTotal && !facts.hasNumber
}
