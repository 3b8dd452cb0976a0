import type { MadeInvoice } from './made-invoice.ts'

/** One way to lay an invoice out; the parts are HTML, the differences are those of structure that accounting programs show. */
export interface Layout {
  readonly name: string
  readonly html: (invoice: MadeInvoice) => string
}

type Print = ReturnType<typeof printer>

/** Amounts, dates and quantities as the invoice's country writes them. */
function printer({ place, dateStyle }: MadeInvoice) {
  const digits = place.currency === 'HUF' ? 0 : 2
  const amount = new Intl.NumberFormat(place.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const money = new Intl.NumberFormat(place.locale, {
    style: 'currency',
    currency: place.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  const rate = new Intl.NumberFormat(place.locale, { maximumFractionDigits: 1 })
  const styles = {
    numeric: { day: '2-digit', month: '2-digit', year: 'numeric' },
    long: { day: 'numeric', month: 'long', year: 'numeric' },
  } as const
  return {
    amount: (value: number) => amount.format(value),
    money: (value: number) => money.format(value),
    rate: (value: number) => `${rate.format(value)}%`,
    date: (iso: string) =>
      dateStyle === 'iso' ? iso : new Intl.DateTimeFormat(place.locale, { ...styles[dateStyle], timeZone: 'UTC' }).format(new Date(iso)),
  }
}

const party = ({ name, street, town }: MadeInvoice['seller'], strong = true) =>
  `<div>${strong ? `<b>${name}</b>` : name}</div><div>${street}</div><div>${town}</div>`
const pair = (label: string, value: string) => `<tr><td class=l>${label}</td><td class=v>${value}</td></tr>`

/** Number and dates, as label and value beside each other. */
function meta(invoice: MadeInvoice, print: Print, colon = ''): string {
  const { words, number, date, due } = invoice
  return `<table class=meta>${pair(words.number + colon, number)}${pair(words.date + colon, print.date(date))}${due === null ? '' : pair(words.due + colon, print.date(due))}</table>`
}

/** The same under headings, as forms do. */
function metaRow({ words, number, date, due }: MadeInvoice, print: Print): string {
  const heads = [words.number, words.date, ...(due === null ? [] : [words.due])]
  const values = [number, print.date(date), ...(due === null ? [] : [print.date(due)])]
  return `<table class=row><tr>${heads.map(head => `<th>${head}</th>`).join('')}</tr><tr>${values.map(value => `<td>${value}</td>`).join('')}</tr></table>`
}

type ColumnName = 'pos' | 'description' | 'quantity' | 'price' | 'rate' | 'amount'

function goods({ words, lines }: MadeInvoice, print: Print, columns: readonly ColumnName[], carry = false): string {
  const heads: Readonly<Record<ColumnName, string>> = {
    pos: '#',
    description: words.description,
    quantity: words.quantity,
    price: words.price,
    rate: words.rate,
    amount: words.amount,
  }
  const cell = (line: MadeInvoice['lines'][number], column: ColumnName, index: number) =>
    ({
      pos: String(index + 1),
      description: line.description,
      quantity: String(line.quantity),
      price: print.amount(line.price),
      rate: print.rate(line.rate),
      amount: print.amount(line.total),
    })[column]
  const rows = lines.map(
    (line, index) =>
      `<tr${carry && index === 2 ? ' style="break-before:page"' : ''}>${columns.map(column => `<td class=${column}>${cell(line, column, index)}</td>`).join('')}</tr>`,
  )
  return `<table class=goods><thead><tr>${columns.map(column => `<th class=${column}>${heads[column]}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`
}

/** The sums under each other: net, each tax, total, and what was paid. */
function sums({ words, net, taxes, total, paid }: MadeInvoice, print: Print, withBase = false): string {
  const rows = [
    pair(words.net, print.money(net)),
    ...taxes.map(({ rate, base, amount }) =>
      pair(`${words.tax} ${print.rate(rate)}${withBase ? ` (${print.amount(base)})` : ''}`, print.money(amount)),
    ),
    `<tr class=total>${pair(words.total, print.money(total)).slice(4)}`,
    ...(paid === 0 ? [] : [pair(words.paid, `-${print.money(paid)}`), pair(words.payable, print.money(Number((total - paid).toFixed(2))))]),
  ]
  return `<table class=sums>${rows.join('')}</table>`
}

/** The sums beside each other, as forms print them at the foot. */
function sumsRow(invoice: MadeInvoice, print: Print): string {
  const { words, net, tax, total, paid } = invoice
  const heads = [words.net, words.tax, words.total]
  const values = [net, tax, total].map(print.money)
  const rest =
    paid === 0
      ? ''
      : `<table class=sums>${pair(words.paid, `-${print.money(paid)}`)}${pair(words.payable, print.money(Number((total - paid).toFixed(2))))}</table>`
  return `<table class=row><tr>${heads.map(head => `<th>${head}</th>`).join('')}</tr><tr>${values.map(value => `<td>${value}</td>`).join('')}</tr></table>${rest}`
}

const contact = ({ seller, words, place }: MadeInvoice) =>
  `${seller.name} · ${seller.street} · ${seller.town} · ${words.taxId} ${place.taxId}`

const CSS = `body{font:10pt Helvetica,Arial,sans-serif;margin:0}table{border-collapse:collapse}h1{font-size:17pt;margin:14pt 0 8pt}
.goods{width:100%;margin:14pt 0}.goods th,.goods td{padding:3pt 4pt;text-align:left;border-bottom:.5pt solid #999}
.goods .quantity,.goods .price,.goods .rate,.goods .amount{text-align:right}.goods .pos{width:20pt}
.sums{margin-left:auto}.sums td{padding:2pt 4pt}.sums .v{text-align:right;padding-left:24pt}.total td{font-weight:bold}
.meta td{padding:1pt 8pt 1pt 0}.row{width:100%;margin:10pt 0}.row th,.row td{text-align:left;padding:3pt;border:.5pt solid #aaa}
.two{display:flex;justify-content:space-between;margin:10pt 0}.small{font-size:7pt}.foot{position:fixed;bottom:0;font-size:7.5pt}.big{font-size:15pt}`

const page = (body: string, css = '') => `<!doctype html><meta charset=utf-8><style>@page{size:A4;margin:18mm}${CSS}${css}</style>${body}`

type Body = (invoice: MadeInvoice, print: Print) => string
const layout = (name: string, body: Body, css = ''): Layout => ({ name, html: invoice => page(body(invoice, printer(invoice)), css) })
const title = ({ words }: MadeInvoice) => `<h1>${words.title}</h1>`
const tax = ({ words, place }: MadeInvoice) => `<div>${words.taxId}: ${place.taxId}</div>`
const ALL = ['pos', 'description', 'quantity', 'price', 'rate', 'amount'] as const

/** Even and odd places alternate between the half that rules are fitted on and the half that judges them. */
export const LAYOUTS: readonly Layout[] = [
  layout(
    'letterhead',
    (i, p) =>
      `<div class=big>${party(i.seller)}</div>${tax(i)}<div class=two><div>${party(i.buyer, false)}</div>${meta(i, p, ':')}</div>${title(i)}${goods(i, p, ALL)}${sums(i, p)}<p>${i.words.thanks}</p>`,
  ),
  layout(
    'letter-window',
    (i, p) =>
      `<div class=small style="margin-top:20mm">${i.seller.name} · ${i.seller.street} · ${i.seller.town}</div><div>${party(i.buyer, false)}</div><div style="text-align:right">${meta(i, p, ':').replace('<table class=meta>', '<table class=meta style="margin-left:auto">')}</div>${title(i)}${goods(i, p, ALL)}${sums(i, p)}<div class=foot>${contact(i)}</div>`,
  ),
  layout(
    'labelled-columns',
    (i, p) =>
      `${title(i)}<div class=two><div><b>${i.words.seller}</b>${party(i.seller, false)}${tax(i)}</div><div><b>${i.words.buyer}</b>${party(i.buyer, false)}</div></div>${meta(i, p)}${goods(i, p, ['pos', 'description', 'quantity', 'price', 'amount'])}${sums(i, p)}`,
  ),
  layout(
    'remittance',
    (i, p) =>
      `<div class=two><div>${party(i.seller)}</div><div class=big>${i.words.title}</div></div><div class=two><div><b>${i.words.buyer}:</b>${party(i.buyer, false)}</div>${meta(i, p, ':')}</div>${goods(i, p, ['quantity', 'description', 'price', 'amount'])}${sums(i, p)}<p>${i.words.thanks}</p>`,
  ),
  layout(
    'title-number',
    (i, p) =>
      `<div>${party(i.seller)}</div><div style="margin-left:60%">${party(i.buyer)}</div><h1>${i.words.title} ${i.number}</h1><div class=two><div><b>${i.words.date}:</b><div>${p.date(i.date)}</div></div>${i.due === null ? '' : `<div><b>${i.words.due}:</b><div>${p.date(i.due)}</div></div>`}</div>${goods(i, p, ['description', 'quantity', 'price', 'rate', 'amount'])}${sums(i, p)}<div class=foot>${contact(i)}</div>`,
  ),
  layout(
    'form-headings',
    (i, p) =>
      `<div class=two><div>${party(i.seller)}${tax(i)}</div>${title(i)}</div>${metaRow(i, p)}<b>${i.words.buyer}</b>${party(i.buyer, false)}${goods(i, p, ALL)}${sumsRow(i, p)}`,
  ),
  layout(
    'right-letterhead',
    (i, p) =>
      `<div style="text-align:right">${party(i.seller)}${tax(i)}</div><div style="margin-top:8mm">${party(i.buyer, false)}</div>${title(i)}${metaRow(i, p)}${goods(i, p, ['description', 'quantity', 'price', 'amount'])}${sums(i, p, true)}`,
  ),
  layout(
    'roll',
    (i, p) =>
      `<div style="width:80mm;margin:auto"><div style="text-align:center">${party(i.seller)}${tax(i)}${title(i)}</div>${meta(i, p, ':')}<div>${i.words.buyer}: ${i.buyer.name}</div>${goods(i, p, ['description', 'quantity', 'price', 'amount'])}${sums(i, p)}<p>${i.words.thanks}</p></div>`,
    'body{font-size:8pt}',
  ),
  layout(
    'footer-letterhead',
    (i, p) =>
      `<div class=big><b>${i.seller.name}</b></div><div style="margin:10mm 0">${party(i.buyer, false)}</div>${title(i)}${meta(i, p)}${goods(i, p, ['pos', 'description', 'price', 'quantity', 'amount'])}${sums(i, p)}<div class=foot>${contact(i)}</div>`,
  ),
  layout(
    'boxes',
    (i, p) =>
      `<div class=two><div style="border:1px solid;padding:6pt;width:45%"><div class=small>${i.words.seller}:</div>${party(i.seller, false)}</div><div style="border:1px solid;padding:6pt;width:45%"><div class=small>${i.words.buyer}:</div>${party(i.buyer, false)}</div></div><div class=two>${title(i)}${meta(i, p, ':')}</div>${goods(i, p, ALL)}${sums(i, p, true)}`,
    '.goods th,.goods td{border:.5pt solid #333}',
  ),
  layout(
    'carry-over',
    (i, p) =>
      `<div>${party(i.seller)}${tax(i)}</div><div style="margin-top:8mm">${party(i.buyer, false)}</div>${title(i)}${meta(i, p, ':')}${goods(i, p, ALL, true)}${sums(i, p)}`,
  ),
  layout(
    'centred',
    (i, p) =>
      `<div style="text-align:center"><div class=big>${i.seller.name}</div><div>${i.seller.street}, ${i.seller.town}</div>${tax(i)}</div><hr>${title(i)}<div class=two><div><b>${i.words.buyer}</b>${party(i.buyer, false)}</div>${meta(i, p)}</div>${goods(i, p, ['pos', 'description', 'quantity', 'price', 'amount'])}${sums(i, p)}`,
  ),
  layout(
    'serif-left-sums',
    (i, p) =>
      `<div class=two>${title(i)}<div>${party(i.seller)}${tax(i)}</div></div><div class=two><div><i>${i.words.buyer}</i>${party(i.buyer, false)}</div><div>${meta(i, p)}</div></div>${goods(i, p, ['description', 'quantity', 'price', 'rate', 'amount'])}${sums(i, p).replace('class=sums', 'class=sums style="margin-left:0"')}`,
    'body{font-family:Georgia,serif}',
  ),
  layout(
    'sentence',
    (i, p) =>
      `<div>${party(i.seller)}</div><div style="margin:8mm 0"><b>${i.words.buyer}:</b> ${i.buyer.name}<div>${i.buyer.street}</div><div>${i.buyer.town}</div></div><h1>${i.words.title}</h1><p>${i.words.number}: ${i.number}, ${i.words.date}: ${p.date(i.date)}</p>${goods(i, p, ['pos', 'description', 'quantity', 'price', 'rate', 'amount'])}${sums(i, p)}${i.due === null ? '' : `<p>${i.words.due}: ${p.date(i.due)}</p>`}<div class=foot>${contact(i)}</div>`,
  ),
  layout(
    'dark-heading',
    (i, p) =>
      `<div class=two style="background:#246;color:#fff;padding:8pt"><div class=big>${i.words.title}</div><div style="text-align:right">${party(i.seller)}</div></div><div class=two><div><div class=small>${i.words.buyer}</div>${party(i.buyer)}</div><div style="text-align:right"><div>${i.words.number} ${i.number}</div><div>${i.words.date} ${p.date(i.date)}</div>${i.due === null ? '' : `<div>${i.words.due} ${p.date(i.due)}</div>`}</div></div>${goods(i, p, ['description', 'price', 'quantity', 'amount'])}${sums(i, p)}`,
    '.goods th{background:#246;color:#fff}',
  ),
]

export type Half = 'fitted' | 'judged'

export function halfOf(index: number): Half {
  return index % 2 === 0 ? 'fitted' : 'judged'
}
