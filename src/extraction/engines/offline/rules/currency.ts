import { type PageText, spanAt, spanOf } from '../text/page-text.ts'
import { type Finding, finding } from './finding.ts'

const CODES = 'EUR|USD|GBP|CHF|MYR|SGD|AUD|CAD|NZD|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|TRY|AED|SAR|ZAR|BRL|MXN|THB|IDR|PHP|HKD'
const LABELLED = new RegExp(String.raw`(?:währung|waehrung|currency|devise|monnaie)\W{0,4}(?<code>${CODES})\b`, 'i')
const ANY_CODE = new RegExp(String.raw`\b(?:${CODES})\b`, 'g')
/** Signs as they are printed; the dollar is the United States' unless a letter before it says otherwise. */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/€\s?(?=-?\d)|(?<=\d\s?)€|\(€\)/g, 'EUR'],
  [/£\s?(?=-?\d)|(?<=\d\s?)£|\(£\)/g, 'GBP'],
  [/\bRM\s?(?=\d)|\(RM\)|\bRM\b/g, 'MYR'],
  [/S\$/g, 'SGD'],
  [/A\$/g, 'AUD'],
  [/(?<![SAC])\$\s?(?=\d)/g, 'USD'],
  [/¥/g, 'JPY'],
  [/₹|\bRs\.?\s?(?=\d)/g, 'INR'],
]

/** The currency that a label names, else the one printed most often beside amounts. */
export function readCurrency(pages: readonly PageText[]): Finding<string> | null {
  const lines = pages.flatMap(page => page.lines.map(line => ({ line, text: spanOf(line).text })))
  for (const { line, text } of lines) {
    const match = LABELLED.exec(text)
    const code = match?.groups?.code
    if (match !== null && code !== undefined)
      return finding(code.toUpperCase(), 0.98, spanAt(line, match.index, match.index + match[0].length))
  }
  const votes = new Map<string, { count: number; found: Finding<string> }>()
  for (const { line, text } of lines) {
    for (const { code, start, end } of mentions(text)) {
      const vote = votes.get(code) ?? { count: 0, found: finding(code, 0.85, spanAt(line, start, end)) }
      votes.set(code, { ...vote, count: vote.count + 1 })
    }
  }
  return [...votes.values()].toSorted((a, b) => b.count - a.count)[0]?.found ?? null
}

function mentions(text: string): { code: string; start: number; end: number }[] {
  const codes = [...text.matchAll(ANY_CODE)].map(match => ({ code: match[0], start: match.index, end: match.index + match[0].length }))
  const signs = SIGNS.flatMap(([regex, code]) =>
    [...text.matchAll(regex)].map(match => ({ code, start: match.index, end: match.index + match[0].length })),
  )
  return [...codes, ...signs]
}
