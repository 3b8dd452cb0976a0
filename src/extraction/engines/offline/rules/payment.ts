import { type Line, type PageText, spanAt, spanOf } from '../text/page-text.ts'
import { type Draft, type Finding, finding } from './finding.ts'
import { findLabels } from './label.ts'

const IBAN = /\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{2,4}){3,8}/g
const BIC = /\b(?:BIC|SWIFT)(?:[-\s]?code)?\W{0,4}(?<bic>[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b/i
const REFERENCE = /(?:verwendungszweck|payment reference|zahlungsreferenz|référence de paiement|remittance)\W{1,4}(?<value>\S.*)$/i
const TERMS = [
  'zahlungsbedingungen',
  'zahlungsbedingung',
  'paymentterms',
  'conditionsdepaiement',
  'conditionsdereglement',
  'termsofpayment',
  'terms',
]

export function readPayment(pages: readonly PageText[]): Draft['payment'] {
  const lines = pages.flatMap(page => page.lines)
  return { iban: firstOf(lines, readIban), bic: firstOf(lines, readBic), reference: firstOf(lines, readReference), terms: readTerms(pages) }
}

function firstOf<T>(lines: readonly Line[], read: (line: Line, text: string) => Finding<T> | null): Finding<T> | null {
  for (const line of lines) {
    const found = read(line, spanOf(line).text)
    if (found !== null) return found
  }
  return null
}

function readIban(line: Line, text: string): Finding<string> | null {
  for (const match of text.matchAll(IBAN)) {
    const value = validIban(match[0])
    if (value !== null) return finding(value, 0.98, spanAt(line, match.index, match.index + match[0].length))
  }
  return null
}

/** The longest beginning whose check digits are right (ISO 7064 mod 97): what follows on the line may look like more of it. */
function validIban(raw: string): string | null {
  const compact = raw.replace(/\s/g, '')
  for (let length = Math.min(34, compact.length); length >= 15; length -= 1) {
    const candidate = compact.slice(0, length)
    const digits = (candidate.slice(4) + candidate.slice(0, 4)).replace(/[A-Z]/g, letter => String(letter.charCodeAt(0) - 55))
    if (BigInt(digits) % 97n === 1n) return candidate
  }
  return null
}

function readBic(line: Line, text: string): Finding<string> | null {
  const match = BIC.exec(text)
  const bic = match?.groups?.bic
  return match === null || bic === undefined
    ? null
    : finding(bic.toUpperCase(), 0.9, spanAt(line, match.index, match.index + match[0].length))
}

function readReference(line: Line, text: string): Finding<string> | null {
  const match = REFERENCE.exec(text)
  const value = match?.groups?.value
  return match === null || value === undefined ? null : finding(value.trim(), 0.8, spanAt(line, match.index, match.index + match[0].length))
}

function readTerms(pages: readonly PageText[]): Finding<string> | null {
  for (const { after } of findLabels(pages, { labels: TERMS })) {
    const value = after.text.replace(/^[\s:]+/, '').trim()
    if (value.length > 3) return finding(value, 0.7, after)
  }
  const about = /\b(?:zahlbar|payable (?:within|on or before)|skonto|payment within|à régler)\b/i
  return firstOf(
    pages.flatMap(page => page.lines),
    (line, text) => (about.test(text) ? finding(text, 0.6, spanOf(line)) : null),
  )
}
