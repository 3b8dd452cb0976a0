import { write, writeSync } from 'node:fs'
import { type ByteSink, toBytes } from './line-log.ts'

/** Lines are handed to the system in blocks of about this many bytes … */
const BLOCK_BYTES = 64 * 1024
/** … or when this much time has passed. */
const FLUSH_MS = 100
/** What may wait for a reader that does not read. Beyond it lines are dropped and counted: a stuck terminal must not stop the service. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024

export interface BlockWriter extends ByteSink {
  /** Writes out everything that waits, and stops the timer. */
  end(): void
}

/**
 * Writes log lines to a file descriptor, asynchronously and in blocks. pino's own destination measures and copies every line by itself: for
 * the job runner's three lines an address that was 45 µs of processor time, four times as much as making the lines; this way, and made by
 * `line-log.ts`, they take 3 µs.
 */
export function createBlockWriter(fd: number): BlockWriter {
  let lines: string[] = []
  let bytes = 0
  let dropped = 0
  let writing = false
  const timer = setInterval(() => flush(), FLUSH_MS)

  const take = (): Buffer => {
    if (dropped > 0)
      lines.push(
        `${JSON.stringify({ level: 40, time: new Date().toISOString(), msg: `${dropped} log lines were dropped: nobody reads the output` })}\n`,
      )
    const block = Buffer.from(lines.join(''), 'latin1')
    lines = []
    bytes = 0
    dropped = 0
    return block
  }

  const flush = (): void => {
    if (writing || lines.length === 0) return
    writing = true
    writeAll(fd, take(), () => {
      writing = false
      if (bytes >= BLOCK_BYTES) flush()
    })
  }

  const writeBytes = (line: string): void => {
    if (bytes > MAX_WAITING_BYTES) {
      dropped += 1
      return
    }
    lines.push(line)
    bytes += line.length
    if (bytes >= BLOCK_BYTES) flush()
  }

  return {
    write: line => writeBytes(toBytes(line)),
    writeBytes,
    end() {
      clearInterval(timer)
      if (lines.length === 0) return
      try {
        const block = take()
        for (let at = 0; at < block.length; ) at += writeSync(fd, block, at)
      } catch {
        // The reader has gone; there is nobody left to tell.
      }
    },
  }
}

/** A pipe may take less than it is given, or be full for a moment. */
function writeAll(fd: number, block: Buffer, done: () => void): void {
  write(fd, block, (error, written) => {
    if (error !== null && error.code === 'EAGAIN') return void setTimeout(() => writeAll(fd, block, done), 20)
    if (error === null && written < block.length) return writeAll(fd, block.subarray(written), done)
    done()
  })
}
