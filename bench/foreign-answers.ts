/**
 * What mutated provider answers do to the service, as it is deployed and in a process of its own: types, depth, size, encodings and faults of
 * the wire that no provider should send.
 *   npm run bench:foreign-answers                           5,000 answers
 *   npm run bench:foreign-answers -- --count 500 --seed 7   fewer, others
 * Exits with 1 where one led to a fault of ours, to a report that cannot be read, to sums that differ, or held the main thread over 100 ms.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { request } from 'undici'
import { openDatabase } from '../src/storage/sqlite/database.ts'
import { type ForeignAnswer, type ForeignWorld, foreignAnswers, tryForeignAnswer, unequalSums } from '../test/support/foreign-answers.ts'
import { encode } from '../test/support/open-extraction.ts'
import { startServiceProcess } from '../test/support/service-process.ts'
import { geminiAnswer, openaiAnswer, startStubProvider } from '../test/support/stub-provider.ts'

const { values } = parseArgs({ options: { count: { type: 'string', default: '5000' }, seed: { type: 'string', default: '1' } } })
const BATCH = 250
const MAX_HOLD_MS = 100
/** Reports over everything, read now and then: they grow with the number of companies. */
const REPORTS_EVERY = 50
const REPORTS = ['/system/health', '/system/metrics', '/metrics', '/system/info', '/system/health/ready']

const directory = mkdtempSync(join(tmpdir(), 'tokenwheel-foreign-'))
const holdFile = join(directory, 'hold.json')
const stub = await startStubProvider()
const service = await startServiceProcess('real', directory, stub.baseUrls.gemini, {
  app: { retry: { max_retries: 0, initial_delay: 0 }, extraction: { base_urls: stub.baseUrls, model_check: 'off' } },
  env: { NODE_OPTIONS: `--import ${new URL('./loop-hold.ts', import.meta.url)}`, LOOP_HOLD_FILE: holdFile },
})
const world: ForeignWorld = {
  stub,
  async addKey(companyId, provider) {
    const key = { company_name: companyId, api_key: `key-of-${companyId}`, provider, total_token_limit: 2_147_483_647 }
    await service.post(`/companies/${companyId}/tokens`, key)
  },
  async extract(companyID, file) {
    const { body, type } = await encode({ companyID, username: 'bench', file })
    return statusOf(await request(`${service.url}/extract`, { method: 'POST', headers: { 'content-type': type }, body }))
  },
  get: async path => statusOf(await request(service.url + path)),
}

// The first call of a provider loads its SDK: that is no answer's doing.
for (const provider of ['Gemini', 'OpenAI'] as const) {
  const well = provider === 'Gemini' ? geminiAnswer() : openaiAnswer()
  await tryForeignAnswer(world, { provider, status: 200, body: JSON.stringify((well as { body: unknown }).body), wire: null }, REPORTS)
}
rmSync(holdFile, { force: true })

let [tried, wrong, held] = [0, 0, 0]
while (tried < Number(values.count)) {
  const numRuns = Math.min(BATCH, Number(values.count) - tried)
  for (const answer of fc.sample(foreignAnswers, { numRuns, seed: Number(values.seed) + tried })) {
    tried += 1
    const problems = await tryForeignAnswer(world, answer, tried % REPORTS_EVERY === 0 ? REPORTS : [])
    const longest = longestHold()
    if (longest > MAX_HOLD_MS && longest > held) problems.push(`held the main thread for ${Math.round(longest)} ms`)
    held = Math.max(held, longest)
    if (problems.length > 0) tell(answer, problems)
    wrong += problems.length > 0 ? 1 : 0
  }
}
held = Math.max(held, longestHold())
await service.end('SIGTERM')
await stub.close()
const db = openDatabase(join(directory, 'data', 'tokenwheel.db'))
const unequal = unequalSums(db)
await db.close()
if (unequal.length > 0) console.log('sums differ', unequal)
console.table({
  tried,
  wrong,
  'keys whose sums differ': unequal.length,
  'longest work of the main thread in one turn, ms': Math.round(held),
})
rmSync(directory, { recursive: true, force: true })
process.exit(wrong + unequal.length === 0 ? 0 : 1)

async function statusOf({ statusCode, body }: Awaited<ReturnType<typeof request>>): Promise<number> {
  await body.dump()
  return statusCode
}

function longestHold(): number {
  return existsSync(holdFile) ? Number(readFileSync(holdFile, 'utf8')) : 0
}

function tell({ provider, status, wire, body }: ForeignAnswer, problems: readonly string[]): void {
  console.log(problems.join(', '), provider, status, wire ?? 'plain', body.length, body.slice(0, 300))
}
