import type { Invoice } from '../invoice.ts'
import { foldText } from './fold-text.ts'
import type { DatePlace, PageIndex } from './page-index.ts'
import type { DateOrder } from './printed-date.ts'
import { ABSENT, COMPUTED, isSeen, seenDate, type Verdict } from './verdict.ts'

export interface ProvenDates {
  readonly invoice_date: Verdict | null
  readonly due_date: Verdict | null
  /** Dates that the page prints so that they can be read in two ways, and nothing on it says which. */
  readonly ambiguous: readonly ('invoice_date' | 'due_date')[]
}

/** What stands before dates that are not the invoice's own. */
const OTHER_DATE =
  /due|fallig|zahlbar|echeance|vencim|scaden|verval|liefer|deliver|livraison|leistung|order|bestell|commande|expir|gultig|valid|termin platnosci|forfall|erapaiva|hatarid|splatnost|scadent|vade/
const OWN_DATE = /invoice|rechnung|factur|fattur|factuur|fatura|faktura|lasku|szaml|issue|date d.emission|datum|bill/

export function proveDates({ invoice_date, due_date }: Invoice, index: PageIndex): ProvenDates {
  const order = dateOrderOf(index)
  const placesOf = (value: string) =>
    index.dates.filter(place => place.readings.some(reading => reading.value === value && fits(reading.order, order)))
  const issue = invoice_date === null ? null : proveDate(invoice_date, placesOf(invoice_date))
  const printed = due_date === null ? null : proveDate(due_date, placesOf(due_date), true)
  const due =
    printed?.match === 'absent' && issue !== null && isSeen(issue) && followsFromTerms(invoice_date!, due_date!, index) ? COMPUTED : printed
  const isAmbiguous = (value: string | null) => {
    if (value === null || order !== null) return false
    const places = placesOf(value)
    return places.length > 0 && places.every(place => place.readings.length > 1)
  }
  const ambiguous = (
    [
      ['invoice_date', invoice_date],
      ['due_date', due_date],
    ] as const
  )
    .filter(([, value]) => isAmbiguous(value))
    .map(([name]) => name)
  return { invoice_date: issue, due_date: due, ambiguous }
}

function fits(needed: DateOrder | null, order: DateOrder | null): boolean {
  return needed === null || order === null || needed === order
}

function proveDate(value: string, places: readonly DatePlace[], isDue = false): Verdict {
  const rank = (place: DatePlace) => {
    const before = foldText(textBefore(place))
    if (isDue) return OTHER_DATE.test(before) ? 2 : 1
    return OWN_DATE.test(before) && !OTHER_DATE.test(before) ? 2 : OTHER_DATE.test(before) ? 0 : 1
  }
  const best = places.toSorted((a, b) => rank(b) - rank(a))[0]
  if (best === undefined) return ABSENT
  // The date stands there, but as the day of something else.
  return seenDate(value, best, rank(best) === 0 ? 0.6 : undefined)
}

function textBefore({ line, words }: DatePlace): string {
  const left = words[0]?.x ?? 0
  return line.line.words
    .filter(word => word.x < left && left - word.x < 0.35)
    .map(({ text }) => text)
    .join(' ')
}

/** "Payable within 30 days", in the languages that are shipped. */
const DAYS = /tag|day|jour|dia|giorn|dag|dni|dn|zile|gun|nap|paiv|zi\b|hari/

function followsFromTerms(issued: string, due: string, index: PageIndex): boolean {
  const days = Math.round((Date.parse(due) - Date.parse(issued)) / 86_400_000)
  if (days < 1) return false
  const term = new RegExp(String.raw`(?<![\d.,])${days}\s*(?:kalender|calendar|working|net)?\s*(?:${DAYS.source})`)
  return term.test(index.text)
}

const DAY_FIRST_WORDS =
  /rechnung|facture|factura|fattura|factuur|fatura|faktura|lasku|szamla|\b(?:abn|gst ?in|gstin|pty|vat (?:no|number|reg)|plc|gmbh|s\.?r\.?l|s\.?a\.?r\.?l)\b|£|united kingdom|australia|new zealand/
const MONTH_FIRST_WORDS =
  /\b(?:al|ak|az|ar|ca|co|ct|dc|de|fl|ga|hi|ia|id|il|in|ks|ky|la|ma|md|me|mi|mn|mo|ms|mt|nc|nd|ne|nh|nj|nm|nv|ny|oh|ok|or|pa|ri|sc|sd|tn|tx|ut|va|vt|wa|wi|wv|wy)[ ,.]+\d{5}(?:-\d{4})?\b|\busa\b|united states|us ?\$/

/** How a document writes its dates: as one of them shows that can be read in one way only, else as its country does; null where nothing says. */
export function dateOrderOf(index: PageIndex): DateOrder | null {
  const shown = new Set<DateOrder>()
  for (const { words } of index.dates) {
    const [, a, b] = /(?<!\d)(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}(?!\d)/.exec(words.map(({ text }) => text).join(' ')) ?? []
    if (Number(a) > 12) shown.add('day-first')
    if (Number(b) > 12) shown.add('month-first')
  }
  if (shown.size === 1) return [...shown][0]!
  if (DAY_FIRST_WORDS.test(index.text)) return 'day-first'
  return MONTH_FIRST_WORDS.test(index.text) ? 'month-first' : null
}
