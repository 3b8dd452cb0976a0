import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FIXTURES = join(import.meta.dirname, '../fixtures/documents')

export function fixture(name: string): Buffer {
  return readFileSync(join(FIXTURES, name))
}

/** The larger set of documents with ground truth, which lies beside the repository where it is at hand. */
export const SHARED_DOCUMENTS = process.env.DOCUMENTS_DIR ?? join(import.meta.dirname, '../../../shared/documents')
export const hasSharedDocuments = existsSync(join(SHARED_DOCUMENTS, 'e-invoices/truth.jsonl'))
