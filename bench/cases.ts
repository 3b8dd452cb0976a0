/**
 * The offline engine on the cases with one value or warning each (CASES_DIR, default ../shared/cases/documents): right, missing,
 * wrong and marked, wrong and unmarked, by field.
 *   npm run bench:cases                the table
 *   npm run bench:cases -- --misses    also every value that is not right
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DEFAULT_MAX_PIXELS, readDocument } from '../src/extraction/document/document.ts'
import { createPdfInspector } from '../src/extraction/document/pdf-inspector.ts'
import type { EngineResult } from '../src/extraction/engine.ts'
import { createOfflineEngine } from '../src/extraction/engines/offline/offline-engine.ts'
import { checkInvoice } from '../src/extraction/invoice-checks.ts'
import { AppError } from '../src/shared/app-error.ts'
import { type Judged, judge } from '../test/support/judgement.ts'
import { printMisses, printReliability, printVerdicts } from './verdicts.ts'

interface Case {
  readonly file: string
  readonly expect: Readonly<Record<string, unknown>>
  readonly or_warning?: string
}

const root = resolve(process.env.CASES_DIR ?? join(import.meta.dirname, '../../shared/cases/documents'))
const { values: options } = parseArgs({ options: { misses: { type: 'boolean' } } })

if (existsSync(root)) await benchCases()
else console.log(`Skipped: no cases in ${root}. Set CASES_DIR to a folder with truth.jsonl and its documents.`)

async function benchCases(): Promise<void> {
  const cases = readFileSync(join(root, 'truth.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Case)
  const inspector = createPdfInspector()
  const engine = createOfflineEngine()
  const judged = await Promise.all(
    cases.map(async entry => {
      const limits = { maxBytes: 20 * 1_048_576, maxPages: 100, maxPixels: DEFAULT_MAX_PIXELS }
      const document = await readDocument(readFileSync(join(root, entry.file)), limits, inspector)
      const result = await engine.extract({ document, signal: new AbortController().signal }).catch((error: unknown) => {
        if (error instanceof AppError) return null
        throw error
      })
      const verdicts = result === null ? refusedOf(entry) : verdictsOf(entry, result)
      if (options.misses) printMisses(entry.file, verdicts)
      return verdicts
    }),
  )
  await Promise.all([engine.close(), inspector.close()])
  printVerdicts(`cases (${cases.length} documents)`, judged.flat())
  printReliability(judged.flat())
}

/** A warning that is expected and does not come is a false calm: as bad as a wrong value that nobody marked. */
function verdictsOf({ expect, or_warning }: Case, result: EngineResult): Judged[] {
  const warnings = result.warnings ?? []
  const answer = { ...result, warnings, checks: checkInvoice(result.invoice) }
  const codes: readonly string[] = warnings.map(({ code }) => code)
  return Object.entries(expect).map(([path, wanted]) => {
    const done = { path, found: codes.join(' '), wanted, confidence: null }
    if (path === 'status') return { ...done, verdict: 'right' }
    if (path === 'warning') return { ...done, verdict: codes.includes(String(wanted)) ? 'right' : 'unmarked' }
    if (or_warning !== undefined && codes.includes(or_warning)) return { ...done, verdict: 'right' }
    return judge(answer, path, wanted)
  })
}

/** A refusal marks everything: it is right where a warning was asked for. */
function refusedOf({ expect }: Case): Judged[] {
  const verdict = (path: string) => (path === 'warning' ? 'right' : 'missing')
  return Object.entries(expect).map(([path, wanted]) => ({ path, verdict: verdict(path), found: null, wanted, confidence: null }))
}
