import type { RunResult } from './load.ts'

/** The whole engine with durable results: a job of `emails` in `lanes` lanes, delay 0, logging at its default level. */
export async function runTokenwheel(_upstreamUrl: string, _emails: readonly string[], _lanes: number): Promise<RunResult> {
  throw new Error('the job engine is not wired into the bench yet: fill in runTokenwheel() in bench/tokenwheel-run.ts')
}
