/**
 * Reads every UBL and CII file of public test suites (SUITES_DIR, a folder with their checkouts), and names those that are well-formed and not read.
 *   SUITES_DIR=../suites npm run bench:suites
 * For example https://github.com/itplr-kosit/xrechnung-testsuite, https://github.com/ConnectingEurope/eInvoicing-EN16931 and
 * https://github.com/OpenPEPPOL/peppol-bis-invoice-3.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { XMLValidator } from 'fast-xml-parser'
import { sniffMediaType } from '../src/extraction/document/media-type.ts'
import { readInvoiceXml } from '../src/extraction/engines/offline/xml/embedded-invoice.ts'
import { checkInvoice } from '../src/extraction/invoice-checks.ts'

/** Of the first element, whatever its prefix. Other documents of a suite (orders, responses, sets of tests) are none of ours. */
const INVOICE_ROOT =
  /^(?:\s|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)*<(?:[\w.-]+:)?(?:Invoice|CreditNote|CrossIndustryInvoice|CrossIndustryDocument)[\s>]/

const root = process.env.SUITES_DIR
if (root === undefined) console.log('Skipped: no suites. Set SUITES_DIR to a folder with checkouts of them.')
else bench(root)

interface Suite {
  files: number
  malformed: number
  read: number
  numbered: number
  closing: number
}

function bench(folder: string): void {
  console.log('suite                            files  malformed     read  with number and total  sums close')
  for (const name of readdirSync(folder)) {
    const suite: Suite = { files: 0, malformed: 0, read: 0, numbered: 0, closing: 0 }
    for (const file of xmlFiles(join(folder, name))) readOne(file, folder, suite)
    const { files, malformed, read, numbered, closing } = suite
    const figures = [String(files).padStart(5), String(malformed).padStart(10), String(read).padStart(8), String(numbered).padStart(22)]
    console.log(`${name.padEnd(32)} ${figures.join(' ')} ${String(closing).padStart(11)}`)
  }
}

function readOne(file: string, folder: string, suite: Suite): void {
  const bytes = readFileSync(file)
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  if (!INVOICE_ROOT.test(text)) return
  suite.files += 1
  if (XMLValidator.validate(text) !== true) {
    suite.malformed += 1
    return
  }
  const invoice = sniffMediaType(bytes) === 'application/xml' ? readInvoiceXml(bytes) : null
  if (invoice === null) {
    console.log(`  not read: ${relative(folder, file)}`)
    return
  }
  suite.read += 1
  if (invoice.invoice_number !== null && invoice.total !== null) suite.numbered += 1
  if (checkInvoice(invoice).every(({ passed }) => passed)) suite.closing += 1
}

function* xmlFiles(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* xmlFiles(path)
    else if (/\.xml$/i.test(name)) yield path
  }
}
