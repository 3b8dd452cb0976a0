import { type PageText, type Span, spanAt, spanOf } from '../text/page-text.ts'
import { dateOrderOf, findDates } from './date.ts'
import { mentionsDate } from './dates.ts'
import { type Finding, finding } from './finding.ts'

/**
 * A receipt's date by votes: receipts print it up to three times (head, foot, printer's stamp). A label and a time of day on the same
 * line make a vote heavier; every vote counts as much as its digits were readable.
 */
export function readReceiptDate(pages: readonly PageText[]): Finding<string> | null {
  const lines = pages.flatMap(page => page.lines)
  const order = dateOrderOf(lines.map(line => spanOf(line).text).join('\n'))
  const votes = new Map<string, { weight: number; span: Span }>()
  for (const line of lines) {
    const text = repaired(spanOf(line).text)
    const [date] = findDates(text, order)
    if (date === undefined || /expir|valid|until|since|promo/i.test(text)) continue
    const span = spanAt(line, date.start, date.end)
    const clarity = Math.min(...span.words.map(word => word.confidence))
    const weight = (1 + (mentionsDate(text) ? 1 : 0) + (/\d{1,2}\s?[:.]\s?\d{2}/.test(text.slice(date.end)) ? 0.5 : 0)) * clarity
    const before = votes.get(date.value)
    votes.set(date.value, { weight: weight + (before?.weight ?? 0), span: before?.span ?? span })
  }
  const best = [...votes].toSorted(([, a], [, b]) => b.weight - a.weight)[0]
  return best === undefined ? null : finding(best[0], Math.min(0.95, 0.5 + best[1].weight / 5), best[1].span)
}

/** "2109/2017": OCR takes a slash between two digits for nothing. The blank keeps every other character in its place but one. */
function repaired(text: string): string {
  return text.replace(/(?<![\d/])(\d{2})(\d{2})([-/.])(?=20\d{2}(?!\d))/, '$1$3$2$3')
}
