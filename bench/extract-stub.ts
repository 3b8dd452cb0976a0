import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// A provider that answers at once, in Gemini's words, and looks at nothing: its own cost must not hide what it measures.
const invoice = {
  ...{ invoice_number: 'R-1', invoice_date: '2026-11-02', currency: 'EUR', sub_total: 100, tax_total: 19, total: 119 },
  line_items: Array.from({ length: 10 }, (_, index) => ({
    line_number: String(index + 1),
    description: 'Work',
    quantity: 1,
    line_total: 10,
  })),
}
const answer = JSON.stringify({
  candidates: [{ content: { role: 'model', parts: [{ text: JSON.stringify(invoice) }] }, finishReason: 'STOP', index: 0 }],
  usageMetadata: {
    ...{ promptTokenCount: 2518, candidatesTokenCount: 652, totalTokenCount: 3170 },
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: 712 },
      { modality: 'DOCUMENT', tokenCount: 1806 },
    ],
  },
  modelVersion: 'gemini-3.5-flash-lite',
})

const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(answer))
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
