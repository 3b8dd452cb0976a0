import { parseArgs } from 'node:util'
import { runWorld, type WorldOutcome } from '../test/support/worlds/run-world.ts'
import { worldOf } from '../test/support/worlds/world.ts'

/**
 * Whose fault is it? Generated worlds (which tokens, addresses and minutes are bad, and how they answer) run on the real engine; what it
 * decided is held against the truth. `--worlds 1000 --first 1 --verbose`
 */
const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '1000' },
    first: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
  },
})

const outcomes: WorldOutcome[] = []
for (let i = 0; i < Number(values.worlds); i += 1) {
  const outcome = await runWorld(worldOf(Number(values.first) + i))
  outcomes.push(outcome)
  const { seed, finished, goodTokensExcluded, badTokensSpared, goodAddressesFailed } = outcome
  const odd = !finished || goodTokensExcluded.length + badTokensSpared.length + goodAddressesFailed.length > 0
  if (values.verbose && odd) console.log(JSON.stringify({ seed, finished, goodTokensExcluded, badTokensSpared, goodAddressesFailed }))
}

const sum = (of: (outcome: WorldOutcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0)
const share = (part: number, whole: number) => `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(2)} %)`
console.table({
  'worlds finished': {
    figure: share(
      sum(o => (o.finished ? 1 : 0)),
      outcomes.length,
    ),
    aim: 'all',
  },
  'good tokens excluded at the end': {
    figure: share(
      sum(o => o.goodTokensExcluded.length),
      sum(o => o.goodTokens),
    ),
    aim: '≤ 1 %',
  },
  'good addresses failed': {
    figure: share(
      sum(o => o.goodAddressesFailed.length),
      sum(o => o.goodAddresses),
    ),
    aim: '≤ 0.5 %',
  },
  'bad tokens excluded within 10 calls': {
    figure: share(
      sum(o => o.badTokens - o.badTokensSpared.length),
      sum(o => o.badTokens),
    ),
    aim: '≥ 95 %',
  },
  'calls beyond one an address': {
    figure: share(
      sum(o => o.callsWasted),
      sum(o => o.calls),
    ),
    aim: '',
  },
  'calls during outages': {
    figure: `${sum(o => o.callsDuringOutage)} in ${outcomes.filter(o => o.callsDuringOutage > 0).length} worlds`,
    aim: '',
  },
})
