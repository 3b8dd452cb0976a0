import { type Span, spanOf, type Word } from '../text/page-text.ts'
import type { Cell, DocumentView, LabelHit, Row } from './document-view.ts'
import { type Draft, type Finding, finding } from './finding.ts'
import type { GoodsTable } from './goods-table.ts'
import { type Block, blocksOf, canBeName, isContact, isPostcode, isStreet, legalFormOf } from './party-blocks.ts'
import { readTaxIds, type TaxIdFound } from './tax-ids.ts'

export interface PartyDraft {
  readonly name: Draft['seller']['name']
  readonly address: Draft['seller']['address']
  readonly tax_id: Draft['seller']['tax_id']
}

export interface Parties {
  readonly seller: PartyDraft
  readonly buyer: PartyDraft
  /** Rows that are about each side: where its country is looked for. */
  readonly sellerRows: readonly Row[]
  readonly buyerRows: readonly Row[]
}

/** Somebody who may be the one or the other, with what speaks for each (about -2 to 4). */
interface Candidate {
  readonly name: Span
  readonly text: string
  readonly address: readonly Span[]
  readonly rows: readonly Row[]
  readonly seller: number
  readonly buyer: number
  readonly label: 'seller' | 'buyer' | 'shipTo' | null
}

/** Sender and recipient by evidence for and against, taken together: the pair that fits best, never the first match. */
export function readParties(view: DocumentView, table: GoodsTable): Parties {
  const candidates = candidatesOf(view, table)
  let best: { seller: Candidate | null; buyer: Candidate | null; score: number } = { seller: null, buyer: null, score: 0.3 }
  for (const seller of [...candidates, null]) {
    for (const buyer of [...candidates, null]) {
      if (seller !== null && buyer !== null && sameName(seller.text, buyer.text)) continue
      const score = (seller?.seller ?? 0.3) + (buyer?.buyer ?? 0.3)
      if (score > best.score) best = { seller, buyer, score }
    }
  }
  const ids = readTaxIds(view, table)
  const { seller, buyer } = best
  const sellerId = taxIdFor(ids, 'seller', seller, buyer)
  return {
    seller: partyOf(seller, 'seller', candidates, sellerId),
    buyer: partyOf(
      buyer,
      'buyer',
      candidates,
      taxIdFor(
        ids.filter(id => id.found.value !== sellerId?.found.value),
        'buyer',
        buyer,
        seller,
      ),
    ),
    sellerRows: seller?.rows ?? [],
    buyerRows: buyer?.rows ?? [],
  }
}

function partyOf(candidate: Candidate | null, side: 'seller' | 'buyer', all: readonly Candidate[], id: TaxIdFound | null): PartyDraft {
  const tax_id = id === null ? null : id.found
  if (candidate === null) return { name: null, address: null, tax_id }
  const rivals = all
    .filter(other => other !== candidate && !sameName(other.text, candidate.text))
    .map(other => other[side] - (other.label !== null && other.label !== side ? 2 : 0))
  const margin = candidate[side] - Math.max(0.2, ...rivals)
  const votes = Math.max(0.35, 0.52 + 0.14 * Math.min(candidate[side], 2) + 0.1 * Math.min(margin, 1.5))
  const confidence = Math.min(isVouchedFor(candidate, side, all) ? 0.93 : UNVOUCHED, votes)
  return { name: finding(candidate.text, confidence, candidate.name), address: addressOf(candidate.address), tax_id }
}

/** Votes of place alone choose well and know nothing: a name that nothing else speaks for is for a person to look at. */
const UNVOUCHED = 0.78

/** A label over it, a legal form in it, or the same name a second time on the pages. */
function isVouchedFor(candidate: Candidate, side: 'seller' | 'buyer', all: readonly Candidate[]): boolean {
  return (
    candidate.label === side ||
    legalFormOf(candidate.text) !== null ||
    all.some(other => other !== candidate && sameName(other.text, candidate.text))
  )
}

function addressOf(spans: readonly Span[]): Finding<string> | null {
  const [first] = spans
  if (first === undefined) return null
  const span: Span = { text: '', line: first.line, words: spans.flatMap(part => part.words) }
  return finding(spans.map(part => part.text.trim().replace(/[,;]$/, '')).join(', '), 0.7, span)
}

/** Names are one where the letters of the shorter one begin the longer one: "Ruiz" and "RUIZ S.L." */
function sameName(a: string, b: string): boolean {
  const [one, two] = [a, b].map(name => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')) as [string, string]
  return one === two || (Math.min(one.length, two.length) >= 6 && (one.startsWith(two) || two.startsWith(one)))
}

function candidatesOf(view: DocumentView, table: GoodsTable): Candidate[] {
  const blocks = blocksOf(view, table)
  const found = blocks.flatMap(block => fromBlock(view, table, block, blocks))
  return found.map(candidate => ({ ...candidate, seller: candidate.seller + elsewhere(view, candidate, found) }))
}

const PARTY_LABELS = ['seller', 'buyer', 'shipTo'] as const

function fromBlock(view: DocumentView, table: GoodsTable, block: Block, blocks: readonly Block[]): Candidate[] {
  const result: Candidate[] = []
  let label: Candidate['label'] = labelAbove(view, block)
  let afterSender = false
  for (let index = 0; index < block.cells.length; index += 1) {
    const entry = block.cells[index]
    if (entry === undefined) break
    const hit = partyHit(entry.row, entry.cell)
    if (hit !== null) {
      label = hit.label
      if (hit.value === null) continue
    }
    const letterhead = hit === null ? senderLine(entry.row, entry.cell) : null
    const given = label === null ? null : namedBeside(entry.row, entry.cell)
    const name = letterhead ?? given ?? hit?.value ?? cleaned(entry.row, entry.cell)
    const value = given ?? hit?.value ?? null
    const nameable = value !== null ? isNameText(value.text) : letterhead !== null || canBeName(entry.cell, entry.row.hits)
    if (name === null || !nameable) continue
    const starts = label !== null || result.length === 0 || afterSender || legalFormOf(name.text) !== null
    afterSender = letterhead !== null
    if (!starts) continue
    const rest = restOf(block, index)
    result.push(judged(view, table, { block, blocks, index, name, rest, label, letterhead: letterhead !== null }))
    if (letterhead === null) index += rest.address.length
    label = null
    if (result.length >= 4) break
  }
  return result
}

const NAME_WORD =
  /^(?:company )?(?:name|nom|nombre|nome|naam|nazwa|namn|navn|nimi|név|neve|název|jméno|denumire|nume|adı|ünvanı?|firma|razón social|ragione sociale|dénomination)\s*:?$/iu
const ADDRESS_WORD =
  /^(?:anschrift|address|adresse|adres|dirección|domicilio|indirizzo|endereço|morada|adress|osoite|cím|adresa|adresă)\s*:?$/iu

/** "Name: | Lieferant GmbH": a form's value stands in the next cell. */
function namedBeside(row: Row, cell: Cell): Span | null {
  const next = row.cells[row.cells.indexOf(cell) + 1]
  return NAME_WORD.test(cell.text) && next !== undefined && isNameText(next.text) ? next.span : null
}

function isNameText(text: string): boolean {
  return text.replace(/[^\p{L}]/gu, '').length >= 3 && !isContact(text)
}

/** Without what a name's line says beside it: "Firma" before it, a number in brackets behind it. */
function cleaned(row: Row, cell: Cell): Span {
  const words = cell.span.words
  const from = words.findIndex(word => /[\p{L}\d]/u.test(word.text))
  return spanOf(row.line, words.slice(Math.max(0, from)))
}

/** A label of a side in a cell: its value behind a colon, or null where the cell is the label alone. */
function partyHit(row: Row, cell: Cell): { label: Candidate['label']; value: Span | null } | null {
  const hit = row.hits.find(
    candidate => candidate.cell === cell && candidate.atStart && PARTY_LABELS.some(kind => candidate.kinds.has(kind)),
  )
  if (hit === undefined) return null
  const label = PARTY_LABELS.find(kind => hit.kinds.has(kind)) ?? null
  const rest = row.line.words.slice(hit.end, cell.first + cell.span.words.length)
  const colon = row.line.words.slice(hit.start, hit.end).some(word => /:$/.test(word.text)) || /^[:]/.test(rest[0]?.text ?? '')
  const from = rest.findIndex(word => /[\p{L}\d]/u.test(word.text))
  if (from < 0) return { label, value: nextCellValue(row, cell, hit) }
  return colon || isCourtesy(hit) ? { label, value: spanOf(row.line, rest.slice(from)) } : null
}

/** "Spett.le", "Sayın", "Exmo. Sr.": no colon follows where the label is an address. */
function isCourtesy({ row, start }: LabelHit): boolean {
  return /^(?:spett|sayın|sayin|exmo|señor|attn|att|to)/i.test(row.line.words[start]?.text ?? '')
}

/** "Customer:  |  Sharp Consulting": the value may be the next cell, if that is no label itself. */
function nextCellValue(row: Row, cell: Cell, hit: LabelHit): Span | null {
  const next = row.cells[row.cells.indexOf(cell) + 1]
  const colon = /:$/.test(row.line.words[hit.end - 1]?.text ?? '')
  if (next === undefined || !colon || next.left - cell.right > 0.2) return null
  return row.hits.some(other => other.cell === next && other.atStart) || !isNameText(next.text) ? null : next.span
}

/** The label that stands over a block: the last line before it at the same edge, if it is one alone. */
function labelAbove(view: DocumentView, block: Block): Candidate['label'] {
  const first = block.cells[0]
  if (first === undefined) return null
  for (const row of view.rows.slice(Math.max(0, first.row.index - 3), first.row.index).toReversed()) {
    if (row.page !== first.row.page || first.row.top - row.top > first.row.height * 4) return null
    const cell = row.cells.find(candidate => candidate.left < first.cell.right && candidate.right > first.cell.left)
    if (cell === undefined) continue
    const hit = partyHit(row, cell)
    return hit !== null && hit.value === null ? hit.label : null
  }
  return null
}

/** "Name · Street 1 · 12345 Town" in small type: the sender's line over the window of an envelope. */
function senderLine(row: Row, cell: Cell): Span | null {
  const separators = /\s[·•●|–—*-]\s|\s?[·•●]\s?|,\s/u
  if (!separators.test(cell.text) || !(isPostcode(cell.text) || isStreet(cell.text))) return null
  const parts = cell.text.split(separators)
  const name = parts[0] ?? ''
  // "Portland, OR 97205" is a town: a sender's line has a name before street and town.
  if (parts.length < 3 && legalFormOf(name) === null) return null
  if (name.length < 3 || !isNameText(name) || isStreet(name) || /\d{4,}/.test(name)) return null
  const words: Word[] = []
  for (const word of cell.span.words) {
    if (spanOf(row.line, [...words, word]).text.length > name.length + 1) break
    words.push(word)
  }
  const span = spanOf(row.line, words.length > 0 ? words : cell.span.words)
  return { ...span, text: name.trim() }
}

interface Rest {
  readonly address: readonly Span[]
  readonly rows: readonly Row[]
  readonly contact: boolean
}

/** What follows a name in its block: address lines, then contacts, up to the next label of a side. */
function restOf(block: Block, index: number): Rest {
  const address: Span[] = []
  const rows = [block.cells[index]?.row].filter(row => row !== undefined)
  let contact = false
  for (const { row, cell } of block.cells.slice(index + 1, index + 9)) {
    if (partyHit(row, cell) !== null) break
    rows.push(row)
    if (isContact(cell.text)) contact = true
    const beside = ADDRESS_WORD.test(cell.text) ? row.cells[row.cells.indexOf(cell) + 1] : undefined
    if (beside !== undefined) address.push(beside.span)
    const labelled = row.hits.some(hit => hit.cell === cell && hit.atStart && !hit.kinds.has('seller') && cell.text.includes(':'))
    const isAddress = isStreet(cell.text) || isPostcode(cell.text) || (address.length > 0 && /^[\p{L}\s.-]{3,30}$/u.test(cell.text))
    if (!contact && !labelled && isAddress && address.length < 4) address.push(cell.span)
  }
  return { address, rows, contact }
}

interface Judged {
  readonly block: Block
  readonly blocks: readonly Block[]
  readonly index: number
  readonly name: Span
  readonly rest: Rest
  readonly label: Candidate['label']
  readonly letterhead: boolean
}

/** What speaks for each side. The weights are votes; a label outweighs every place on the page. */
function judged(view: DocumentView, table: GoodsTable, { block, name, rest, label, letterhead }: Judged): Candidate {
  const row = rest.rows[0] ?? block.cells[0]?.row
  const top = row?.top ?? 0
  const firstPage = block.page === 1
  const firstGoods = Math.min(...table.headings, Number.POSITIVE_INFINITY)
  const beforeGoods = (row?.index ?? 0) < firstGoods
  const legal = legalFormOf(name.text) !== null
  const addressed = rest.address.length > 0
  const text = rest.rows.map(line => line.text).join(' ')
  let seller = (legal ? 0.4 : 0) + (addressed ? 0.2 : 0)
  let buyer = (legal ? 0.3 : 0) + (addressed ? 0.4 : 0)
  if (label === 'seller') [seller, buyer] = [seller + 2, buyer - 1.5]
  if (label === 'buyer') [seller, buyer] = [seller - 2, buyer + 2]
  if (label === 'shipTo') [seller, buyer] = [seller - 2, buyer + 0.5]
  if (letterhead) [seller, buyer] = [seller + 1.6, buyer - 1.5]
  if (rest.contact || isContact(text)) seller += 0.3
  if (firstPage && top < 0.12) seller += 0.6
  else if (firstPage && top < 0.25) seller += 0.2
  if (firstPage && isFirst(view, row)) seller += 0.5
  if ((row?.height ?? 0) > view.typeHeight * 1.12 && firstPage && top < 0.35) seller += 0.45
  // Window and address field: left half, below the head, an address of its own.
  if (firstPage && beforeGoods && addressed && top > 0.05 && !isFirst(view, row)) buyer += 0.6
  if (underSender(view, block, row)) buyer += 1.4
  if (!beforeGoods || !firstPage) [seller, buyer] = [seller - 0.5, buyer - 1.2]
  if (!legal && !addressed && label === null) [seller, buyer] = [seller - 0.3, buyer - 0.5]
  return { name, text: name.text.replace(/^[\s:]+|[\s,;:]+$/g, ''), address: rest.address, rows: rest.rows, seller, buyer, label }
}

/** Nothing with letters stands above it. */
function isFirst(view: DocumentView, row: Row | undefined): boolean {
  if (row === undefined) return false
  return view.rows
    .slice(0, row.index)
    .every(
      other => !/\p{L}{3}/u.test(other.text) || other.hits.some(hit => hit.atStart && [...hit.kinds].some(kind => kind.startsWith('kind'))),
    )
}

/** A small sender's line right above, at the same edge: this is what the window shows. */
function underSender(view: DocumentView, block: Block, row: Row | undefined): boolean {
  if (row === undefined) return false
  return view.rows.slice(Math.max(0, row.index - 3), row.index).some(other => {
    const cell = other.cells.find(candidate => Math.abs(candidate.left - block.left) < 0.03)
    return (
      cell !== undefined &&
      other.page === row.page &&
      row.top - other.top < 0.07 &&
      other.height < row.height &&
      senderLine(other, cell) !== null
    )
  })
}

/** The seller's name comes back: in the footer, beside the bank, in its mail address or web site. */
function elsewhere(view: DocumentView, candidate: Candidate, all: readonly Candidate[]): number {
  const letters = candidate.text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  const words = letters.match(/[a-z]{4,}/g) ?? []
  if (words.length === 0) return 0
  let votes = 0
  for (const row of view.rows) {
    const text = row.text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
    const domain = /(?:@|www\.|https?:\/\/)([a-z0-9.-]+)/.exec(text)?.[1] ?? ''
    if (domain !== '' && words.some(word => domain.includes(word) && isOwnWord(word, candidate, all))) votes += 0.8
    if (!candidate.rows.includes(row) && row.top > 0.8 && text.includes(letters)) votes += 0.8
  }
  return Math.min(1.6, votes)
}

/** A word that the other names have too ("werkzeug") says nothing. */
function isOwnWord(word: string, candidate: Candidate, all: readonly Candidate[]): boolean {
  return !all.some(other => !sameName(other.text, candidate.text) && other.text.toLowerCase().includes(word))
}

/** The identifier in a side's own rows; the seller's may stand in the footer or under its bank, the buyer's only says so. */
function taxIdFor(ids: readonly TaxIdFound[], side: 'seller' | 'buyer', own: Candidate | null, other: Candidate | null): TaxIdFound | null {
  const within = (candidate: Candidate | null, id: TaxIdFound) =>
    candidate?.rows.includes(id.row) === true && Math.abs((candidate.name.words[0]?.x ?? 0) - id.left) < 0.25
  const labelled = ids.find(id => id.side === side)
  if (labelled !== undefined) return labelled
  const mine = ids.filter(id => within(own, id) && (!within(other, id) || nearer(own, other, id)))
  if (mine[0] !== undefined) return mine[0]
  if (side === 'buyer') return null
  return ids.find(id => id.side === null && !within(other, id)) ?? null
}

function nearer(own: Candidate | null, other: Candidate | null, id: TaxIdFound): boolean {
  const distance = (candidate: Candidate | null) => Math.abs((candidate?.name.words[0]?.x ?? 9) - id.left)
  return distance(own) <= distance(other)
}
