import type { Invoice } from '../../invoice.ts'
import { compareWithPage } from './compare-with-page.ts'
import type { OfflineReading, OfflineReply, OfflineRequest } from './offline-job.ts'
import { readCustomFields } from './rules/custom-fields.ts'
import type { PageText } from './text/page-text.ts'
import { readTextLayer } from './text-layer.ts'
import { readInvoiceXml } from './xml/embedded-invoice.ts'

export type EInvoiceRequest = Pick<OfflineRequest, 'mediaType' | 'pages' | 'schema'>

/** Runs in a process of its own: the invoice that a document carries as XML, standing alone or inside a PDF; null where there is none. */
export async function readEInvoice(bytes: Uint8Array, request: EInvoiceRequest): Promise<OfflineReply | null> {
  if (request.mediaType === 'application/xml') {
    const invoice = readInvoiceXml(bytes)
    return invoice === null ? null : ofBearableLength(exactReading(invoice, request, []))
  }
  if (request.mediaType !== 'application/pdf') return null
  const { embedded, texts } = await readTextLayer(bytes, { pages: request.pages, onlyEInvoice: true })
  return embedded === null ? null : ofBearableLength(exactReading(embedded, request, texts))
}

/** A catalogue's invoice has some thousand. All that is known of 100,000 lines is 200 MB in the service. */
const MAX_LINES = 10_000

/** Refused where the answer would be a burden on whoever passes it on. */
export function ofBearableLength(reply: OfflineReply): OfflineReply {
  if ('problem' in reply || reply.invoice.line_items.length + reply.invoice.taxes.length <= MAX_LINES) return reply
  return { problem: `The invoice has more than ${MAX_LINES} lines.` }
}

/** What the XML says, and what its page says to that. */
export function exactReading(invoice: Invoice, { schema }: Pick<OfflineRequest, 'schema'>, pages: readonly PageText[]): OfflineReading {
  const custom = schema === null ? null : readCustomFields(schema, pages)
  const { fields, warnings } = compareWithPage(invoice, pages)
  return { invoice, fields, custom, confidence: 1, method: 'xml', warnings }
}
