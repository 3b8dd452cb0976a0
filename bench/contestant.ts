import { benchEmails, type MeasuredRun, type RunResult } from './load.ts'
import { runProviderLoop } from './provider-loop.ts'
import { runRawUndici } from './raw-undici.ts'
import { runTokenwheel } from './tokenwheel-run.ts'

// One contestant in a process of its own, so that no heap and no compiled code is shared: contestant.ts NAME URL EMAILS LANES WARM_UP
const RUNS: Readonly<Record<string, (url: string, emails: readonly string[], lanes: number) => Promise<RunResult>>> = {
  raw: runRawUndici,
  provider: runProviderLoop,
  tokenwheel: runTokenwheel,
}

const [name = '', url = '', emails = '', lanes = '', warmUp = ''] = process.argv.slice(2)
const run = RUNS[name]
if (run === undefined) throw new Error(`unknown contestant "${name}"`)
await run(url, benchEmails(Number(warmUp)), Number(lanes))
const before = process.cpuUsage()
const result = await run(url, benchEmails(Number(emails)), Number(lanes))
const { user, system } = process.cpuUsage(before)
console.log(JSON.stringify({ ...result, cpuSeconds: (user + system) / 1e6 } satisfies MeasuredRun))
