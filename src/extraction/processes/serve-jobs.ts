import { readSync } from 'node:fs'
import { freeMemory } from './free-memory.ts'
import { type JobLimits, JobTime } from './job-time.ts'
import { SHARED_DESCRIPTOR } from './spawn-bounded.ts'

interface Message<Request> {
  readonly request: Request
  readonly length: number
  /** The document lies in the shared file; else it follows on standard input. */
  readonly isShared: boolean
  readonly limits: JobLimits
}

/** The process's side of `ProcessPool`: answers each job with the task's result or the error's words, one at a time. */
export function serveJobs<Request, Response>(task: (request: Request, bytes: Uint8Array, time: JobTime) => Promise<Response>): void {
  process.send?.({ pid: process.pid })
  const documents = documentReader()
  process.on('message', (message: Message<Request>) => {
    const time = new JobTime(message.limits, step => process.send?.({ step }))
    const document = message.isShared ? Promise.resolve(sharedDocument(message.length)) : documents(message.length)
    document
      .then(bytes => task(message.request, bytes, time))
      .finally(() => time.spent().clockMs > SHORT_MS && freeMemory())
      .then(
        result => process.send?.({ result }),
        (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
      )
  })
  process.on('disconnect', () => process.exit(0))
  // A library that fails where nobody waits for it: the job ends with the process, and the parent knows.
  process.on('uncaughtException', () => process.exit(1))
}

/** What is done in less leaves next to nothing behind, and finding that out would be a tenth of it. */
const SHORT_MS = 20

function sharedDocument(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const more = readSync(SHARED_DESCRIPTOR, bytes, filled, length - filled, filled)
    if (more === 0) throw new Error('The document is shorter than was said.')
    filled += more
  }
  return bytes
}

/** Documents arrive on standard input, back to back; the message says how long each is. */
function documentReader(): (length: number) => Promise<Uint8Array> {
  let wanted: { readonly bytes: Uint8Array; filled: number; readonly done: PromiseWithResolvers<Uint8Array> } | undefined
  process.stdin.pause()
  process.stdin.on('data', (chunk: Buffer) => {
    if (wanted === undefined) return
    wanted.bytes.set(chunk.subarray(0, wanted.bytes.length - wanted.filled), wanted.filled)
    wanted.filled += chunk.length
    if (wanted.filled < wanted.bytes.length) return
    process.stdin.pause()
    wanted.done.resolve(wanted.bytes)
    wanted = undefined
  })
  process.stdin.pause()
  return length => {
    const done = Promise.withResolvers<Uint8Array>()
    if (length === 0) return Promise.resolve(new Uint8Array(0))
    wanted = { bytes: new Uint8Array(length), filled: 0, done }
    process.stdin.resume()
    return done.promise
  }
}
