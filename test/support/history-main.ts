import { startDynamoDbLocal } from './dynamodb-local.ts'
import { runHistory } from './history/run-history.ts'

/** `npm run history -- 200`: as many runs of the history check; ends with 1 if one of them broke a promise. */
const count = Number(process.argv[2] ?? 200)
const from = Number(process.argv[3] ?? 1)
const AT_ONCE = 4

const local = await startDynamoDbLocal()
if ('enable' in local) throw new Error(`DynamoDB Local cannot run here: ${local.enable}`)
const seeds = Array.from({ length: count }, (_, i) => from + i)
const sum = { runs: 0, calls: 0, repeats: 0, takeovers: 0, faults: 0, broken: 0, unfinished: 0 }
const work = async (): Promise<void> => {
  for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
    // A run that DynamoDB Local held up says nothing about us: it is told, and the others go on.
    const verdict = await runHistory(local.endpoint, seed).catch((error: unknown) => {
      sum.unfinished += 1
      console.error(`seed ${seed}: not finished:`, error instanceof Error ? error.message : error)
      return null
    })
    if (verdict === null) continue
    sum.runs += 1
    for (const name of ['calls', 'repeats', 'takeovers', 'faults'] as const) sum[name] += verdict[name]
    if (verdict.violations.length === 0) continue
    sum.broken += 1
    console.error(`seed ${seed}:`, verdict.violations)
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, work)).finally(() => local.stop())
console.log(JSON.stringify(sum))
process.exit(sum.broken === 0 && sum.unfinished === 0 ? 0 : 1)
