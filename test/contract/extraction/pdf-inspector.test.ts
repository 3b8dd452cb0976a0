import { deflateSync } from 'node:zlib'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { createPdfInspector } from '../../../src/extraction/document/pdf-inspector.ts'
import { createDocumentProcesses } from '../../../src/extraction/processes/document-processes.ts'
import { TELLS_PROCESSOR_TIME } from '../../../src/extraction/processes/process-figures.ts'
import { fixture } from '../../support/documents.ts'
import { buildPdf } from '../../support/pdf-files.ts'

const inspector = createPdfInspector()
afterAll(() => inspector.close())

const inspect = (bytes: Buffer, signal?: AbortSignal) => inspector.inspectPdf(bytes, signal === undefined ? {} : { signal })
const problem = (words: RegExp) => ({ problem: expect.stringMatching(words) })

describe('PDF inspector', () => {
  it('counts the pages of what PDFium opens', async () => {
    expect(await inspect(fixture('factur-x-fr-en16931.pdf'))).toEqual({ pages: 1, carriesFiles: true })
    expect(await inspect(buildPdf({ pages: 101 }))).toEqual({ pages: 101, carriesFiles: false })
  })

  it('opens a file whose cross-references are broken, which other libraries may refuse', async () => {
    expect(await inspect(buildPdf({ brokenXref: true }))).toEqual({ pages: 1, carriesFiles: false })
  })

  it('names what is wrong with the others', async () => {
    expect(await inspect(buildPdf({ encrypted: true }))).toEqual(problem(/encrypted.*password/))
    expect(await inspect(Buffer.from('%PDF-1.7\nnothing else\n%%EOF'))).toEqual(problem(/broken/))
    expect(await inspect(buildPdf({ pages: 0 }))).toEqual(problem(/no pages/))
    const whole = fixture('zugferd-2p0-de-en16931.pdf')
    expect(await inspect(whole.subarray(0, whole.length / 2))).toEqual(problem(/truncated/))
  })

  it('refuses a decompression bomb', async () => {
    const data = deflateSync(Buffer.alloc(250 * 1_048_576))
    expect(data.length).toBeLessThan(1_048_576)
    expect(await inspect(buildPdf({ streams: [{ dictionary: '/Filter/FlateDecode', data }] }))).toEqual(problem(/inflates/))
  })

  it('brings the words of a short PDF with it where they are wanted, and not where they would be read in any case', async () => {
    const inspectForWords = (pdf: Buffer) => inspector.inspectPdf(pdf, { withWords: true })
    const text = ['Invoice No: A-1', 'Total: 12.50']
    const words = { pages: [{ page: 1, texts: 'Invoice\nNo:\nA-1\nTotal:\n12.50' }], unread: [], unreadable: [] }
    expect(await inspectForWords(buildPdf({ text }))).toMatchObject({ pages: 1, words })
    expect(await inspectForWords(buildPdf({ text: [] }))).toMatchObject({ pages: 1, words: { pages: [], unread: [1] } })
    expect(await inspectForWords(buildPdf({ text, pages: 6 }))).toEqual({ pages: 6, carriesFiles: false })
    expect(await inspectForWords(fixture('factur-x-fr-en16931.pdf'))).toEqual({ pages: 1, carriesFiles: true })
  })

  it('opens a PDF all the same whose words are too many, or more than its process bears', async () => {
    const written = (lines: number) => buildPdf({ pageTexts: [Array.from({ length: lines }, () => 'a '.repeat(15_000))] })
    const inspectForWords = (pdf: Buffer) => createPdfInspector({ processes: narrow }).inspectPdf(pdf, { withWords: true })
    const narrow = createDocumentProcesses({ size: 1, maxResidentMb: 200 })
    onTestFinished(() => narrow.close())
    expect(await inspectForWords(written(4))).toMatchObject({ pages: 1, words: { pages: [], unread: [1] } })
    expect(await inspectForWords(written(120))).toEqual({ pages: 1, carriesFiles: false })
  })

  it('goes on after each of them', async () => {
    expect(await inspect(buildPdf({ pages: 2 }))).toEqual({ pages: 2, carriesFiles: false })
  })

  it.runIf(TELLS_PROCESSOR_TIME)('blames no document for a machine that has no time', async () => {
    const processes = createDocumentProcesses({ size: 1, documentSeconds: 0.012 })
    const busy = expect(createPdfInspector({ processes }).inspectPdf(buildPdf())).rejects
    await busy.toMatchObject({ kind: 'unavailable', retryable: true, retryAfterSeconds: expect.any(Number) })
    await processes.close()
  })

  it('stops when asked to', async () => {
    await expect(inspect(buildPdf(), AbortSignal.abort(new Error('client left')))).rejects.toThrow('client left')
  })
})
