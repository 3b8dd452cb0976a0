import fc from 'fast-check'
import { startDynamoDbLocal } from './dynamodb-local.ts'
import { runHistory } from './history/run-history.ts'
import { anyPlan, clockPlan } from './simulation/plans.ts'
import { type Plan, simulate } from './simulation/simulate.ts'

/**
 * `npm run history -- 200 1 dynamodb`: so many runs of the history check, from this seed on; ends with 1 if one of them broke a promise. On
 * `dynamodb` (the default) processes and network are real; on `embedded` they are simulated, with kills at every await; `clocks` is that with two
 * clocks around midnight.
 */
const [count = '200', from = '1', on = 'dynamodb'] = process.argv.slice(2)
const seeds = Array.from({ length: Number(count) }, (_, i) => Number(from) + i)
const sum = { runs: 0, broken: 0, unfinished: 0 } as Record<string, number> & { runs: number; broken: number; unfinished: number }

// Whoever has no more time for it still hears what has been seen, and nothing is left running.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => seeds.splice(0))

type Run = (seed: number) => Promise<{ readonly violations: readonly string[]; readonly counted: Readonly<Record<string, number>> }>

async function runAll(atOnce: number, run: Run): Promise<void> {
  const work = async (): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      // A run that its store or the machine held up says nothing about us: it is told, and the others go on.
      const verdict = await run(seed).catch((error: unknown) => {
        sum.unfinished += 1
        console.error(`seed ${seed}: not finished:`, error instanceof Error ? error.message : error)
        return null
      })
      if (verdict === null) continue
      sum.runs += 1
      for (const [name, value] of Object.entries(verdict.counted)) sum[name] = (sum[name] ?? 0) + value
      if (verdict.violations.length === 0) continue
      sum.broken += 1
      console.error(`seed ${seed}:`, verdict.violations)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

const simulated = (plans: fc.Arbitrary<Plan>): Promise<void> =>
  runAll(1, async seed => {
    const [plan] = fc.sample(plans, { seed, numRuns: 1 })
    const { violations, turns } = await simulate(plan!)
    return { violations, counted: { turns } }
  })

async function onDynamoDb(): Promise<void> {
  const local = await startDynamoDbLocal()
  if ('enable' in local) throw new Error(`DynamoDB Local cannot run here: ${local.enable}`)
  const run: Run = async seed => {
    const { violations, ...counted } = await runHistory(local.endpoint, seed)
    return { violations, counted }
  }
  await runAll(4, run).finally(() => local.stop())
}

const stores: Record<string, () => Promise<void>> = {
  dynamodb: onDynamoDb,
  embedded: () => simulated(anyPlan),
  clocks: () => simulated(clockPlan),
}
const start = stores[on]
if (start === undefined) throw new Error(`"${on}" is none of ${Object.keys(stores).join(', ')}.`)
await start()
console.log(JSON.stringify(sum))
process.exit(sum.broken === 0 && sum.unfinished === 0 ? 0 : 1)
