import { type PageText, spanAt, spanOf } from '../text/page-text.ts'
import { type Finding, finding } from './finding.ts'

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/\bcredit\s?note\b|\bavoir\b|(?:rechnungs|stornorechnung)\b/i, 'credit_note'],
  [/selbst ausgestellte rechnung|self-?billed/i, 'self_billed_invoice'],
  [/rechnungskor\s?rektur|corrected invoice|facture rectificative/i, 'corrected_invoice'],
  [/\bgutschrift\b/i, 'credit_note'],
  [/invoice|rechnung|facture/i, 'invoice'],
  [/\breceipt\b|quittung|kassenbon|cash (?:bill|sale)/i, 'receipt'],
]

/** The kind that the upper half of the first page names first in this order: "credit note" also says "invoice" somewhere. */
export function readDocumentKind(pages: readonly PageText[]): Finding<string> | null {
  const lines = (pages[0]?.lines ?? []).filter(line => (line.words[0]?.y ?? 1) < 0.5)
  for (const [regex, kind] of KINDS) {
    for (const line of lines) {
      const match = regex.exec(spanOf(line).text)
      if (match !== null) return finding(kind, 0.8, spanAt(line, match.index, match.index + match[0].length))
    }
  }
  return null
}
