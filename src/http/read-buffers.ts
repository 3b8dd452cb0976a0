declare global {
  /** Only with `--expose-gc`, which the service is started with. */
  var gc: NodeJS.GCFunction | undefined
}

const LOOK_EVERY_MS = 100
/** A collection of the young generation takes 1 to 3 ms; so many bytes arrive in 50 ms at most. */
const GROWN_BYTES = 16 * 1_048_576

/**
 * What is read from a connection comes in buffers outside of V8's heap, which it counts late: a hundred uploads that are refused, and dropped
 * as they come, leave 60 MB of garbage before it looks. This looks ten times a second, for as long as the server listens.
 */
export function collectReadBuffers(): { stop(): void } {
  let known = 0
  const timer = setInterval(() => {
    const { arrayBuffers } = process.memoryUsage()
    if (arrayBuffers > known + GROWN_BYTES) globalThis.gc?.({ type: 'minor', execution: 'sync' })
    known = arrayBuffers > known + GROWN_BYTES ? process.memoryUsage().arrayBuffers : Math.min(known, arrayBuffers)
  }, LOOK_EVERY_MS)
  return { stop: () => clearInterval(timer) }
}
