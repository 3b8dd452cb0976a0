import { afterAll, onTestFinished } from 'vitest'
import { createDocumentProcesses, type DocumentProcesses } from '../../src/extraction/processes/document-processes.ts'
import { type ExtractionServer, type ExtractionServerOptions, openExtraction } from './open-extraction.ts'
import { tempDir } from './temp-dir.ts'

export { type Answer, type ExtractionServer, type ExtractionServerOptions, encode, type Form } from './open-extraction.ts'

/** One start of the documents' processes for a whole file of tests: a cold one takes half a second of a core. */
let shared: DocumentProcesses | undefined
afterAll(() => shared?.close())

/** What a test wants of the processes themselves is not to be had of shared ones. */
const OF_PROCESSES = ['processes', 'document_seconds', 'process_memory_mb', 'ocr_languages']

/** The extraction side in a directory of the test's own, against a stub provider. Closed with the test. */
export async function startExtraction(options: ExtractionServerOptions = {}): Promise<ExtractionServer> {
  const isSpecial = OF_PROCESSES.some(name => name in (options.extraction ?? {}))
  if (!isSpecial) shared ??= createDocumentProcesses()
  const running = await openExtraction({ ...options, ...(isSpecial || shared === undefined ? {} : { documents: shared }) }, tempDir)
  onTestFinished(() => running.close())
  return running
}
