import { type Line, type PageText, spanAt, spanOf } from '../text/page-text.ts'
import { type DateOrder, dateOrderOf, findDates } from './date.ts'
import { type Finding, finding } from './finding.ts'
import { compact, findLabels } from './label.ts'

const ISSUE = [
  'rechnungsdatum',
  'belegdatum',
  'ausstellungsdatum',
  'datedefacture',
  'datedelafacture',
  'datefacture',
  'datedemission',
  'invoicedate',
  'dateofinvoice',
  'dateissued',
  'issuedate',
  'issuedat',
  'billdate',
  'docdate',
  'documentdate',
  'receiptdate',
  'transdate',
  'taxpoint',
]
const PLAIN = ['datum', 'date', 'tarikh']
const DUE = [
  'falligam',
  'faelligam',
  'falligkeit',
  'zahlbarbis',
  'zahlungsziel',
  'datedecheance',
  'echeance',
  'duedate',
  'paymentdue',
  'payableonorbefore',
  'payby',
  'dueon',
  'bitteuberweisensiebiszum',
  'nettobis',
  'remituntil',
  'payuntil',
  'payeravantle',
]
/** Lines about another date than the issue's. */
const OTHER =
  /liefer|leistung|deliver|delv|livraison|bestell|order|commande|due|f[äa]llig|éch[ée]ance|expir|valid|print|geburt|birth|zeitraum|period|payable|zahlbar|skonto|version|gültig|since|seit|règlement|virement/i
/** Only a delivery date may stand in for a missing issue date: deliveries are invoiced on the day where nothing else is said. */
const DELIVERY = /liefer|leistung|deliver|delv|livraison/i

export function readDates(pages: readonly PageText[]): { issue: Finding<string> | null; due: Finding<string> | null } {
  const order = dateOrderOf(pages.flatMap(page => page.lines.map(line => spanOf(line).text)).join('\n'))
  return {
    issue:
      labelled(pages, ISSUE, order, 0.95) ??
      afterNumber(pages, order) ??
      labelled(pages, PLAIN, order, 0.85, OTHER) ??
      firstDate(pages, order, line => !OTHER.test(line), 0.6) ??
      firstDate(pages, order, line => DELIVERY.test(line), 0.3),
    due: labelled(pages, DUE, order, 0.9),
  }
}

function labelled(
  pages: readonly PageText[],
  labels: readonly string[],
  order: DateOrder,
  confidence: number,
  not?: RegExp,
): Finding<string> | null {
  for (const match of findLabels(pages, { labels })) {
    if (not?.test(spanOf(match.line).text)) continue
    const [date] = findDates(match.after.text, order)
    if (date !== undefined) return finding(date.value, confidence, spanAt(match.line, date.start, date.end, match.after.words))
    const [under] = match.below === null ? [] : findDates(match.below.text, order)
    if (match.below !== null && under !== undefined) {
      return finding(under.value, confidence - 0.1, spanAt(match.below.line, under.start, under.end, match.below.words))
    }
  }
  return null
}

/** "Rechnung Nr. 471102 vom 05.03.2018", "Invoice # 7 issued at 2019-06-10"; the date may have slipped to the next line. */
function afterNumber(pages: readonly PageText[], order: DateOrder): Finding<string> | null {
  const title = /(?:rechnung|gutschrift|invoice|facture|avoir|korrektur|credit note)/i
  for (const { lines } of pages) {
    for (const [index, line] of lines.entries()) {
      const text = spanOf(line).text
      const about = title.exec(text)
      if (about === null || !/\d/.test(text) || /gemäß|bestellung|\bzur\b/i.test(text)) continue
      const [date] = findDates(text, order).filter(({ start }) => start > about.index)
      if (date !== undefined && /\b(?:vom|von|du|dated|issued|of|am)\b/i.test(text.slice(0, date.start))) {
        return finding(date.value, 0.95, spanAt(line, date.start, date.end))
      }
      const next = /\b(?:vom|du)$/i.test(text.trim()) ? lines[index + 1] : undefined
      const found = next === undefined ? null : firstIn(next, order, 0.9)
      if (found !== null) return found
    }
  }
  return null
}

function firstDate(
  pages: readonly PageText[],
  order: DateOrder,
  wanted: (line: string) => boolean,
  confidence: number,
): Finding<string> | null {
  for (const line of pages.flatMap(page => page.lines)) {
    const found = wanted(spanOf(line).text) ? firstIn(line, order, confidence) : null
    if (found !== null) return found
  }
  return null
}

function firstIn(line: Line, order: DateOrder, confidence: number): Finding<string> | null {
  const [date] = findDates(spanOf(line).text, order)
  return date === undefined ? null : finding(date.value, confidence, spanAt(line, date.start, date.end))
}

/** For the receipts' rules: a line that carries the word date in any spelling. */
export function mentionsDate(text: string): boolean {
  return PLAIN.some(label => compact(text).includes(label))
}
