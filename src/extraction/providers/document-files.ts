import type { ModelParameters } from '../../settings/app-settings.ts'
import { AppError } from '../../shared/app-error.ts'
import { inStep, type Trace } from '../../tracing/trace.ts'
import type { Document } from '../document/document.ts'
import type { MediaType } from '../document/media-type.ts'
import type { DrawRequest } from '../engines/offline/offline-job.ts'
import { ProcessEndedError } from '../processes/bounded-process.ts'
import type { Owner } from '../processes/fair-queue.ts'
import type { Takes } from './provider.ts'
import { ProviderError } from './provider-error.ts'

interface SourceOptions {
  readonly signal?: AbortSignal
  readonly owner?: Owner
}

/** PORT: parts a PDF, and draws pages. Rejects with `ProcessEndedError` where the document does not let that be done within the limits. */
export interface PageSource {
  /** The pages as a file of their own. Null where it cannot be parted; then every portion is asked of the whole file. */
  extractPages(bytes: Uint8Array, first: number, last: number, options: SourceOptions): Promise<Uint8Array | null>
  /** One picture for each page. */
  drawPages(bytes: Uint8Array, request: DrawRequest, options: SourceOptions): Promise<readonly Uint8Array[]>
}

export interface AskedFile {
  readonly bytes: Uint8Array
  readonly mediaType: MediaType
}

/** What goes to a provider: the files, and which pages of the document they show. */
export interface Sent {
  readonly files: readonly AskedFile[]
  readonly first: number
  readonly last: number
}

export interface SendParts {
  readonly document: Document
  readonly pages: PageSource
  readonly takes: Takes
  readonly parameters: ModelParameters
  readonly title: string
  readonly options: SourceOptions
  readonly trace: Trace | undefined
}

/** The document's pages `first` to `last` as this provider takes them. */
export async function filesFor(parts: SendParts, first: number, last: number): Promise<Sent> {
  const { document, takes } = parts
  const { bytes, mediaType, pages: of } = document
  if (mediaType !== 'application/pdf') return { files: [await smallEnough(parts)], first: 1, last: of }
  if (takes.pdf === 'images') return { files: await drawn(parts, first, last), first, last }
  const cut = () => parts.pages.extractPages(bytes, first, last, parts.options).catch(orWhole)
  const part = first === 1 && last === of ? null : await inStep(parts.trace, 'part document', cut)
  return part === null ? { files: [{ bytes, mediaType }], first: 1, last: of } : { files: [{ bytes: part, mediaType }], first, last }
}

/** A file that a process cannot part within its limits was opened by PDFium before: the provider may read it. */
function orWhole(error: unknown): null {
  if (error instanceof ProcessEndedError) return null
  throw error
}

/** Too many documents wait, or nobody does any more: that says nothing about the document. */
function isOfTheRequest(error: unknown, { signal }: SourceOptions): boolean {
  return error instanceof AppError || signal?.aborted === true
}

/** In grey it has a byte for each pixel at most: what is drawn anew is small enough for everybody. */
const MAX_PICTURE_PIXELS = 3_500_000

/** A picture that is too large for the provider, drawn anew; as it is where that cannot be done: the provider may know better. */
async function smallEnough({ document, pages, takes, options, trace }: SendParts): Promise<AskedFile> {
  const { bytes, mediaType } = document
  // No process reads HEIC.
  if (bytes.length <= takes.maxPictureBytes || mediaType === 'image/heic') return { bytes, mediaType }
  const request = { mediaType, first: 1, last: 1, maxPixels: MAX_PICTURE_PIXELS, dpi: DPI.medium }
  const drawnAnew = await inStep(trace, 'draw pages', () => pages.drawPages(bytes, request, options)).catch(error =>
    isOfTheRequest(error, options) ? Promise.reject(error) : null,
  )
  return drawnAnew?.[0] === undefined ? { bytes, mediaType } : { bytes: drawnAnew[0], mediaType: 'image/png' }
}

/** Print of 8 points is 17 pixels high at 150 dpi; models that look closer are told so by the setting. */
const DPI = { low: 100, medium: 150, high: 200 } as const
/** An A4 page at 200 dpi has 3.9 million. In grey, one byte each, nine of them before they are packed stay below what a process may hold. */
const MAX_PIXELS = 4_000_000

async function drawn({ document, pages, parameters, title, options, trace }: SendParts, first: number, last: number): Promise<AskedFile[]> {
  const { bytes, mediaType } = document
  const request = { mediaType, first, last, maxPixels: MAX_PIXELS, dpi: DPI[parameters.media_resolution ?? 'medium'] }
  const images = await inStep(trace, 'draw pages', () => pages.drawPages(bytes, request, options)).catch(error => {
    if (isOfTheRequest(error, options)) throw error
    throw new ProviderError('unreadable_document', `${title}: the pages cannot be drawn. ${error instanceof Error ? error.message : ''}`)
  })
  if (images.length === 0) throw new ProviderError('unreadable_document', `${title}: no page can be drawn`)
  return images.map(image => ({ bytes: image, mediaType: 'image/png' as const }))
}
