import type { PageText, Word } from '../../src/extraction/engines/offline/text/page-text.ts'
import { readTextLayer } from '../../src/extraction/engines/offline/text-layer.ts'
import type { Invoice } from '../../src/extraction/invoice.ts'
import { indexPages } from '../../src/extraction/proof/page-index.ts'
import { prove } from '../../src/extraction/proof/prove.ts'

/** An e-invoice PDF: what its XML says, and the words of its pages. */
export interface ProofCase {
  readonly invoice: Invoice
  readonly pages: readonly PageText[]
}

export interface ProofScore {
  /** Values that the page shows, by the brute force of {@link isShown}. */
  shown: number
  matched: number
  /** Matched, and the words in the box are the value. */
  boxed: number
  /** The same values with one digit, date part or letter changed, each alone in an invoice that is right otherwise. */
  changed: number
  absent: number
}

export interface JudgedKind {
  readonly kind: string
  readonly score: ProofScore
  readonly misses: readonly string[]
}

export async function readProofCase(bytes: Uint8Array): Promise<ProofCase | null> {
  const { embedded, texts } = await readTextLayer(bytes, { pages: 30 })
  return embedded === null ? null : { invoice: embedded, pages: texts.filter(({ lines }) => lines.length > 0) }
}

/** Judges the proof on one document by means of its own: words in a row, the forms in which numbers and dates are written, no geometry. */
export function judgeProof({ invoice, pages }: ProofCase, changes: number): { kinds: JudgedKind[]; milliseconds: number } {
  const words = pages.flatMap(({ page, lines }) => lines.flatMap(line => line.words.map(word => ({ page, word }))))
  const beginnings = new Set(pages.flatMap(({ lines }) => lines.map(({ words: [first] }) => first?.text.replace(/\.$/, ''))))
  const text = words.map(({ word }) => word.text).join(' ')
  const started = performance.now()
  const index = indexPages(pages)
  const fields = prove(invoice, index).fields
  const milliseconds = performance.now() - started
  const random = seeded(text.length)
  const kinds = new Map<string, JudgedKind & { misses: string[] }>()
  for (const { path, value } of leavesOf(invoice)) {
    const kind = kindOf(path)
    if (kind === null || !(kind === 'line number' ? beginnings.has(String(value)) : isShown(kind, value, text))) continue
    const entry = kinds.get(kind) ?? { kind, score: { shown: 0, matched: 0, boxed: 0, changed: 0, absent: 0 }, misses: [] }
    kinds.set(kind, entry)
    const { score, misses } = entry
    score.shown += 1
    const field = at(fields, path) as { match: string; source: { page: number; box: readonly number[] } | null } | null
    if (field !== null && field.match !== 'absent') {
      score.matched += 1
      if (field.source === null || isBoxed(kind, value, inBox(words, field.source))) score.boxed += 1
      else misses.push(`box of ${path.join('.')} = ${JSON.stringify(value)}: ${inBox(words, field.source)}`)
    } else misses.push(`not found: ${path.join('.')} = ${JSON.stringify(value)}`)
    for (let change = 0; change < changes; change += 1) {
      const other = changed(kind, value, random)
      if (other === null) continue
      score.changed += 1
      const verdict = at(prove(withValue(invoice, path, other), index).fields, path) as { match: string } | null
      if (verdict?.match === 'absent') score.absent += 1
      else misses.push(`${verdict?.match}: ${path.join('.')} = ${JSON.stringify(other)} instead of ${JSON.stringify(value)}`)
    }
  }
  return { kinds: [...kinds.values()], milliseconds }
}

type Path = readonly (string | number)[]
type Leaf = string | number

function leavesOf(node: unknown, path: Path = []): { path: Path; value: Leaf }[] {
  if (typeof node === 'string' || typeof node === 'number') return [{ path, value: node }]
  if (node === null || typeof node !== 'object') return []
  return Object.entries(node).flatMap(([key, value]) => leavesOf(value, [...path, Array.isArray(node) ? Number(key) : key]))
}

const KINDS: Readonly<Record<string, string>> = {
  ...{
    invoice_number: 'identifier',
    order_number: 'identifier',
    delivery_note: 'identifier',
    item_code: 'identifier',
    batch: 'identifier',
  },
  ...{
    invoice_date: 'date',
    due_date: 'date',
    tax_id: 'tax id',
    iban: 'iban',
    bic: 'identifier',
    currency: 'currency',
    reference: 'identifier',
  },
  ...{ name: 'name', address: 'address', description: 'description', terms: 'text', notes: 'text' },
  ...{ quantity: 'quantity', unit_price: 'price', tax_rate: 'rate', rate: 'rate', line_total: 'line total', line_number: 'line number' },
  ...{
    discount: 'sum',
    sub_total: 'sum',
    discount_total: 'sum',
    charge_total: 'sum',
    taxable_total: 'sum',
    tax_total: 'sum',
    total: 'sum',
  },
  ...{ prepaid_amount: 'sum', amount_due: 'sum', base: 'sum', amount: 'sum' },
}

/** Kind of document and unit are codes: a page shows words for them. */
function kindOf(path: Path): string | null {
  return KINDS[String(path.at(-1))] ?? null
}

function isShown(kind: string, value: Leaf, text: string): boolean {
  if (typeof value === 'number') return amountForms(value, kind).some(form => standsAlone(form, text))
  if (kind === 'date') return dateForms(value).some(form => standsAlone(form, text))
  if (kind === 'currency') return standsAlone(value, text) || (value === 'EUR' && text.includes('€'))
  if (kind === 'identifier') return standsAlone(value.replace(/\s+/g, ' '), text)
  const bare = (some: string) => some.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  return bare(value) !== '' && bare(text).includes(bare(value))
}

/** The parts of an address and of a note may stand in another order than the XML has them; its country is a code there. */
function isBoxed(kind: string, value: Leaf, text: string): boolean {
  if (typeof value === 'number' || (kind !== 'address' && kind !== 'text')) return isShown(kind, value, text)
  const parts = value.split(kind === 'address' ? /,|\n/ : /\n|(?<=[.!?;])\s+/).map(part => part.trim())
  return parts.every(part => part === '' || /^[A-Z]{2}$/.test(part) || isShown(kind, part, text) || !/[\p{L}\p{N}]/u.test(part))
}

function standsAlone(form: string, text: string): boolean {
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
    const [before, after] = [text.slice(0, at), text.slice(at + form.length)]
    if (!/[\p{L}\p{N}]$|\d[.,/-]$/u.test(before) && !/^(?:[\p{L}\p{N}]|[.,/-]\d)/u.test(after)) return true
  }
  return false
}

function amountForms(value: number, kind: string): string[] {
  const size = Math.abs(value)
  const least = String(size).split('.')[1]?.length ?? 0
  const sum = kind === 'sum' || kind === 'price' || kind === 'line total'
  const digits = [...new Set([least, 1, 2, 3, 4])].filter(count => count >= least && (!sum || count >= 2))
  return digits.flatMap(count => {
    const [whole = '', fraction] = size.toFixed(count).split('.')
    const grouped = (separator: string) => whole.replace(/\B(?=(?:\d{3})+$)/g, separator)
    const tail = (separator: string) => (fraction === undefined ? '' : separator + fraction)
    return [...['.', ' ', ''].map(group => grouped(group) + tail(',')), ...[',', "'", ''].map(group => grouped(group) + tail('.'))]
  })
}

const MONTHS = ['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober', 'November', 'Dezember']

function dateForms(value: string): string[] {
  const [y = '', m = '', d = ''] = value.split('-')
  const [month, day] = [Number(m), Number(d)]
  const orders = [
    `${d}.${m}.${y}`,
    `${day}.${month}.${y}`,
    `${d}/${m}/${y}`,
    `${d}-${m}-${y}`,
    `${d}.${m}.${y.slice(2)}`,
    `${d}/${m}/${y.slice(2)}`,
  ]
  return [value, value.replaceAll('-', ''), ...orders, ...[d, String(day)].map(some => `${some}. ${MONTHS[month - 1]} ${y}`)]
}

function inBox(words: readonly { page: number; word: Word }[], { page, box }: { page: number; box: readonly number[] }): string {
  const [x = 0, y = 0, width = 0, height = 0] = box
  return words
    .filter(({ page: other, word }) => {
      const [middle, centre] = [word.x + word.width / 2, word.y + word.height / 2]
      return other === page && middle >= x && middle <= x + width && centre >= y && centre <= y + height
    })
    .map(({ word }) => word.text)
    .join(' ')
}

/** One digit, one part of the date, one letter; null where nothing can be changed. */
function changed(kind: string, value: Leaf, random: () => number): Leaf | null {
  if (typeof value === 'number') {
    const printed =
      kind === 'quantity' || kind === 'rate'
        ? String(Math.abs(value))
        : Math.abs(value).toFixed(Math.max(2, String(value).split('.')[1]?.length ?? 0))
    return Number(changeOne(printed, /\d/g, random)) * Math.sign(value || 1)
  }
  if (kind === 'date') {
    const parts = value.split('-').map(Number)
    const part = Math.floor(random() * 3)
    const shift = 1 + Math.floor(random() * 5)
    const limits = [9999, 12, 28]
    parts[part] = part === 0 ? parts[0]! + shift : ((parts[part]! + shift - 1) % limits[part]!) + 1
    const date = parts.map((number, index) => String(number).padStart(index === 0 ? 4 : 2, '0')).join('-')
    return date === value ? null : date
  }
  return changeOne(value, kind === 'iban' || kind === 'line number' ? /\d/g : /[\p{L}\d]/gu, random)
}

function changeOne(text: string, kinds: RegExp, random: () => number): string {
  const places = [...text.matchAll(kinds)].map(match => match.index)
  const place = places[Math.floor(random() * places.length)]
  if (place === undefined) return text
  const old = text[place]!
  const alphabet = /\d/.test(old) ? '0123456789' : /\p{Lu}/u.test(old) ? 'ABCDEFGHIKLMNOPRSTUVWXYZ' : 'abcdefghiklmnoprstuvwxyz'
  const options = [...alphabet].filter(letter => letter !== old)
  return text.slice(0, place) + options[Math.floor(random() * options.length)] + text.slice(place + 1)
}

function at(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, key) => (node as Record<string | number, unknown> | null)?.[key], tree)
}

function withValue(invoice: Invoice, path: Path, value: Leaf): Invoice {
  const copy = structuredClone(invoice)
  const parent = at(copy, path.slice(0, -1)) as Record<string | number, unknown>
  parent[path.at(-1)!] = value
  return copy
}

/** Mulberry32: the same changes in every run. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
