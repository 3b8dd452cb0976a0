import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newKey } from '../support/companies.ts'
import { startExtraction } from '../support/extraction-server.ts'
import { type ForeignWorld, foreignAnswers, tryForeignAnswer, unequalSums } from '../support/foreign-answers.ts'
import { makePdf } from '../support/made-documents.ts'
import { geminiAnswer } from '../support/stub-provider.ts'

/** Both ends' buffers of a loopback connection. */
const CONNECTION_HOLDS = 8_000_000

test('whatever a provider answers: no fault of ours, no broken report, equal sums (bench:foreign-answers tries thousands)', async () => {
  const { stub, store, db, server, extract } = await startExtraction({ retry: { max_retries: 0 } })
  const world: ForeignWorld = {
    stub,
    addKey: (companyId, provider) => store.addKey(newKey({ companyId, provider, totalTokenLimit: 2_147_483_647 })),
    extract: async (companyID, file) => (await extract({ companyID, file })).status,
    get: async url => (await server.inject({ method: 'GET', url })).statusCode,
  }
  for (const answer of fc.sample(foreignAnswers, { numRuns: 30, seed: 20261128 })) {
    const problems = await tryForeignAnswer(world, answer)
    expect(problems, `${answer.provider} ${answer.status} ${answer.wire} ${answer.body.slice(0, 300)}`).toEqual([])
  }
  expect(unequalSums(db)).toEqual([])
})

test('figures that are none are not booked, and the answer says so', async () => {
  const { extract, store, stub } = await startExtraction({ extraction: { proof: 'off' } })
  await store.addKey(newKey({ totalTokenLimit: 10_000 }))
  stub.behave(() =>
    geminiAnswer(undefined, { usageMetadata: { promptTokenCount: '12', candidatesTokenCount: -500_000, thoughtsTokenCount: 7 } }),
  )
  const { status, body } = await extract({ file: makePdf() })
  expect([status, body.meta.usage.input_tokens, body.meta.usage.output_tokens]).toEqual([200, 0, 7])
  expect(body.meta.warnings).toMatchObject([{ code: 'usage_not_plausible' }])
  expect(await store.listKeys('ACME')).toMatchObject([{ totalUsedTokens: 7, totalRemainingTokens: 9993, status: 'Active' }])
})

test('a key that comes back in the name of the model or in a value goes no further', async () => {
  const { extract, store, stub } = await startExtraction()
  const key = 'canary-key-0123456789'
  await store.addKey(newKey({ storedKey: key }))
  const escaped = JSON.stringify({ invoice_number: 'R-1', seller: { name: 'KEY' } }).replace('KEY', `\\u0063${key.slice(1)}`)
  const parts = [{ text: escaped }]
  stub.behave(() =>
    geminiAnswer(undefined, { modelVersion: `${'m'.repeat(90)}${key}`, candidates: [{ content: { parts }, finishReason: 'STOP' }] }),
  )
  const { status, body } = await extract({ file: makePdf() })
  expect([status, body.data.seller.name]).toEqual([200, '[redacted]'])
  expect(JSON.stringify(body)).not.toContain('canary')
})

test.each(['{}', '{"invoice": {"total": 119}}'])('%s is no invoice, and not "processed successfully"', async text => {
  const { extract, store, stub } = await startExtraction({ retry: { max_retries: 0 } })
  await store.addKey(newKey())
  stub.behave(() => geminiAnswer(JSON.parse(text)))
  expect((await extract({ file: makePdf() })).status).toBe(502)
})

test.each([
  [200, 3_500_000],
  [503, 1_000_000],
])('an answer with %d that does not end is cut off, and little of it was sent', async (status, most) => {
  const { extract, store, stub } = await startExtraction({ retry: { max_retries: 0 } })
  await store.addKey(newKey())
  let taken = 0
  stub.behave(() => ({
    send(response) {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.write('{"candidates":[{"content":{"parts":[{"text":"')
      const piece = 'x'.repeat(64 * 1024)
      // What has left the stub's own buffer; what the connection itself can hold comes on top.
      const more = () =>
        response.write(piece, error => {
          if (error != null || response.destroyed) return
          taken += piece.length
          more()
        })
      more()
    },
  }))
  expect((await extract({ file: makePdf() })).status).toBe(502)
  expect(taken).toBeLessThan(most + CONNECTION_HOLDS)
})
