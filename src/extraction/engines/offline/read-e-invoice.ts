import type { Invoice } from '../../invoice.ts'
import { compareWithPage } from './compare-with-page.ts'
import type { OfflineReading, OfflineRequest } from './offline-job.ts'
import { readCustomFields } from './rules/custom-fields.ts'
import type { PageText } from './text/page-text.ts'
import { readTextLayer } from './text-layer.ts'
import { readInvoiceXml } from './xml/embedded-invoice.ts'

export type EInvoiceRequest = Pick<OfflineRequest, 'mediaType' | 'pages' | 'schema'>

/** Runs in a process of its own: the invoice that a document carries as XML, standing alone or inside a PDF; null where there is none. */
export async function readEInvoice(bytes: Uint8Array, request: EInvoiceRequest): Promise<OfflineReading | null> {
  if (request.mediaType === 'application/xml') {
    const invoice = readInvoiceXml(bytes)
    return invoice === null ? null : exactReading(invoice, request, [])
  }
  if (request.mediaType !== 'application/pdf') return null
  const { embedded, texts } = await readTextLayer(bytes, { pages: request.pages, onlyEInvoice: true })
  return embedded === null ? null : exactReading(embedded, request, texts)
}

/** What the XML says, and what its page says to that. */
export function exactReading(invoice: Invoice, { schema }: Pick<OfflineRequest, 'schema'>, pages: readonly PageText[]): OfflineReading {
  const custom = schema === null ? null : readCustomFields(schema, pages)
  const { fields, warnings } = compareWithPage(invoice, pages)
  return { invoice, fields, custom, confidence: 1, method: 'xml', warnings }
}
