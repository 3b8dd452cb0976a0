import { constants, inflateSync } from 'node:zlib'
import { readPdfObjects } from './pdf-objects.ts'
import { isName, type PdfDictionary } from './pdf-syntax.ts'

/**
 * True when the file stops in the middle: no end marker at all, or objects after the last one (an incremental update cut off). PDFium
 * repairs such files by dropping what is missing, and an invoice without its last page is worse than a clear refusal.
 */
export function isTruncatedPdf(file: Buffer): boolean {
  const end = file.lastIndexOf('%%EOF')
  return end < 0 || /(^|\s)\d+ \d+ obj\b/.test(file.toString('latin1', end))
}

/** What an embedded file may inflate to before it is passed over. */
export const MAX_EMBEDDED_BYTES = 16 * 1_048_576
const MAX_OBJECTS = 300_000

/**
 * The embedded files of a PDF, found by their streams' own dictionaries: also those that no name tree lists (attached to a page, or only
 * associated with the document), and those of files that a reader gives up on.
 */
export function* embeddedFiles(file: Buffer): Generator<Buffer> {
  for (const { data, dictionary } of readPdfObjects(file, MAX_OBJECTS).allStreams) {
    if (!isEmbeddedFile(dictionary)) continue
    if (!isZlib(data)) {
      yield data
      continue
    }
    try {
      yield inflateSync(data, { maxOutputLength: MAX_EMBEDDED_BYTES, finishFlush: constants.Z_SYNC_FLUSH })
    } catch {
      // Broken or too large: no e-invoice.
    }
  }
}

function isEmbeddedFile(dictionary: PdfDictionary): boolean {
  const [type, subtype] = [dictionary.get('Type'), dictionary.get('Subtype')]
  return (isName(type) && type.name === 'EmbeddedFile') || (isName(subtype) && /^(?:text|application)\/xml$/i.test(subtype.name))
}

/** A zlib header, whatever the dictionary says: filters may stand behind references that lead nowhere. */
export function isZlib(data: Buffer): boolean {
  return data.length > 2 && ((data[0] ?? 0) & 0x0f) === 8 && (((data[0] ?? 0) << 8) | (data[1] ?? 0)) % 31 === 0
}
