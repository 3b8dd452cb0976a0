import { PLACES, type Place } from './places.ts'
import { type Wording, wordingOf } from './wordings.ts'

/** An invoice that was made up: every value that a page prints, and by which it is judged. */
export interface MadeInvoice {
  readonly place: Place
  readonly words: Wording
  readonly seller: MadeParty
  readonly buyer: MadeParty
  readonly number: string
  readonly date: string
  readonly due: string | null
  /** How dates are printed: in the locale's numbers, with the month's name, or as ISO 8601. */
  readonly dateStyle: 'numeric' | 'long' | 'iso'
  readonly lines: readonly {
    readonly description: string
    readonly quantity: number
    readonly price: number
    readonly rate: number
    readonly total: number
  }[]
  readonly taxes: readonly { readonly rate: number; readonly base: number; readonly amount: number }[]
  readonly net: number
  readonly tax: number
  readonly total: number
  readonly paid: number
}

interface MadeParty {
  readonly name: string
  readonly street: string
  readonly town: string
}

/** A small generator with a seed: the same number makes the same invoice everywhere (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const GOODS = [
  'Modul A4',
  'Panel 60 x 40',
  'Adapter USB-C',
  'Filter 12 mm',
  'Kit 2026',
  'Sensor T-100',
  'Cable 5 m',
  'Box XL',
  'Service 24/7',
  'Profil 80',
]
const NUMBERS = ['{y}-{n}', 'INV-{n}', 'F{y}/{n}', '{n}', 'RE {y} {n}', 'A{n}', '{n}/{y}']

export function makeInvoice(seed: number): MadeInvoice {
  const random = randomOf(seed * 7919 + 13)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const place = PLACES[seed % PLACES.length] as Place
  const round = (value: number) => (place.currency === 'HUF' ? Math.round(value) : Number(value.toFixed(2)))
  const [seller, buyer] = partiesOf(place, random)
  const date = new Date(Date.UTC(2026, Math.floor(random() * 12), 1 + Math.floor(random() * 28)))
  const due = random() < 0.8 ? new Date(date.getTime() + pick([14, 30, 30, 45]) * 86_400_000) : null
  const scale = { HUF: 300, INR: 60, CZK: 20, MXN: 15, TRY: 30 }[place.currency as 'HUF'] ?? 1
  const rates = random() < 0.3 ? place.rates : place.rates.slice(0, 1)
  const lines = Array.from({ length: 1 + Math.floor(random() * 5) }, (_, index) => {
    const quantity = pick([1, 2, 3, 5, 10, 12, 25])
    const price = round((4 + random() * 400) * scale)
    return { description: pick(GOODS), quantity, price, rate: rates[index % rates.length] ?? 0, total: round(quantity * price) }
  })
  const taxes = [...new Set(lines.map(line => line.rate))].map(rate => {
    const base = round(lines.reduce((sum, line) => sum + (line.rate === rate ? line.total : 0), 0))
    return { rate, base, amount: round((base * rate) / 100) }
  })
  const net = round(taxes.reduce((sum, { base }) => sum + base, 0))
  const tax = round(taxes.reduce((sum, { amount }) => sum + amount, 0))
  const total = round(net + tax)
  const number = pick(NUMBERS)
    .replace('{y}', '2026')
    .replace('{n}', String(1000 + Math.floor(random() * 9000)))
  const style = pick(['numeric', 'numeric', 'long', 'iso'] as const)
  const paid = random() < 0.2 ? round(total / 4) : 0
  const iso = (day: Date) => day.toISOString().slice(0, 10)
  return {
    place,
    words: wordingOf(place.locale),
    seller,
    buyer,
    number,
    date: iso(date),
    due: due === null ? null : iso(due),
    dateStyle: style,
    lines,
    taxes,
    net,
    tax,
    total,
    paid,
  }
}

function partiesOf(place: Place, random: () => number): [MadeParty, MadeParty] {
  const party = (name: string, at: number): MadeParty => {
    const [street, town] = place.addresses[at % place.addresses.length] as readonly [string, string]
    return { name, street, town }
  }
  const first = Math.floor(random() * place.companies.length)
  const other = (first + 1 + Math.floor(random() * (place.companies.length - 1))) % place.companies.length
  return [party(place.companies[first] ?? '', first), party(place.companies[other] ?? '', first + 1)]
}

/** What an answer is compared with, by path in `data`. */
export function truthOf(invoice: MadeInvoice): Readonly<Record<string, unknown>> {
  const lines = invoice.lines.flatMap((line, index) => [
    [`line_items.${index}.quantity`, line.quantity],
    [`line_items.${index}.unit_price`, line.price],
    [`line_items.${index}.line_total`, line.total],
  ])
  return {
    document_type: 'invoice',
    invoice_number: invoice.number,
    invoice_date: invoice.date,
    ...(invoice.due === null ? {} : { due_date: invoice.due }),
    currency: invoice.place.currency,
    'seller.name': invoice.seller.name,
    'buyer.name': invoice.buyer.name,
    taxable_total: invoice.net,
    tax_total: invoice.tax,
    total: invoice.total,
    ...(invoice.paid === 0 ? {} : { prepaid_amount: invoice.paid, amount_due: Number((invoice.total - invoice.paid).toFixed(2)) }),
    'line_items.length': invoice.lines.length,
    ...Object.fromEntries(lines),
  }
}
