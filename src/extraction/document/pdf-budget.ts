import { BudgetExceededError, countLzw, InflationMeter, inflate, inflateAtOnce, inflatePieces, MAX_DEFLATE_RATIO } from './inflation.ts'
import { type Content, countWork } from './pdf-forms.ts'
import { type PdfObjects, type PdfStream, readPdfObjects, resolve } from './pdf-objects.ts'
import { checkPageTree } from './pdf-page-tree.ts'
import { isZlib } from './pdf-structure.ts'
import { isDictionary, isName, type PdfDictionary, PdfReader, type PdfValue } from './pdf-syntax.ts'
import { decodeAscii85, decodeAsciiHex } from './text-filters.ts'

/** What one document may cost before anything of it is drawn. */
export interface PdfBudget {
  /** An A4 page at 600 dpi in full colour is 104 MB. */
  readonly bytesPerStream: number
  /** All streams together, each layer of their filters counted: twenty such pages in grey. */
  readonly bytesInAll: number
  /** The largest catalogues have some 200,000. */
  readonly objects: number
  /** Of one image, as its dictionary states them. */
  readonly pixels: number
  /** Drawing commands of all pages, forms counted as often as they are drawn, long operands as several. A map on a page has a million. */
  readonly operators: number
}

export const PDF_BUDGET: PdfBudget = {
  bytesPerStream: 192 * 1_048_576,
  bytesInAll: 768 * 1_048_576,
  objects: 300_000,
  pixels: 120_000_000,
  operators: 5_000_000,
}

/** Flate within Flate is written by mistake now and then, three times by nobody. */
const MAX_DEFLATE_LAYERS = 2
const MAX_FILTERS = 4
/** Two bytes stand for 128 at most. */
const MAX_RUN_LENGTH_RATIO = 64

export interface PdfMeasure {
  /** The first bound that the PDF exceeds, in words for the caller; null where it keeps all of them. */
  readonly exceeded: string | null
  /** True where files may lie in it. Said too often rather than too seldom: it costs a second look, not an invoice. */
  readonly carriesFiles: boolean
}

/** What names a file inside a PDF, or hides all names (encryption without a password). */
const EMBEDS = /\/(?:EF[\s<\d]|EmbeddedFile|Encrypt\b|(?:text|application)#2[fF]xml)/

/**
 * Holds a PDF against its budget. Every stream is looked at, whatever is said of it; nothing is drawn, and no more than a few megabytes of
 * any stream are kept.
 */
export async function measurePdf(file: Buffer, budget: PdfBudget = PDF_BUDGET): Promise<PdfMeasure> {
  const text = file.toString('latin1')
  let carriesFiles = EMBEDS.test(text)
  try {
    const objects = readPdfObjects(file, budget.objects, text)
    const meter = new InflationMeter(budget.bytesPerStream, budget.bytesInAll)
    const harmless = harmlessLength(file, budget)
    for (const stream of objects.allStreams) {
      checkPixels(objects, stream.dictionary, budget.pixels)
      const holdsObjects = nameOf(stream.dictionary.get('Type')) === 'ObjStm'
      const content = await measure(objects, stream, meter, holdsObjects ? 0 : harmless)
      if (content === null || !holdsObjects) continue
      carriesFiles ||= EMBEDS.test(content.toString('latin1'))
      readObjectStream(objects, stream.dictionary, content)
    }
    if (objects.values.size > budget.objects) throw new BudgetExceededError(`The PDF has more than ${budget.objects} objects.`)
    checkPageTree(objects)
    await countWork(objects, stream => contentOf(objects, stream), budget.operators)
    return { exceeded: null, carriesFiles }
  } catch (error) {
    if (error instanceof BudgetExceededError) return { exceeded: error.message, carriesFiles }
    throw error
  }
}

/** A deflated stream of this length cannot come to more than it may, nor can all of them together: it need not be inflated to know. */
function harmlessLength(file: Buffer, { bytesPerStream, bytesInAll }: PdfBudget): number {
  // LZW packs more closely, and counts towards the same sum.
  if (file.length * MAX_DEFLATE_RATIO > bytesInAll || file.includes('LZW')) return 0
  return Math.floor(bytesPerStream / MAX_DEFLATE_RATIO)
}

function checkPixels(objects: PdfObjects, dictionary: PdfDictionary, maxPixels: number): void {
  const [width, height] = [resolve(objects, dictionary.get('Width')), resolve(objects, dictionary.get('Height'))]
  if (typeof width !== 'number' || typeof height !== 'number' || width * height <= maxPixels) return
  throw new BudgetExceededError(`The PDF contains an image of ${width} x ${height} pixels; at most ${maxPixels} are allowed.`)
}

/**
 * Content to draw by, inflated anew: kept from the first look, all streams together would be what the budget allows. In pieces where it is
 * long; of what is packed otherwise its length. Null for what is no drawing.
 */
function contentOf(objects: PdfObjects, stream: PdfStream): Content | null {
  if (isImage(stream.dictionary)) return null
  const { content, filters } = decodeText(objects, stream)
  const layers = filters.filter(name => name === 'FlateDecode').length
  if (layers > 0 || isZlib(content)) return inflateAtOnce(content, Math.max(1, layers)) ?? inflatePieces(content, Math.max(1, layers))
  if (filters[0] === 'LZWDecode') return countLzw(content)
  if (filters[0] === 'RunLengthDecode') return content.length * MAX_RUN_LENGTH_RATIO
  return filters.length === 0 ? content : null
}

/** The data behind the text filters that stand first, the filters that are left, and how many there are in all. */
function decodeText(objects: PdfObjects, { dictionary, data }: PdfStream): { content: Buffer; filters: readonly string[]; count: number } {
  const filters = filtersOf(objects, dictionary)
  let content = data
  let place = 0
  for (; isTextFilter(filters[place]); place += 1)
    content = filters[place] === 'ASCIIHexDecode' ? decodeAsciiHex(content) : decodeAscii85(content)
  return { content, filters: filters.slice(place), count: filters.length }
}

/**
 * Counts what a stream inflates to; returns its content where that is small enough to keep.
 * @param harmless length up to which what is deflated once is passed over
 */
async function measure(objects: PdfObjects, stream: PdfStream, meter: InflationMeter, harmless: number): Promise<Buffer | null> {
  const { content, filters, count } = decodeText(objects, stream)
  const packed = filters.filter(name => COMPRESSION.has(name))
  const layers = packed.filter(name => name === 'FlateDecode').length
  // What is packed in turn by different means, or has its text filters inside, is not measured but refused: no producer writes it.
  if (count > MAX_FILTERS || layers > MAX_DEFLATE_LAYERS || (packed.length > 1 && layers < packed.length)) throw stacked()
  if (filters.some(isTextFilter)) throw stacked()
  if (packed[0] === 'LZWDecode') countLzw(content, meter)
  else if (layers <= 1 && content.length <= harmless) return null
  else if (layers > 0 || isZlib(content)) return inflate(content, Math.max(1, layers), meter)
  return filters.length === 0 ? content : null
}

const stacked = () => new BudgetExceededError('The PDF contains a stream with too many filters on top of each other.')

const COMPRESSION: ReadonlySet<string> = new Set(['FlateDecode', 'LZWDecode', 'RunLengthDecode'])
const isTextFilter = (name: string | undefined) => name === 'ASCIIHexDecode' || name === 'ASCII85Decode'

/** Readers take the short names of inline images here as well. */
const SHORT: Readonly<Record<string, string>> = {
  Fl: 'FlateDecode',
  LZW: 'LZWDecode',
  RL: 'RunLengthDecode',
  AHx: 'ASCIIHexDecode',
  A85: 'ASCII85Decode',
}

function filtersOf(objects: PdfObjects, dictionary: PdfDictionary): string[] {
  const stated = resolve(objects, dictionary.get('Filter') ?? dictionary.get('F'))
  const list: readonly PdfValue[] = Array.isArray(stated) ? stated : [stated]
  const names = list.map(value => nameOf(resolve(objects, value))).filter(name => name !== '')
  return names.map(name => SHORT[name] ?? name)
}

function isImage(dictionary: PdfDictionary): boolean {
  return nameOf(dictionary.get('Subtype')) === 'Image'
}

function nameOf(value: PdfValue | undefined): string {
  return isName(value) ? value.name : ''
}

/** The objects inside an object stream: pairs of number and offset first, then the values. */
function readObjectStream(objects: PdfObjects, dictionary: PdfDictionary, content: Buffer): void {
  const [count, first] = [resolve(objects, dictionary.get('N')), resolve(objects, dictionary.get('First'))]
  if (typeof count !== 'number' || typeof first !== 'number') return
  const text = content.toString('latin1')
  const header = new PdfReader(text)
  for (let index = 0; index < count && header.position < text.length; index += 1) {
    const [number, offset] = [header.value(), header.value()]
    if (typeof number !== 'number' || typeof offset !== 'number') return
    const value = new PdfReader(text, first + offset).value()
    if (!objects.values.has(number) || isDictionary(value)) objects.values.set(number, value)
  }
}
