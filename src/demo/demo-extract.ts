import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { heading, line, table } from './terminal.ts'

const amount = z.number().nullable()
const answerSchema = z.object({
  status: z.literal('ok'),
  data: z.object({
    invoice_number: z.string().nullable(),
    invoice_date: z.string().nullable(),
    due_date: z.string().nullable(),
    currency: z.string().nullable(),
    seller: z.object({ name: z.string().nullable() }),
    buyer: z.object({ name: z.string().nullable() }),
    line_items: z.array(z.object({ description: z.string().nullable(), quantity: amount, unit_price: amount, line_total: amount })),
    tax_total: amount,
    total: amount,
  }),
  meta: z.object({
    engine: z.string(),
    pages: z.int(),
    duration_ms: z.number(),
    confidence: amount,
    checks: z.array(z.object({ rule: z.string(), passed: z.boolean() })),
  }),
})

/** Extracts the sample invoice through `POST /extract`, without any key: the offline engine answers. True when its main fields were found. */
export async function runExtraction(url: string): Promise<boolean> {
  heading('2. An invoice')
  const file = new URL('./sample-invoice.pdf', import.meta.url)
  const form = new FormData()
  form.set('file', new Blob([readFileSync(file)], { type: 'application/pdf' }), 'sample-invoice.pdf')
  form.set('companyID', 'DEMO')
  form.set('username', 'demo')
  line(`curl -F file=@src/demo/sample-invoice.pdf -F companyID=DEMO -F username=demo ${url}/extract\n`)
  const response = await fetch(`${url}/extract`, { method: 'POST', body: form })
  if (!response.ok) throw new Error(`/extract answered ${response.status}: ${await response.text()}`)
  const { data, meta } = answerSchema.parse(await response.json())
  table([
    ['number', data.invoice_number ?? '-'],
    ['date', `${data.invoice_date ?? '-'} (due ${data.due_date ?? '-'})`],
    ['seller', data.seller.name ?? '-'],
    ['buyer', data.buyer.name ?? '-'],
    ...data.line_items.map((item, index) => [
      `line ${index + 1}`,
      `${item.quantity ?? '-'} × ${item.description ?? '-'} = ${item.line_total ?? '-'}`,
    ]),
    ['tax', String(data.tax_total ?? '-')],
    ['total', `${data.total ?? '-'} ${data.currency ?? ''}`],
  ])
  const passed = meta.checks.filter(check => check.passed).length
  line(
    `\n  read by the ${meta.engine} engine in ${Math.round(meta.duration_ms)} ms, ${passed} of ${meta.checks.length} arithmetic checks pass`,
  )
  return data.invoice_number !== null && data.total !== null && data.seller.name !== null
}
