import { MAX_EMBEDDED_BYTES } from './pdf-structure.ts'
import type { OpenPdf, PdfiumModule } from './pdfium.ts'

/** A file that a PDF lists among its attachments. */
export interface PdfAttachment {
  readonly name: string
  /** Its content; null where it cannot be had, or inflates to more than an e-invoice may. Only while the PDF is open. */
  read(): Uint8Array | null
}

/** Names are looked at, not kept. */
const MAX_NAME_BYTES = 1_024
/** Of more files than this none is looked for. */
const MAX_LISTED = 1_000

export function attachmentsOf({ module, document }: OpenPdf): PdfAttachment[] {
  const count = Math.min(module._FPDFDoc_GetAttachmentCount(document), MAX_LISTED)
  return Array.from({ length: Math.max(0, count) }, (_, index) => module._FPDFDoc_GetAttachment(document, index))
    .filter(attachment => attachment !== 0)
    .map(attachment => ({ name: nameOf(module, attachment), read: () => contentOf(module, attachment) }))
}

function nameOf(module: PdfiumModule, attachment: number): string {
  const length = module._FPDFAttachment_GetName(attachment, 0, 0)
  if (length < 4 || length > MAX_NAME_BYTES) return ''
  return withMemory(module, length, pointer => {
    module._FPDFAttachment_GetName(attachment, pointer, length)
    // UTF-16, with two bytes of zero behind it.
    return Buffer.from(module.HEAPU8.subarray(pointer, pointer + length - 2)).toString('utf16le')
  })
}

function contentOf(module: PdfiumModule, attachment: number): Uint8Array | null {
  return withMemory(module, LENGTH_BYTES, lengthInto => {
    if (module._FPDFAttachment_GetFile(attachment, 0, 0, lengthInto) === 0) return null
    const length = module.HEAP32[lengthInto >> 2] ?? 0
    if (length <= 0 || length > MAX_EMBEDDED_BYTES) return null
    return withMemory(module, length, pointer => {
      const isThere = module._FPDFAttachment_GetFile(attachment, pointer, length, lengthInto) !== 0
      return isThere ? module.HEAPU8.slice(pointer, pointer + length) : null
    })
  })
}

const LENGTH_BYTES = 4

function withMemory<T>({ wasmExports }: PdfiumModule, bytes: number, use: (pointer: number) => T): T {
  const pointer = wasmExports.malloc(bytes)
  try {
    return use(pointer)
  } finally {
    wasmExports.free(pointer)
  }
}
