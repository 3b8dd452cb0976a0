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
export async function readAttachedInvoice(pdf: OpenPdf, bytes: Uint8Array): Promise<Invoice | null> {
  let isMissing = false
  for (const attachment of byRank(attachmentsOf(pdf))) {
    const content = attachment.read()
    isMissing ||= content === null
    const invoice = content === null ? null : invoiceIn(content)
    if (invoice !== null) return invoice
  }
  return isMissing ? readListedInvoice(bytes).catch(() => null) : null
}

/** PDFium passes over files that are listed under one of their names and lie under another. */
async function readListedInvoice(bytes: Uint8Array): Promise<Invoice | null> {
  const { withPdfJs } = await import('../text/pdf-js.ts')
  return withPdfJs(bytes, async pdf => {
    const listed = [...((await pdf.getAttachments()) ?? [])].map(([id, { filename }]) => ({ id, name: filename }))
    for (const { id } of byRank(listed)) {
      const content: unknown = await pdf.getAttachmentContent(id)
      const invoice = content instanceof Uint8Array ? invoiceIn(content) : null
      if (invoice !== null) return invoice
    }
    return null
  })
}

/** What is named as the standards prescribe comes first. */
function byRank<File extends { readonly name: string }>(files: readonly File[]): File[] {
  const rankOf = ({ name }: File) => (INVOICE_NAMES.test(name) ? 0 : /\.xml$/i.test(name) ? 1 : 2)
  return files.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, MAX_ATTACHMENTS)
}

function invoiceIn(content: Uint8Array): Invoice | null {
  return isXml(content) ? readInvoiceXml(content) : null
}

/** The same from the file's bytes: finds what is embedded without being listed, and needs no reader that opens the file. */
export function readLooseInvoice(bytes: Uint8Array): Invoice | null {
  for (const content of embeddedFiles(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))) {
    const invoice = invoiceIn(content)
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
