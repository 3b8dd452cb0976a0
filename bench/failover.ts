/**
 * A good key serves: every documented answer of a provider (test/fixtures/provider-errors) played against companies with another key or
 * another provider, twenty requests each.
 *   npm run bench:failover                   20 requests
 *   npm run bench:failover -- --requests 5   fewer
 * Exits with 1 where a request failed that another key could have served, or where calls were wasted.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { oneBadDocument, sum, twoKeysOneBad, twoProvidersOneDown } from '../test/support/failover-worlds.ts'
import { openExtraction } from '../test/support/open-extraction.ts'
import { fixturesOf, type ProviderFixture } from '../test/support/provider-fixtures.ts'

const { values } = parseArgs({ options: { requests: { type: 'string', default: '20' } } })
const requests = Number(values.requests)
/** The first requests find out. */
const FINDING_OUT = 5

const directory = mkdtempSync(join(tmpdir(), 'tokenwheel-failover-'))
const newDirectory = () => mkdtempSync(join(directory, 'x'))
const rows: { world: string; fixture: string; failed: number; calls: number; 'calls per request after five': number }[] = []

async function play(world: string, fixture: ProviderFixture): Promise<void> {
  // One service each: what one provider is blamed for must not help the next.
  const running = await openExtraction({ retry: { max_retries: 0 } }, newDirectory)
  const run = world === 'two keys' ? twoKeysOneBad : twoProvidersOneDown
  const { statuses, calls } = await run(running, fixture, requests)
  await running.close()
  const later = calls.slice(FINDING_OUT)
  const failed = statuses.filter(status => status !== 200).length
  rows.push({
    world,
    fixture: fixture.name,
    failed,
    calls: sum(calls),
    'calls per request after five': sum(later) / Math.max(1, later.length),
  })
}

for (const fixture of fixturesOf('key', 'account')) await play('two keys', fixture)
for (const fixture of fixturesOf('provider', 'installation', 'key', 'account')) await play('two providers', fixture)
let documents = 0
const running = await openExtraction({ retry: { max_retries: 3 } }, newDirectory)
for (const fixture of fixturesOf('document')) {
  const { statuses, calls, keys } = await oneBadDocument(running, fixture)
  const isWell =
    calls[0] === 1 && statuses[0]! < 500 && statuses[1] === 200 && keys.every(({ status, rests }) => status === 'Active' && !rests)
  if (!isWell) console.log('document', fixture.name, statuses, calls, keys)
  documents += isWell ? 0 : 1
}
await running.close()
const bad = rows.filter(row => row.failed > 0 || row['calls per request after five'] > 1.5)
if (bad.length > 0) console.table(bad)
console.table({
  'worlds with keys or providers': rows.length,
  'requests that failed': sum(rows.map(({ failed }) => failed)),
  'most calls per request after five': Math.max(...rows.map(row => row['calls per request after five'])),
  'documents that went wrong': documents,
})
rmSync(directory, { recursive: true, force: true })
process.exit(bad.length + documents === 0 ? 0 : 1)
