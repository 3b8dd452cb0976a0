import { isXml } from '../../../document/media-type.ts'
import { attachmentsOf } from '../../../document/pdf-attachments.ts'
import { embeddedFiles } from '../../../document/pdf-structure.ts'
import type { OpenPdf } from '../../../document/pdfium.ts'
import type { Invoice } from '../../../invoice.ts'
import { readCiiInvoice } from './cii-invoice.ts'
import { readUblInvoice } from './ubl-invoice.ts'
import { parseXml } from './xml-tree.ts'

/** The names that ZUGFeRD 1.0 and 2.x, Factur-X and XRechnung prescribe come first; what else is attached is judged by its content. */
const INVOICE_NAMES = /^(factur-x|zugferd-invoice|xrechnung|cii|ubl|invoice)\.xml$/i
const MAX_ATTACHMENTS = 50

/** The e-invoice among a PDF's attachments, read exactly; null when there is none that can be read. */
export function readAttachedInvoice(pdf: OpenPdf): Invoice | null {
  const attachments = attachmentsOf(pdf)
    .map(attachment => ({ attachment, rank: rankOf(attachment.name) }))
    .toSorted((a, b) => a.rank - b.rank)
  for (const { attachment } of attachments.slice(0, MAX_ATTACHMENTS)) {
    const content = attachment.read()
    const invoice = content !== null && isXml(content) ? readInvoiceXml(content) : null
    if (invoice !== null) return invoice
  }
  return null
}

function rankOf(name: string): number {
  if (INVOICE_NAMES.test(name)) return 0
  return /\.xml$/i.test(name) ? 1 : 2
}

/** The same from the file's bytes: finds what is embedded without being listed, and needs no reader that opens the file. */
export function readLooseInvoice(bytes: Uint8Array): Invoice | null {
  for (const content of embeddedFiles(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))) {
    const invoice = isXml(content) ? readInvoiceXml(content) : null
    if (invoice !== null) return invoice
  }
  return null
}

/** A CII or UBL invoice; null for anything else (an order, a delivery, a broken file). An invoice without a number is not one. */
export function readInvoiceXml(bytes: Uint8Array): Invoice | null {
  const tree = parseXml(bytes)
  if (tree === null) return null
  const invoice = readCiiInvoice(tree) ?? readUblInvoice(tree)
  return invoice?.invoice_number == null ? null : invoice
}
