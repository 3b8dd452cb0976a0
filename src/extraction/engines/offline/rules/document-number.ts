import { type PageText, spanAt, spanOf } from '../text/page-text.ts'
import { findDates } from './date.ts'
import { type Finding, finding } from './finding.ts'
import { findLabels } from './label.ts'

const DOCUMENT = String.raw`(?:invoice|rechnung\w*|rechnungs[- ]?korrektur|facture|avoir|gutschrift\w*|credit\s?note|debit\s?note|receipt|bill|quittung|beleg|kassenbon|tax\s?inv\w*|cash\s?(?:bill|sales?)|inv)`
const NUMBER_WORD = `(?:numéro|numero|number|nummer|num|nr|no|n[°º]|id|#)`
/** A number has a digit, and is made of letters, digits and the marks that numbering schemes use. */
const VALUE = String.raw`(?<value>(?=[\w./-]*\d)[A-Z0-9](?:[\w./-]*\w)?(?:\s?\/\s?\d+)?)`
/** Between the document's name and "No." may stand a code in brackets or a few words, but none that names another document. */
const BETWEEN = String.raw`(?:(?!bestell|auftrag|liefer|kunde|order|customer|delivery|gemäß|zur\b|vom\b|date|datum)[^\d:#])*?(?:\(\s?\d{3}\s?\)\s?)?`

/** Strongest first; the text is one line. */
const PATTERNS = [
  { regex: new RegExp(`${DOCUMENT}${BETWEEN}${NUMBER_WORD}\\s?[.:#]*\\s*[.:#]?\\s*${VALUE}`, 'i'), confidence: 0.95 },
  { regex: new RegExp(`${NUMBER_WORD}\\.?\\s*(?:de |of |der |la |the )*${DOCUMENT}\\s?[.:#]*\\s*${VALUE}`, 'i'), confidence: 0.95 },
  { regex: new RegExp(`${DOCUMENT}\\s*(?:\\(\\d{3}\\))?\\s*[#:]+\\s*${VALUE}`, 'i'), confidence: 0.9 },
  { regex: new RegExp(`^\\W*${DOCUMENT}\\s+${VALUE}\\s*$`, 'i'), confidence: 0.85 },
  {
    regex: new RegExp(
      `(?:^|\\s)(?:doc(?:ument)?|slip|check|chq|trans(?:action)?|trx|ref(?:erence)?|ticket)\\s*\\.?\\s*${NUMBER_WORD}\\s?[.:]*\\s*:?\\s*${VALUE}`,
      'i',
    ),
    confidence: 0.6,
  },
  { regex: new RegExp(`^\\W*${NUMBER_WORD}\\s?[.:]+\\s*:?\\s*${VALUE}`, 'i'), confidence: 0.4 },
] as const

/** Headings of forms, with the number in the cell under them. */
const HEADINGS = [
  'rechnungsnummer',
  'rechnungsnr',
  'belegnummer',
  'invoicenumber',
  'invoiceno',
  'invoice#',
  'numerodefacture',
  'nodefacture',
  'facturen°',
  'n°facture',
]

/** The invoice's own number; null when nothing names one. */
export function readDocumentNumber(pages: readonly PageText[]): Finding<string> | null {
  return numberOnLine(pages) ?? numberUnderHeading(pages)
}

function numberUnderHeading(pages: readonly PageText[]): Finding<string> | null {
  for (const { below } of findLabels(pages, { labels: HEADINGS })) {
    const value = below?.text.trim() ?? ''
    if (below !== null && /^(?=\S*\d)[A-Z0-9][\w./-]*$/i.test(value) && !isDate(value)) return finding(value, 0.8, below)
  }
  return null
}

function numberOnLine(pages: readonly PageText[]): Finding<string> | null {
  for (const { regex, confidence } of PATTERNS) {
    for (const line of pages.flatMap(page => page.lines)) {
      const text = spanOf(line).text
      const match = regex.exec(text)
      const value = match?.groups?.value
      if (match === null || value === undefined || isDate(value)) continue
      const start = match.index + match[0].lastIndexOf(value)
      return finding(value, confidence, spanAt(line, start, start + value.length))
    }
  }
  return null
}

function isDate(value: string): boolean {
  return findDates(value).some(date => date.end - date.start >= value.length - 1)
}
