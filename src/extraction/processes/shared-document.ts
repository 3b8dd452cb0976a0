import { randomUUID } from 'node:crypto'
import { closeSync, constants, openSync, unlinkSync, writeSync } from 'node:fs'

/** Memory in the shape of a file, on Linux. */
const MEMORY = '/dev/shm'
/** Larger documents take the pipe, which does not hold the event loop, and what containers give to such memory is 64 MB in all. */
const MOST_BYTES = 1_048_576

/** Where the service lays a document for its process, which has the same descriptor: a pipe costs each of them ten times that. */
export interface SharedDocument {
  readonly descriptor: number
  /** False where there is no room for it. What lay there before is gone. */
  put(bytes: Uint8Array): boolean
  close(): void
}

/** A file in memory that has no name from the beginning: it ends with those who have it open. Undefined where there is no such memory. */
export function openSharedDocument(): SharedDocument | undefined {
  const path = `${MEMORY}/tokenwheel-${randomUUID()}`
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600)
    unlinkSync(path)
  } catch {
    return undefined
  }
  return {
    descriptor,
    put: bytes => bytes.length > 0 && bytes.length <= MOST_BYTES && write(descriptor, bytes),
    close: () => closeSync(descriptor),
  }
}

function write(descriptor: number, bytes: Uint8Array): boolean {
  try {
    return writeSync(descriptor, bytes, 0, bytes.length, 0) === bytes.length
  } catch {
    return false
  }
}
