import { AppError, type ErrorKind } from '../../shared/app-error.ts'
import type { DocumentClock } from '../processes/document-clock.ts'
import type { Owner } from '../processes/fair-queue.ts'
import type { PackedPages } from '../proof/packed-pages.ts'
import { readImageHeader } from './image-header.ts'
import { type ImageType, type MediaType, sniffMediaType } from './media-type.ts'

/** A file that passed every check: engines may rely on its type, its page count and its size in pixels. */
export interface Document {
  readonly bytes: Uint8Array
  readonly mediaType: MediaType
  readonly pages: number
  /** True where a PDF may have files in it, an e-invoice for instance. */
  readonly carriesFiles: boolean
  /** Of a text layer, where the inspection brought them with it. */
  readonly words?: PackedPages
}

export interface DocumentLimits {
  readonly maxBytes: number
  readonly maxPages: number
  /** Pixels of one image (width x height), read from its header before anything is decoded. */
  readonly maxPixels: number
}

/** 80 megapixels: an A3 scan at 600 dpi has 70, a phone's largest camera mode 50. Decoded to grey it takes 80 MB, to RGBA 320 MB. */
export const DEFAULT_MAX_PIXELS = 80_000_000

/** What opening a PDF showed. `problem` is shown to the caller as it stands. */
export type PdfInspection = Measured | { readonly problem: string }

type Measured = Pick<Document, 'pages' | 'carriesFiles' | 'words'>

/** On whose behalf a document is opened, and until when anybody wants to know. */
export interface ReadOptions {
  readonly owner?: Owner
  readonly signal?: AbortSignal
  /** Of the document, over all that is done with it. */
  readonly documentClock?: DocumentClock
  /** On the clock of `performance.now()`: whoever reads page by page answers before with what it has. */
  readonly endsAt?: number
}

export interface InspectOptions extends ReadOptions {
  /** Reads the words of a short PDF as well, where it is open anyway. */
  readonly withWords?: boolean
}

/**
 * PORT: opens a PDF in a process of its own (`pdf-inspector.ts`). Rejects when aborted or closed, or with an `AppError` when too many
 * documents wait; never for a bad file.
 */
export interface PdfInspector {
  inspectPdf(bytes: Uint8Array, options?: InspectOptions): Promise<PdfInspection>
}

/**
 * Validates an uploaded file by its bytes; its name and declared type play no part. Images are checked by their headers alone, PDFs are
 * opened by the inspector. Throws `AppError` INVALID_FILE: `too_large` (size), `unsupported_type`, or `unprocessable` (empty, broken,
 * truncated, encrypted, too many pages, too many pixels, inflates too far). None of them is worth a retry.
 */
export async function readDocument(
  bytes: Uint8Array,
  limits: DocumentLimits,
  inspector: PdfInspector,
  options: InspectOptions = {},
): Promise<Document> {
  if (bytes.length === 0) throw invalidFile('unprocessable', 'The file is empty.')
  if (bytes.length > limits.maxBytes) throw fileTooLarge(limits.maxBytes)
  const mediaType = sniffMediaType(bytes)
  if (mediaType === 'image/avif') {
    throw invalidFile('unsupported_type', `AVIF images are not supported, and HEIC ones by Gemini alone. ${CONVERT}`)
  }
  if (mediaType === null) {
    throw invalidFile(
      'unsupported_type',
      'The content is not of a supported type. Supported are PDF, PNG, JPEG, WebP and TIFF, and UBL or CII XML.',
    )
  }
  const measured = await measure(bytes, mediaType, limits, inspector, options)
  const { pages } = measured
  if (pages > limits.maxPages) {
    throw invalidFile('unprocessable', `The document has ${pages} pages; at most ${limits.maxPages} are allowed.`)
  }
  return { bytes, mediaType, ...measured }
}

const CONVERT = 'Please convert the image to JPEG or PNG, or send a PDF.'

/** Of a kind that only some engines read, and none that may serve here. */
export function heicNotRead(): AppError {
  return invalidFile('unsupported_type', `HEIC images are read by Gemini alone, and no key of Gemini may serve. ${CONVERT}`)
}

async function measure(
  bytes: Uint8Array,
  mediaType: MediaType,
  limits: DocumentLimits,
  inspector: PdfInspector,
  options: InspectOptions,
): Promise<Measured> {
  if (mediaType === 'application/xml') return { pages: 1, carriesFiles: false }
  if (mediaType !== 'application/pdf') return { pages: countImagePages(bytes, mediaType, limits.maxPixels), carriesFiles: false }
  const inspection = await inspector.inspectPdf(bytes, options)
  if ('problem' in inspection) throw invalidFile('unprocessable', inspection.problem)
  return inspection
}

function countImagePages(bytes: Uint8Array, mediaType: ImageType, maxPixels: number): number {
  const header = readImageHeader(bytes, mediaType)
  if ('problem' in header && mediaType === 'image/heic')
    throw invalidFile('unsupported_type', `The HEIC image cannot be read: ${header.problem} ${CONVERT}`)
  if ('problem' in header) throw invalidFile('unprocessable', header.problem)
  const pixels = header.width * header.height
  if (pixels > maxPixels) {
    throw invalidFile('unprocessable', `The image has ${header.width} x ${header.height} pixels; at most ${maxPixels} in all are allowed.`)
  }
  return header.pages
}

/** For the route, which stops reading an upload at the limit and never holds the whole of it. */
export function fileTooLarge(maxBytes: number): AppError {
  return invalidFile('too_large', `The file is larger than ${Math.floor(maxBytes / 1_048_576)} MB.`)
}

export function invalidFile(kind: Extract<ErrorKind, 'unprocessable' | 'too_large' | 'unsupported_type'>, problem: string): AppError {
  return new AppError('Failed to process invoice', { code: 'INVALID_FILE', kind, errors: [{ field: 'file', problem }] })
}
