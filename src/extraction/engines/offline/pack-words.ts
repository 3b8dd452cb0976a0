import { type PackedPages, packPage } from '../../proof/packed-pages.ts'
import type { PageText } from './text/page-text.ts'
import { isReadable } from './text/text-quality.ts'

/** Reads the given pages of a document in another way. */
export type ReadOtherwise = (pages: readonly number[]) => Promise<readonly PageText[]>

/**
 * The words of a document's pages for whoever looks values up in them.
 * @param layer the text layer, as far as there is one
 * @param readOtherwise for pages without a text of their own; without it they stay unread
 */
export async function packWords(count: number, layer: readonly PageText[], readOtherwise?: ReadOtherwise): Promise<PackedPages> {
  const written = layer.filter(page => hasWords(page) && isReadable(page))
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter(page => !written.some(text => text.page === page))
  const read = missing.length > 0 && readOtherwise !== undefined ? await readOtherwise(missing) : []
  const pages = [...written, ...read.filter(hasWords)].toSorted((a, b) => a.page - b.page)
  const unreadable = [...layer, ...read].filter(page => hasWords(page) && !isReadable(page)).map(({ page }) => page)
  // Its rules are loaded for a file that can hold more than one.
  const documents = pages.length < 2 ? [] : (await import('../../proof/documents-in.ts')).documentsIn(pages)
  const seen = new Set(pages.map(({ page }) => page))
  return {
    pages: pages.map(packPage),
    documents,
    unread: missing.filter(page => !seen.has(page)),
    unreadable: [...new Set(unreadable)].filter(page => !written.some(text => text.page === page)),
  }
}

function hasWords({ lines }: PageText): boolean {
  return lines.some(line => line.words.length > 0)
}
