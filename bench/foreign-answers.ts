/**
 * What mutated provider answers do to the service: types, depth, size and encodings that no provider should send.
 *   npm run bench:foreign-answers                           5,000 answers
 *   npm run bench:foreign-answers -- --count 500 --seed 7   fewer, others
 * Exits with 1 where one led to a fault of ours, to a report that cannot be read, or to sums that differ.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { foreignAnswers, tryForeignAnswer, unequalSums } from '../test/support/foreign-answers.ts'
import { openExtraction } from '../test/support/open-extraction.ts'

const { values } = parseArgs({ options: { count: { type: 'string', default: '5000' }, seed: { type: 'string', default: '1' } } })
const BATCH = 250

const directory = mkdtempSync(join(tmpdir(), 'tokenwheel-foreign-'))
const newDirectory = () => mkdtempSync(join(directory, 'x'))
const delay = monitorEventLoopDelay({ resolution: 5 })
let [tried, wrong, held] = [0, 0, 0]
while (tried < Number(values.count)) {
  const running = await openExtraction({ retry: { max_retries: 0 } }, newDirectory)
  const numRuns = Math.min(BATCH, Number(values.count) - tried)
  const answers = fc.sample(foreignAnswers, { numRuns, seed: Number(values.seed) + tried })
  // Making the answers is not the service's work.
  await nextTurn()
  delay.reset()
  delay.enable()
  for (const answer of answers) {
    const problems = await tryForeignAnswer(running, answer)
    if (problems.length > 0) console.log(problems.join(', '), answer.provider, answer.status, answer.body.slice(0, 500))
    wrong += problems.length > 0 ? 1 : 0
  }
  delay.disable()
  held = Math.max(held, delay.max / 1e6)
  const unequal = unequalSums(running)
  if (unequal.length > 0) console.log('sums differ', unequal)
  wrong += unequal.length
  tried += numRuns
  await running.close()
}
console.table({ tried, wrong, 'longest hold of the main thread, ms (of stub and store, too)': Math.round(held) })
rmSync(directory, { recursive: true, force: true })
process.exit(wrong === 0 ? 0 : 1)
