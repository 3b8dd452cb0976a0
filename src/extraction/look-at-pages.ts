import type { EngineResult, ExtractionRequest, PageWordsReader } from './engine.ts'
import { overallConfidence } from './engines/offline/rules/finding.ts'
import { type Examine, examinerOf } from './proof/examine.ts'
import { unprovenFields, withoutDenials } from './proof/merge-fields.ts'
import { unpackPage } from './proof/packed-pages.ts'
import { lowTextQuality, pagesNotCompared } from './warnings.ts'

export type ProofSetting = 'text' | 'ocr' | 'off'

/** A look at a document's pages that goes on beside the provider's call. */
export interface PageLook {
  /** Adds to a provider's answer what the pages say to it; waits for them no longer than they are worth. */
  prove(result: EngineResult): Promise<EngineResult>
}

interface Looked {
  readonly examine: Examine | null
  readonly unread: readonly number[] | 'all'
  readonly unreadable: readonly number[]
}

type LookRequest = Pick<ExtractionRequest, 'document' | 'signal' | 'owner' | 'endsAt'>

/** A text layer is read long before a model has answered. Where it is not, the machine is full, and the caller has waited enough. */
const PATIENCE_MS = 10_000
/** OCR may be waited for as long as the request has time, but for what the answer's way out takes. */
const RESERVE_MS = 2_000

const NOTHING: Looked = { examine: null, unread: 'all', unreadable: [] }

/** Begins to read the pages' words; null under `off`. Whatever becomes of it costs the proof, never the answer. */
export function lookAtPages(reader: PageWordsReader, setting: ProofSetting, request: LookRequest): PageLook | null {
  if (setting === 'off') return null
  const ocr = setting === 'ocr'
  const isPdf = request.document.mediaType === 'application/pdf'
  const looked = isPdf || ocr ? look(reader, { ...request, ocr }) : Promise.resolve(NOTHING)
  const patienceMs = () => (ocr ? Math.max(PATIENCE_MS, (request.endsAt ?? 0) - performance.now() - RESERVE_MS) : PATIENCE_MS)
  return { prove: async result => withProof(result, await inTime(looked, patienceMs())) }
}

async function look(reader: PageWordsReader, request: LookRequest & { ocr: boolean }): Promise<Looked> {
  try {
    const { pages, unread, unreadable, documents } = await reader.readWords(request)
    return {
      examine: pages.length === 0 ? null : examinerOf(pages.map(unpackPage), documents),
      unread: pages.length === 0 ? 'all' : unread,
      unreadable,
    }
  } catch {
    return NOTHING
  }
}

async function inTime(looked: Promise<Looked>, patienceMs: number): Promise<Looked> {
  const late = Promise.withResolvers<Looked>()
  const timer = setTimeout(() => late.resolve(NOTHING), patienceMs)
  try {
    return await Promise.race([looked, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

function withProof(result: EngineResult, { examine, unread, unreadable }: Looked): EngineResult {
  const own = result.warnings ?? []
  const quality = unreadable.length > 0 ? [lowTextQuality(unreadable)] : []
  if (examine === null)
    return { ...result, fields: unprovenFields(result.invoice), warnings: [...own, ...quality, pagesNotCompared('all')] }
  const { fields, warnings } = examine(result.invoice)
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
