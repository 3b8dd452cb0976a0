import { withPdfJs } from './pdf-js.ts'

/** Runs in a process of its own: the pages `first` to `last` as a PDF of their own, or null where pdf.js cannot part the file. */
export async function extractPages(bytes: Uint8Array, first: number, last: number): Promise<Uint8Array | null> {
  return withPdfJs(bytes, pdf => pdf.extractPages([{ document: null, includePages: [[first - 1, last - 1]] }])).catch(() => null)
}
