import { getDocumentProxy } from 'unpdf'
import { drawPages } from '../../src/extraction/engines/offline/draw-pages.ts'
import { emptyInvoice, emptyLineItem } from '../../src/extraction/invoice.ts'
import { assemble } from './made-documents.ts'
import { chatAnswer, geminiAnswer, openaiAnswer, type StubAnswer, type StubCall } from './stub-provider.ts'

export interface LongInvoice {
  readonly lines: number
  readonly pages: number
}

/** An invoice as a wholesaler prints it: the heading and the column titles on every page, sums carried over, the totals on the last. */
export function makeLongInvoice({ lines, pages }: LongInvoice): Buffer {
  const perPage = Math.ceil(lines / pages)
  const contents = Array.from({ length: pages }, (_, page) => {
    const own = Array.from({ length: Math.min(perPage, lines - page * perPage) }, (_line, index) => page * perPage + index + 1)
    const rows = own.map(number => `L|${number}|${2 + (number % 3)}|${number}.50`)
    const carried = page + 1 < pages ? [`C|${own.at(-1)}`] : [`T|${lines}`]
    return ['H|R-2026-400', ...rows, ...carried]
  })
  const font = 3
  const kids = contents.map((_, page) => `${4 + page * 2} 0 R`).join(' ')
  return assemble([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...contents.flatMap((rows, page) => {
      const text = `BT /F1 9 Tf 14 TL 40 780 Td ${rows.map(row => `(${row}) Tj T*`).join(' ')} ET`
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + page * 2} 0 R /Resources << /Font << /F1 ${font} 0 R >> >> >>`,
        `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
      ]
    }),
  ])
}

/** What a call says about the file that came with it. */
export interface Seen {
  /** Of the document, by what is printed on them: numbers of the first and the last line. */
  readonly firstLine: number
  readonly lastLine: number
  readonly pages: number
}

export interface ModelOptions {
  /** AI tokens of one answer; beyond it is cut off. */
  readonly outputLimit: number
  /** False: an answer without `page`, as models give it whose server enforces no schema. */
  readonly says?: { readonly page: boolean }
  /** Where pages are sent as pictures: the document that they are of. */
  readonly document?: Buffer
  /** Instead of the answer. */
  readonly interfere?: (seen: Seen, call: StubCall) => StubAnswer | undefined
  /** Told of every file. */
  readonly onSeen?: (seen: Seen) => void
}

/** JSON of figures and short names: characters of such lines for one AI token. An assumption: no public source was found. */
const CHARACTERS_PER_TOKEN = 2.4

/**
 * A model that reads the file it is sent and no more, answers every line of it, page by page, takes sums carried over and repeated headings
 * for lines, and is cut off at a limit.
 */
export function longInvoiceModel({ outputLimit, says = { page: true }, document, interfere, onSeen }: ModelOptions) {
  let pictures: Promise<ReadonlyMap<string, Page>> | undefined
  const pagesIn = async (call: StubCall): Promise<Page[]> => {
    if (document === undefined) return rowsOf(fileIn(call))
    pictures ??= picturesOf(document)
    const known = await pictures
    return picturesIn(call).map(picture => known.get(picture)!)
  }
  return async (call: StubCall): Promise<StubAnswer> => {
    const pages = await pagesIn(call)
    const numbers = pages.flat().flatMap(([kind, number]) => (kind === 'L' ? [Number(number)] : []))
    const seen = { firstLine: numbers[0]!, lastLine: numbers.at(-1)!, pages: pages.length }
    onSeen?.(seen)
    const instead = interfere?.(seen, call)
    if (instead !== undefined) return instead
    const text = JSON.stringify(invoiceOf(pages, says.page))
    const limit = Math.floor(outputLimit * CHARACTERS_PER_TOKEN)
    return answerIn(call, text.slice(0, limit), text.length > limit, Math.ceil(Math.min(text.length, limit) / CHARACTERS_PER_TOKEN))
  }
}

/** A page's rows, and their cells. */
type Page = string[][]

/** Each page by its picture: who draws the same page in the same way gets the same bytes. */
async function picturesOf(document: Buffer): Promise<ReadonlyMap<string, Page>> {
  const pages = await rowsOf(document)
  const request = { mediaType: 'application/pdf', first: 1, last: pages.length, maxPixels: 4_000_000, dpi: 150 } as const
  const drawn = await drawPages(document, request)
  return new Map(drawn.map((picture, index) => [Buffer.from(picture).toString('base64'), pages[index]!]))
}

function picturesIn({ body }: StubCall): string[] {
  return [...JSON.stringify(body).matchAll(/"data:image\/png;base64,([A-Za-z0-9+/=]+)"/g)].map(([, base64]) => base64!)
}

function invoiceOf(pages: readonly Page[], withPage: boolean) {
  const line = (page: number, values: object) => ({ ...emptyLineItem(), ...values, ...(withPage ? { page } : {}) })
  const line_items = pages.flatMap((rows, index) => [
    line(index + 1, { description: 'No. Description Quantity Price' }),
    ...rows.flatMap(([kind, number, quantity, price]) => {
      if (kind === 'L') {
        const total = Number(quantity) * Number(price)
        const figures = { quantity: Number(quantity), unit_price: Number(price), line_total: total, tax_rate: 19, unit: 'pcs' }
        return [line(index + 1, { line_number: number, description: `Article number ${number}, stainless steel, 10 x 20 mm`, ...figures })]
      }
      return kind === 'C' ? [line(index + 1, { description: 'Carried forward', line_total: sumUpTo(Number(number)) })] : []
    }),
  ])
  const last = pages.flat().find(([kind]) => kind === 'T')
  const total = last === undefined ? null : sumUpTo(Number(last[1]))
  const totals = total === null ? {} : { sub_total: total, taxable_total: total, tax_total: total * 0.19, total: total * 1.19 }
  return { ...emptyInvoice(), document_type: 'invoice', invoice_number: 'R-2026-400', currency: 'EUR', line_items, ...totals }
}

/** The lines' sum. */
export function sumUpTo(lines: number): number {
  return Array.from({ length: lines }, (_, index) => (2 + ((index + 1) % 3)) * (index + 1.5)).reduce((sum, value) => sum + value, 0)
}

async function rowsOf(file: Buffer): Promise<Page[]> {
  const pdf = await getDocumentProxy(new Uint8Array(file), { verbosity: 0 })
  const pages: Page[] = []
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const { items } = await (await pdf.getPage(number)).getTextContent()
    pages.push(items.flatMap(item => ('str' in item && item.str.includes('|') ? [item.str.split('|')] : [])))
  }
  await pdf.loadingTask.destroy()
  return pages
}

/** The file's base64 stands alone in Gemini's parts, behind its type in OpenAI's. */
export function fileIn({ body }: StubCall): Buffer {
  const [, base64] = /"(?:data|file_data)":"(?:data:application\/pdf;base64,)?([A-Za-z0-9+/=]{100,})"/.exec(JSON.stringify(body)) ?? []
  return Buffer.from(base64!, 'base64')
}

function answerIn(call: StubCall, text: string, isCut: boolean, tokens: number): StubAnswer {
  if (call.provider === 'gemini') {
    const candidates = [{ content: { role: 'model', parts: [{ text }] }, finishReason: isCut ? 'MAX_TOKENS' : 'STOP', index: 0 }]
    return geminiAnswer({}, { candidates, usageMetadata: { promptTokenCount: 2000, candidatesTokenCount: tokens } })
  }
  if (call.provider === 'openai-compatible') {
    const choices = [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: isCut ? 'length' : 'stop' }]
    return chatAnswer({}, { choices, usage: { prompt_tokens: 2000, completion_tokens: tokens, total_tokens: 2000 + tokens } })
  }
  const output = [
    { type: 'message', id: 'm', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] },
  ]
  const status = isCut ? { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } } : {}
  return openaiAnswer({}, { output, usage: { input_tokens: 2000, output_tokens: tokens, total_tokens: 2000 + tokens }, ...status })
}
