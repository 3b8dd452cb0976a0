import { StoreUnavailableError } from '../../shared/app-error.ts'
import type { TokenWheel } from '../../tokens/token-wheel.ts'
import type { ClosingBlocks, JobStore } from '../job-store.ts'

/**
 * Hands back what turning lanes and releases have noted to be handed back: all of it at once, then the note goes. Whoever finds a note finishes it,
 * also while the one who wrote it is at it: the same block comes back once.
 *
 * @returns the units that came back
 */
export type CloseBlocks = (closing: ClosingBlocks) => Promise<number>

export function createCloseBlocks(parts: { readonly wheel: TokenWheel; readonly jobs: JobStore }): CloseBlocks {
  const { wheel, jobs } = parts
  return async closing => {
    const units = await Promise.all(closing.blocks.map(block => wheel.close(block)))
    await jobs.closed(closing)
    return units.reduce((sum, unit) => sum + unit, 0)
  }
}

/** Finishes what others have left: nobody's units wait for the end of the day. Resolves with the units that came back. */
export type CloseLeftBlocks = () => Promise<number>

export function createCloseLeftBlocks(parts: { readonly wheel: TokenWheel; readonly jobs: JobStore }): CloseLeftBlocks {
  const close = createCloseBlocks(parts)
  return async () => {
    let units = 0
    for (const closing of await parts.jobs.closing()) {
      // One token that cannot be reached must not keep the others' units.
      const back = close(closing).catch((error: unknown) => {
        if (!(error instanceof StoreUnavailableError)) throw error
        return 0
      })
      units += await back
    }
    return units
  }
}
