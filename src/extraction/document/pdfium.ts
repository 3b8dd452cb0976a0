import { type PDFiumDocument, PDFiumLibrary } from '@hyzyla/pdfium'

/** What is called of PDFium itself: its package reads a page's text without the places of its words. Handles and pointers are numbers. */
export interface PdfiumModule {
  readonly wasmExports: { malloc(bytes: number): number; free(pointer: number): void }
  /** Views on its memory, which are others when it has grown. */
  readonly HEAPU8: Uint8Array
  readonly HEAPU16: Uint16Array
  readonly HEAP32: Int32Array
  readonly HEAPF32: Float32Array
  readonly HEAPF64: Float64Array
  _FPDF_LoadPage(document: number, index: number): number
  _FPDF_ClosePage(page: number): void
  _FPDF_GetPageWidthF(page: number): number
  _FPDF_GetPageHeightF(page: number): number
  _FPDF_PageToDevice(
    ...numbers: [
      ...[page: number, left: number, top: number, width: number, height: number, rotation: number],
      ...[x: number, y: number, xInto: number, yInto: number],
    ]
  ): number
  _FPDFText_LoadPage(page: number): number
  _FPDFText_ClosePage(text: number): void
  _FPDFText_CountChars(text: number): number
  /** A UTF-16 unit. */
  _FPDFText_GetUnicode(text: number, index: number): number
  _FPDFText_GetTextObject(text: number, index: number): number
  _FPDFText_GetFontSize(text: number, index: number): number
  _FPDFText_GetMatrix(text: number, index: number, into: number): number
  _FPDFText_GetCharOrigin(text: number, index: number, xInto: number, yInto: number): number
  _FPDFText_GetLooseCharBox(text: number, index: number, into: number): number
  _FPDFDoc_GetAttachmentCount(document: number): number
  _FPDFDoc_GetAttachment(document: number, index: number): number
  _FPDFAttachment_GetName(attachment: number, into: number, bytes: number): number
  _FPDFAttachment_GetFile(attachment: number, into: number, bytes: number, lengthInto: number): number
}

/** A PDF that PDFium has opened: `document` is its handle. */
export interface OpenPdf {
  readonly module: PdfiumModule
  readonly document: number
  readonly pages: number
}

let library: Promise<PDFiumLibrary> | undefined

/** PDFium, loaded once in a process: its memory only grows, and opening, reading and drawing share it. */
export function pdfium(): Promise<PDFiumLibrary> {
  library ??= PDFiumLibrary.init()
  return library
}

/** Opens a PDF for the time of `use`. Rejects where PDFium does not open it. */
export async function withPdf<T>(bytes: Uint8Array, use: (pdf: OpenPdf) => T | Promise<T>): Promise<T> {
  const document = await (await pdfium()).loadDocument(bytes)
  try {
    return await use({ ...insideOf(document), pages: document.getPageCount() })
  } finally {
    document.destroy()
  }
}

/** The package keeps to itself what it calls. */
function insideOf(document: PDFiumDocument): Pick<OpenPdf, 'module' | 'document'> {
  const { module, documentIdx } = document as unknown as { readonly module: PdfiumModule; readonly documentIdx: number }
  return { module, document: documentIdx }
}
