import type { DocumentView, Row } from './document-view.ts'
import { legalFormOf } from './party-blocks.ts'

const STATES =
  'AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC'

/** What tells a country on a page, with its weight as a vote. */
const SIGNS: readonly (readonly [RegExp, string, number])[] = [
  [new RegExp(String.raw`\b(?:${STATES}),? \d{5}(?:-\d{4})?\b`), 'US', 2],
  [/\b(?:USA|U\.S\.A\.?|United States)\b/, 'US', 2],
  [/\bEIN\b|\bsales tax\b|\bzip\b/i, 'US', 1],
  [/\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b/, 'CA', 1.6],
  [/\b(?:HST|QST|PST|GST\/HST|TPS|TVQ)\b/, 'CA', 1.5],
  [/\bCanada\b|\b(?:Ontario|Québec|Quebec|Alberta|British Columbia)\b|, (?:ON|QC|BC|AB|MB|SK|NS|NB) [A-Z]\d/, 'CA', 2],
  [/\bA\.?B\.?N\.?\b\W{0,3}\d{2} ?\d{3}|\bABN\b/, 'AU', 2],
  [/\b(?:NSW|VIC|QLD|TAS|ACT) \d{4}\b|\bAustralia\b/, 'AU', 2],
  [/\bNZBN\b|\bNew Zealand\b|\bAuckland\b|\bWellington\b|\.co\.nz\b/, 'NZ', 2],
  [/\.com\.au\b/, 'AU', 2],
  [/\bGSTIN\b|\b(?:CGST|SGST|IGST)\b/, 'IN', 2],
  [/\b\d{2}[A-Z]{5}\d{4}[A-Z][A-Z\d]Z[A-Z\d]\b|\bIndia\b/, 'IN', 2],
  [/\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b/, 'GB', 1.5],
  [/\b(?:United Kingdom|England|Scotland|Wales)\b|\.co\.uk\b/, 'GB', 2],
  [/\bSingapore \d{6}\b|\bSingapore\b|\bUEN\b/, 'SG', 2],
  [/\bSdn\.? Bhd\b|\bMalaysia\b|\bSST\b/i, 'MY', 2],
  [/\bSouth Africa\b|\(Pty\) Ltd|\.co\.za\b/i, 'ZA', 2],
  [/\bIreland\b|\bDublin\b/, 'IE', 1.6],
  [/\bTokyo\b|\bOsaka\b|\bJapan\b|日本|\bKK\b/, 'JP', 2],
  [/\bUnited Arab Emirates\b|\bDubai\b|\bU\.?A\.?E\b|\bTRN\b/, 'AE', 2],
  [/\bHong Kong\b/, 'HK', 2],
  [/\bMéxico\b|\bMexico\b|\bRFC\b|\bCFDI\b/, 'MX', 2],
  [/\bArgentina\b|\bCUIT\b|\bBuenos Aires\b/, 'AR', 2],
  [/\bColombia\b|\bNIT\b/, 'CO', 1.5],
  [/\bChile\b|\bRUT\b|\bSantiago\b/, 'CL', 1.5],
  [/\bPerú\b|\bRUC\b|\bIGV\b/, 'PE', 2],
  [/\bBrasil\b|\bBrazil\b|\bCNPJ\b|\bNFS?-e\b|\bICMS\b/, 'BR', 2],
  [/\bPortugal\b|\bNIPC\b|\bATCUD\b|\b\d{4}-\d{3} \p{Lu}/u, 'PT', 1.6],
  [/\bEspaña\b|\bSpain\b|\b(?:CIF|NIF) ?:? ?[A-Z]\d{7}/, 'ES', 1.6],
  [/\bSchweiz\b|\bSuisse\b|\bSvizzera\b|\bSwitzerland\b|\bCHE-?\d{3}|\bCH-\d{4}\b/, 'CH', 2],
  [/\bÖsterreich\b|\bAustria\b|\bATU\d{8}\b|\bA-\d{4}\b|\bWien\b|\bUID\b/, 'AT', 1.2],
  [/\bDeutschland\b|\bGermany\b|\bHRB\b|\bD-\d{5}\b|\bSteuernummer\b/, 'DE', 1.5],
  [/\bFrance\b|\bSIRET\b|\bSIREN\b|\bRCS\b/, 'FR', 1.6],
  [/\bBelgi(?:ë|que|um)\b|\bBCE\b|\bRPR\b/, 'BE', 1.8],
  [/\bNederland\b|\bNetherlands\b|\bKVK\b|\b\d{4} [A-Z]{2} \p{Lu}/iu, 'NL', 1.2],
  [/\bItalia\b|\bItaly\b|\bP\. ?IVA\b|\bPartita IVA\b|\bREA\b/i, 'IT', 1.6],
  [/\bPolska\b|\bPoland\b|\bREGON\b|\bNIP\b/, 'PL', 1.8],
  [/\bSverige\b|\bSweden\b|\bBankgiro\b|\bPlusgiro\b|\bMomsreg/i, 'SE', 2],
  [/\bNorge\b|\bNorway\b|\bMVA\b|\bForetaksregisteret\b/i, 'NO', 2],
  [/\bDanmark\b|\bDenmark\b|\bCVR\b/, 'DK', 2],
  [/\bSuomi\b|\bFinland\b|\bY-tunnus\b/i, 'FI', 2],
  [/\bMagyarország\b|\bHungary\b|\bBudapest\b|\b[Aa]dószám\b/, 'HU', 2],
  [/\bČeská\b|\bCzech\b|\bPraha\b|\bDIČ:? ?CZ/, 'CZ', 2],
  [/\bSlovensko\b|\bBratislava\b|\bDIČ:? ?SK/, 'SK', 2],
  [/\bRom[âa]nia\b|\bBucure[șş]ti\b|\bCIF:? ?RO|\bCUI\b/, 'RO', 2],
  [/\bTürkiye\b|\bTurkey\b|\bİstanbul\b|\bAnkara\b|\bVergi Dairesi\b|\bVKN\b/, 'TR', 2],
]
/** Telephone prefixes; North America's is shared. */
const PHONES: Readonly<Record<string, string>> = {
  '44': 'GB',
  '49': 'DE',
  '43': 'AT',
  '41': 'CH',
  '33': 'FR',
  '34': 'ES',
  '39': 'IT',
  '31': 'NL',
  '32': 'BE',
  '351': 'PT',
  '55': 'BR',
  '48': 'PL',
  '46': 'SE',
  '47': 'NO',
  '45': 'DK',
  '358': 'FI',
  '36': 'HU',
  '420': 'CZ',
  '421': 'SK',
  '40': 'RO',
  '90': 'TR',
  '61': 'AU',
  '64': 'NZ',
  '91': 'IN',
  '65': 'SG',
  '60': 'MY',
  '27': 'ZA',
  '353': 'IE',
  '81': 'JP',
  '52': 'MX',
  '54': 'AR',
  '57': 'CO',
  '56': 'CL',
  '51': 'PE',
  '971': 'AE',
  '852': 'HK',
}
const DOMAINS = /\.(de|at|ch|fr|be|nl|es|it|pt|pl|se|no|dk|fi|hu|cz|sk|ro|in|jp|ca|br|mx|ar|cl|pe|ie|us)\b(?!\.)/i
const VAT_PREFIX = /\b(AT|BE|BG|CZ|DE|DK|EE|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|NL|PL|PT|RO|SE|SI|SK)[A-Z]?\d{7,12}/

/** Where the seller sits, by votes of everything that names a country; null where nothing does. Rows of the buyer say less than nothing. */
export function sellerCountry(view: DocumentView, sellerRows: readonly Row[], buyerRows: readonly Row[]): string | null {
  const votes = new Map<string, number>()
  const vote = (country: string, weight: number) => votes.set(country, (votes.get(country) ?? 0) + weight)
  const [sellers, buyers] = [new Set(sellerRows), new Set(buyerRows)]
  for (const row of view.rows) {
    const factor = sellers.has(row) ? 1.5 : buyers.has(row) ? 0.4 : 1
    for (const country of countriesIn(row.text)) vote(country.code, country.weight * factor)
  }
  const languages = view.languages.slice(0, 1)
  // English is everybody's: only other languages speak for their countries.
  for (const { language, countries } of languages)
    if (language !== 'en') for (const [index, country] of countries.entries()) vote(country, Math.max(0.2, 1.2 - index * 0.5))
  const [first, second] = [...votes].toSorted(([, a], [, b]) => b - a)
  if (first === undefined || first[1] < 0.8) return null
  return second !== undefined && second[1] > first[1] * 0.95 ? null : first[0]
}

function countriesIn(text: string): { code: string; weight: number }[] {
  const found = SIGNS.filter(([regex]) => regex.test(text)).map(([, code, weight]) => ({ code, weight }))
  const phone = /(?:\+|\b00)(\d{2,3})[\s(.-]?\d/.exec(text)?.[1]
  const called = phone === undefined ? undefined : (PHONES[phone] ?? PHONES[phone.slice(0, 2)])
  if (called !== undefined) found.push({ code: called, weight: 1 })
  const domain = DOMAINS.exec(text)?.[1]
  if (domain !== undefined && /@|www\.|http/.test(text)) found.push({ code: domain.toUpperCase(), weight: 0.8 })
  const vat = VAT_PREFIX.exec(text)?.[1]
  if (vat !== undefined && !/iban/i.test(text)) found.push({ code: vat, weight: 1.5 })
  const legal = legalFormOf(text)?.country
  if (legal != null) found.push({ code: legal, weight: 1.2 })
  return found
}
