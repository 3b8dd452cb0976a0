import type { Clock } from './clock.ts'

/**
 * Waits for the first of: one of the latches, the time, the signal. The timer is cancelled when it was not the first.
 * @returns the index of the latch, or `'due'` when the time came
 * @throws the signal's reason
 */
export async function firstOf(
  latches: readonly Promise<unknown>[],
  ms: number,
  clock: Clock,
  signal?: AbortSignal,
): Promise<number | 'due'> {
  signal?.throwIfAborted()
  const done = new AbortController()
  const timer = clock.sleep(ms, signal === undefined ? done.signal : AbortSignal.any([signal, done.signal]))
  // Rejects when the signal fires, and also when we cancel it below: the latter is nobody's error.
  const due = timer.then(() => 'due' as const)
  due.catch(() => {})
  try {
    return await Promise.race([due, ...latches.map((latch, index) => latch.then(() => index))])
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    done.abort(NOT_NEEDED)
  }
}

/** One for all: an abort without a reason makes an error with a stack each time. Nobody sees it. */
const NOT_NEEDED = new Error('Something else came first.')
