import { PDFiumLibrary } from '@hyzyla/pdfium'

let library: Promise<PDFiumLibrary> | undefined

/** PDFium, loaded once in a process: its memory only grows, and opening and drawing share it. */
export function pdfium(): Promise<PDFiumLibrary> {
  library ??= PDFiumLibrary.init()
  return library
}
