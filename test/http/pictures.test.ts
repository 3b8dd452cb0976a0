import { expect, test } from 'vitest'
import { newKey } from '../support/companies.ts'
import { startExtraction } from '../support/extraction-server.ts'
import { heicPhoto, paddedPng, pngFile } from '../support/image-files.ts'
import type { StubCall } from '../support/stub-provider.ts'

const PHOTO = heicPhoto(4032, 3024)
/** These stubs answer what no page shows: the proof would say so, and has tests of its own. */
const UNPROVEN = { proof: 'off' } as const

test('a HEIC photo goes to Gemini as it is, whatever other keys the company has', async () => {
  const { extract, store, stub } = await startExtraction({ extraction: UNPROVEN })
  for (const provider of ['OpenAI', 'Gemini', 'vLLM']) await store.addKey(newKey({ provider }))
  for (let index = 0; index < 3; index += 1) expect((await extract({ file: PHOTO })).status).toBe(200)
  expect(stub.calls.map(call => call.provider)).toEqual(['gemini', 'gemini', 'gemini'])
  expect(JSON.stringify(stub.calls[0]!.body)).toContain(`{"mimeType":"image/heic","data":"${PHOTO.toString('base64')}"}`)
})

test.each([
  ['OpenAI alone', 'OpenAI', {}],
  ['a server of chat completions', 'Ollama', {}],
  ['the offline engine beside OpenAI', 'OpenAI', { offline: 'when-no-key' }],
  ['the offline engine alone', null, { offline: 'when-unconfigured' }],
])('with %s it is a 415 that says what to do, and nobody is called', async (_, provider, extraction) => {
  const { extract, store, stub } = await startExtraction({ extraction: { ...UNPROVEN, ...extraction } })
  if (provider !== null) await store.addKey(newKey({ provider }))
  const { status, body } = await extract({ file: PHOTO })
  expect([status, body.code]).toEqual([415, 'INVALID_FILE'])
  expect(body.errors[0].problem).toMatch(/HEIC.*Gemini.*convert/)
  expect(stub.calls).toHaveLength(0)
})

test('while Gemini fails the failure is told, and the offline engine does not stand in for what it cannot read', async () => {
  const { extract, store, stub } = await startExtraction({ extraction: { ...UNPROVEN, offline: 'when-no-key' }, retry: { max_retries: 0 } })
  await store.addKey(newKey())
  stub.behave(() => ({ status: 503, body: { error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } } }))
  expect((await extract({ file: PHOTO })).status).toBe(502)
})

const pictureIn = ({ body }: StubCall) =>
  Buffer.from(
    /"data:image\/png;base64,([A-Za-z0-9+/=]+)"|"data":"([A-Za-z0-9+/=]+)"/.exec(JSON.stringify(body))!.slice(1).join(''),
    'base64',
  )

test.each([
  ['vLLM', 4],
  ['OpenAI', 15],
  ['Gemini', 15],
])('a picture that is too large for %s is drawn anew; a smaller one goes as it is', async (provider, megabytes) => {
  const { extract, store, stub } = await startExtraction({ extraction: UNPROVEN })
  await store.addKey(newKey({ provider }))
  const small = pngFile(300, 200)
  expect((await extract({ file: small })).status).toBe(200)
  expect((await extract({ file: paddedPng(small, megabytes) })).status).toBe(200)
  const [asItIs, anew] = stub.calls.map(pictureIn)
  expect(asItIs).toEqual(small)
  expect([anew!.readUInt32BE(16), anew!.readUInt32BE(20), anew!.length < 10_000]).toEqual([300, 200, true])
})
