import { spawnSync } from 'node:child_process'
import { type Verdict, verdictOnAdvisories, verdictOnSignatures } from './dependency-verdict.ts'

/** Where a network is closed npm tries for minutes. */
const PATIENCE_MS = 120_000

const checks: readonly (readonly [what: string, args: readonly string[], judge: (stdout: string) => Verdict])[] = [
  ['advisories', ['audit', '--json', '--omit', 'dev'], verdictOnAdvisories],
  ['signatures', ['audit', 'signatures', '--json'], verdictOnSignatures],
]
for (const [what, args, judge] of checks) {
  const { stdout } = spawnSync('npm', args, { encoding: 'utf8', timeout: PATIENCE_MS, stdio: ['ignore', 'pipe', 'ignore'] })
  const { outcome, words } = judge(stdout)
  console.log([`${what}: ${outcome}`, ...words.map(word => `  ${word}`)].join('\n'))
  if (outcome === 'faulty') process.exitCode = 1
}
