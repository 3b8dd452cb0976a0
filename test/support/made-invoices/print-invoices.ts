import { launchBrowser } from '../browser.ts'
import { type Half, halfOf, LAYOUTS } from './layouts.ts'
import { makeInvoice, truthOf } from './made-invoice.ts'

export interface PrintedInvoice {
  readonly name: string
  readonly half: Half
  readonly expect: Readonly<Record<string, unknown>>
  readonly bytes: Buffer
}

/** Prints `count` invoices with the tests' Chromium, every layout in turn; the same `first` makes the same ones. */
export async function* printInvoices(count: number, first = 1): AsyncGenerator<PrintedInvoice> {
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    for (let seed = first; seed < first + count; seed += 1) {
      const index = seed % LAYOUTS.length
      const layout = LAYOUTS[index]
      const invoice = makeInvoice(seed)
      if (layout === undefined) continue
      await page.setContent(layout.html(invoice))
      const bytes = await page.pdf({ preferCSSPageSize: true, printBackground: true })
      yield { name: `${seed}-${layout.name}-${invoice.place.locale}`, half: halfOf(index), expect: truthOf(invoice), bytes }
    }
  } finally {
    await browser.close()
  }
}
