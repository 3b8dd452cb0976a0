/**
 * The proof of values, judged on e-invoice PDFs: the XML inside is what a perfect model would answer, and the page either shows a value or not.
 *   npm run bench:proof                 the table: right values, and the same with one digit, date part or letter changed
 *   npm run bench:proof -- --misses     also every value on which the proof was wrong
 *   npm run bench:proof -- --changes=3  as many changes of each value (1)
 * DOCUMENTS_DIR is a folder with e-invoices/ (../shared/documents).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { judgeProof, type ProofScore, readProofCase } from '../test/support/proof-cases.ts'

const root = resolve(process.env.DOCUMENTS_DIR ?? join(import.meta.dirname, '../../shared/documents'), 'e-invoices')
const { values: options } = parseArgs({ options: { misses: { type: 'boolean' }, changes: { type: 'string', default: '1' } } })

const pad = (count: number) => String(count).padStart(6)
const share = (part: number, of: number) => `${((100 * part) / Math.max(1, of)).toFixed(1)} %`.padStart(8)

if (existsSync(root)) await bench()
else console.log(`Skipped: no documents in ${root}. Set DOCUMENTS_DIR to a folder with e-invoices/.`)

async function bench(): Promise<void> {
  const scores = new Map<string, ProofScore>()
  const times: number[] = []
  for (const file of readdirSync(root).filter(name => name.endsWith('.pdf'))) {
    const document = await readProofCase(readFileSync(join(root, file)))
    if (document === null) continue
    const judged = judgeProof(document, Number(options.changes))
    times.push(judged.milliseconds)
    for (const { kind, score, misses } of judged.kinds) {
      const sum = scores.get(kind) ?? { shown: 0, matched: 0, boxed: 0, changed: 0, absent: 0 }
      for (const name of Object.keys(sum) as (keyof ProofScore)[]) sum[name] += score[name]
      scores.set(kind, sum)
      if (options.misses) for (const miss of misses) console.log(`  ${file}: ${miss}`)
    }
  }
  print(scores)
  times.sort((a, b) => a - b)
  console.log(`one proof: p50 ${times[Math.floor(times.length / 2)]?.toFixed(2)} ms, slowest ${times.at(-1)?.toFixed(2)} ms`)
}

function print(scores: ReadonlyMap<string, ProofScore>): void {
  console.log('kind            shown  matched         right box       changed  absent')
  const sum = { shown: 0, matched: 0, boxed: 0, changed: 0, absent: 0 }
  const row = (kind: string, { shown, matched, boxed, changed, absent }: ProofScore) =>
    console.log(
      `${kind.padEnd(14)} ${pad(shown)}  ${pad(matched)} ${share(matched, shown)}  ${pad(boxed)} ${share(boxed, shown)}  ${pad(changed)}  ${pad(absent)} ${share(absent, changed)}`,
    )
  for (const [kind, score] of scores) {
    row(kind, score)
    for (const name of Object.keys(sum) as (keyof ProofScore)[]) sum[name] += score[name]
  }
  row('together', sum)
}
