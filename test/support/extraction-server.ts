import { onTestFinished } from 'vitest'
import { type ExtractionServer, type ExtractionServerOptions, openExtraction } from './open-extraction.ts'
import { tempDir } from './temp-dir.ts'

export { type Answer, type ExtractionServer, type ExtractionServerOptions, encode, type Form } from './open-extraction.ts'

/** The extraction side in a directory of the test's own, against a stub provider. Closed with the test. */
export async function startExtraction(options: ExtractionServerOptions = {}): Promise<ExtractionServer> {
  const running = await openExtraction(options, tempDir)
  onTestFinished(() => running.close())
  return running
}
