import { setImmediate } from 'node:timers/promises'
import { giveWay } from '../shared/give-way.ts'
import { inStep } from '../tracing/trace.ts'
import type { EngineResult, Examination, ExtractionRequest, PageWordsReader } from './engine.ts'
import { overallConfidence } from './engines/offline/rules/finding.ts'
import type { Invoice } from './invoice.ts'
import { type Examine, examinerOf } from './proof/examine.ts'
import { unprovenFields, withoutDenials } from './proof/merge-fields.ts'
import { FIGURES, type PackedPages, unpackPage } from './proof/packed-pages.ts'
import { lowTextQuality, pagesNotCompared } from './warnings.ts'

export type ProofSetting = 'text' | 'ocr' | 'off'

/** A look at a document's pages that goes on beside the provider's call. */
export interface PageLook {
  /** Adds to a provider's answer what the pages say to it; waits for them no longer than they are worth. */
  prove(result: EngineResult): Promise<EngineResult>
}

interface Looked {
  readonly words: PackedPages | null
  /** Prepared for what is examined here; null where that is too much. */
  readonly examine: Examine | null
  readonly unread: readonly number[] | 'all'
  readonly unreadable: readonly number[]
}

type LookRequest = Pick<ExtractionRequest, 'document' | 'signal' | 'owner' | 'endsAt' | 'trace'>

/** A text layer is read long before a model has answered. Where it is not, the machine is full, and the caller has waited enough. */
const PATIENCE_MS = 10_000
/** OCR may be waited for as long as the request has time, but for what the answer's way out takes. */
const RESERVE_MS = 2_000

/**
 * What is examined here, in the thread that serves: some 20 ms of it. Thousands of words are too many to arrange, and every line of the
 * invoice is looked for among them, so that their product counts; a line costs as much as a hundred words before any is looked at. Whatever
 * is more has a process of its own for it.
 */
const MOST_WORDS_HERE = 2_000
const MOST_WORK_HERE = 150_000
const WORDS_FOR_A_LINE = 100
/** Characters of what is said about a line's values. */
const JSON_OF_A_LINE = 900

const NOTHING: Looked = { words: null, examine: null, unread: 'all', unreadable: [] }

/** Begins to read the pages' words; null under `off`. Whatever becomes of it costs the proof, never the answer. */
export function lookAtPages(reader: PageWordsReader, setting: ProofSetting, request: LookRequest): PageLook | null {
  if (setting === 'off') return null
  const ocr = setting === 'ocr'
  const isPdf = request.document.mediaType === 'application/pdf'
  const looked = isPdf || ocr ? look(reader, { ...request, ocr }) : Promise.resolve(NOTHING)
  const patienceMs = () => (ocr ? Math.max(PATIENCE_MS, (request.endsAt ?? 0) - performance.now() - RESERVE_MS) : PATIENCE_MS)
  return {
    async prove(result) {
      const seen = await inTime(looked, patienceMs(), NOTHING)
      return withProof(result, seen, await examination(reader, request, seen, result.invoice))
    },
  }
}

async function look(reader: PageWordsReader, request: LookRequest & { ocr: boolean }): Promise<Looked> {
  try {
    const words = await wordsOf(reader, request)
    const { pages, unread, unreadable, documents } = words
    if (pages.length === 0) return { ...NOTHING, unreadable }
    const examine = wordsOn(words) <= MOST_WORDS_HERE ? examinerOf(pages.map(unpackPage), documents) : null
    return { words, examine, unread, unreadable }
  } catch {
    return NOTHING
  }
}

/** What the inspection brought, unless pages are to be read that have no text of their own. */
async function wordsOf(reader: PageWordsReader, request: LookRequest & { ocr: boolean }): Promise<PackedPages> {
  const { words } = request.document
  if (words === undefined || (request.ocr && words.unread.length > 0))
    return inStep(request.trace, 'read words', () => reader.readWords(request))
  // The provider is asked first; then there is time.
  await setImmediate()
  return words
}

function wordsOn({ pages }: PackedPages): number {
  return pages.reduce((sum, { places }) => sum + places.length / FIGURES, 0)
}

/** Null where nothing could be looked at, or not in time: the process that is at it then is ended. */
async function examination(
  reader: PageWordsReader,
  request: LookRequest,
  { words, examine }: Looked,
  invoice: Invoice,
): Promise<Examination | null> {
  if (words === null) return null
  const work = (wordsOn(words) + WORDS_FOR_A_LINE) * invoice.line_items.length
  if (examine !== null && work <= MOST_WORK_HERE) return examine(invoice)
  const patience = AbortSignal.timeout(PATIENCE_MS)
  const examined = await reader
    .examine(words, invoice, { ...request, signal: AbortSignal.any([request.signal, patience]) })
    .catch(() => null)
  // Taking it over costs as much as putting it into the answer: others are served in between.
  await giveWay(JSON_OF_A_LINE * invoice.line_items.length)
  return examined
}

async function inTime<T>(work: Promise<T>, patienceMs: number, otherwise: T): Promise<T> {
  const late = Promise.withResolvers<T>()
  const timer = setTimeout(() => late.resolve(otherwise), patienceMs)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

function withProof(result: EngineResult, { unread, unreadable }: Looked, examined: Examination | null): EngineResult {
  const own = result.warnings ?? []
  const quality = unreadable.length > 0 ? [lowTextQuality(unreadable)] : []
  if (examined === null)
    return { ...result, fields: unprovenFields(result.invoice), warnings: [...own, ...quality, pagesNotCompared('all')] }
  const { fields, warnings } = examined
  const partly = unread.length > 0
  const proven = partly ? withoutDenials(fields) : fields
  const said = partly ? warnings.filter(({ code }) => code !== 'value_not_on_page' && code !== 'not_an_invoice') : warnings
  return {
    ...result,
    fields: proven,
    confidence: overallConfidence(proven),
    warnings: [...own, ...said, ...quality, ...(partly ? [pagesNotCompared(unread)] : [])],
  }
}
