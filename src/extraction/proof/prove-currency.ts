import type { PageIndex } from './page-index.ts'
import { ABSENT, seen, type Verdict } from './verdict.ts'

/** Signs and words that stand for a currency, and for which ones. */
const SIGNS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/€|\beuros?\b/i, ['EUR']],
  [/US ?\$/, ['USD']],
  [/A(?:U|US)? ?\$/, ['AUD']],
  [/C(?:A|AN)? ?\$/, ['CAD']],
  [/S(?:G)? ?\$/, ['SGD']],
  [/NZ ?\$/, ['NZD']],
  [/HK ?\$/, ['HKD']],
  [/R\$/, ['BRL']],
  [/MX ?\$/, ['MXN']],
  [/\$/, ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN', 'ARS', 'CLP', 'COP', 'TWD']],
  [/£/, ['GBP']],
  [/¥|￥|円/, ['JPY', 'CNY']],
  [/₹|\bRs\.?(?=[\s\d]|$)/, ['INR']],
  [/zł/i, ['PLN']],
  [/Kč/, ['CZK']],
  [/\bFt\b/, ['HUF']],
  [/\blei\b|\bRON\b/i, ['RON']],
  [/₺|\bTL\b/, ['TRY']],
  [/\bkr\b/i, ['SEK', 'NOK', 'DKK', 'ISK']],
  [/\bS?Fr\.(?=[\s\d]|$)/, ['CHF']],
  [/\bRM(?=[\s\d)]|$)/, ['MYR']],
]

/** Words of a page that tell the countries apart which share a sign. */
const EVIDENCE: Readonly<Record<string, RegExp>> = {
  AUD: /\b(?:abn|pty|australia)\b/,
  NZD: /new zealand|\bnz\b/,
  CAD: /canada|\b(?:hst|gst\/hst|qst|ontario|quebec)\b/,
  SGD: /singapore/,
  HKD: /hong kong/,
  USD: /\busa?\b|united states|\b[a-z]{2} \d{5}\b|sales tax/,
  MXN: /mexico|\brfc\b/,
  JPY: /japan|[\u3040-\u30ff]/,
  CNY: /china|\bcny\b/,
  SEK: /sverige|moms|sweden|momsreg|\bse\d{10}/,
  NOK: /norge|\bmva\b|norway/,
  DKK: /danmark|\bcvr\b|denmark/,
}

export interface ProvenCurrency {
  readonly verdict: Verdict | null
  /** The page shows a sign that several countries share, and nothing that tells them apart. */
  readonly ambiguous: boolean
}

export function proveCurrency(value: string | null, index: PageIndex): ProvenCurrency {
  if (value === null) return { verdict: null, ambiguous: false }
  const code = new RegExp(`(?<![A-Za-z])${value.replace(/[^A-Z]/g, '')}(?![A-Za-z])`)
  const named = placeOf(index, code)
  if (named !== null) return { verdict: seen('exact', named), ambiguous: false }
  for (const [sign, currencies] of SIGNS) {
    if (!currencies.includes(value)) continue
    const place = placeOf(index, sign)
    if (place === null) continue
    const shared = currencies.length > 1
    const told = EVIDENCE[value]?.test(index.text) === true
    const others = currencies.some(other => other !== value && EVIDENCE[other]?.test(index.text) === true)
    const ambiguous = shared && (!told || others)
    return { verdict: seen('normalised', place, ambiguous ? 0.6 : undefined), ambiguous }
  }
  return { verdict: ABSENT, ambiguous: false }
}

function placeOf(index: PageIndex, pattern: RegExp) {
  for (const line of index.lines) {
    if (!pattern.test(line.text)) continue
    const words = line.line.words.filter(({ text }) => pattern.test(text))
    return { line, words: words.length > 0 ? words.slice(0, 1) : line.line.words }
  }
  return null
}
