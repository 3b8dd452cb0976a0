declare global {
  /** Only with `--expose-gc`, which documents' processes are started with. */
  var gc: NodeJS.GCFunction | undefined
}

/** Below this there is too little to give back for the 10 ms that it takes. */
const WORTH_IT_BYTES = 24 * 1_048_576

/**
 * Gives back what is no longer used, now. Pictures and inflated streams are buffers outside of the JavaScript heap: V8 counts them late, and
 * meanwhile garbage would fill the bound on a process's memory.
 */
export function freeMemory(): void {
  if (process.memoryUsage().arrayBuffers > WORTH_IT_BYTES) globalThis.gc?.()
}
