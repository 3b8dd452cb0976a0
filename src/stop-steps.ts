import type { Logger } from './logging/logger.ts'

/** What a part does to stop, by name, in the order of dependence: who produces stops before who consumes. */
export type StopSteps = readonly (readonly [name: string, step: () => Promise<unknown>])[]

/** Runs every step, even if one fails. */
export async function runStopSteps(logger: Logger, steps: StopSteps): Promise<void> {
  for (const [name, step] of steps) {
    await step().catch((error: unknown) => logger.error({ err: error }, `Stopping: ${name} failed`))
  }
}
