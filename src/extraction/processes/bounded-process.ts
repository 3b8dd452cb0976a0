import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { spawnBounded } from './spawn-bounded.ts'

export interface ProcessLimits {
  /** Resident memory at which the process is killed. */
  readonly maxResidentMb: number
}

export type Reply<Response> = { readonly result: Response } | { readonly error: string }
type Message<Response> = Reply<Response> | { readonly pid: number }

/** What ended a process under its job. The words are for the caller whose document it was. */
export class ProcessEndedError extends Error {
  override readonly name = 'ProcessEndedError'
  readonly reason: 'memory' | 'time' | 'crash'

  constructor(reason: 'memory' | 'time' | 'crash', words: string) {
    super(words)
    this.reason = reason
  }
}

/** Twenty looks a second: a process fills at most some 100 MB in between. Only while it works. */
const LOOK_EVERY_MS = 50

/**
 * One child process that does one job at a time. Its bounds are kept from outside: the kernel limits its data segment (where there is a
 * shell to say so), its resident memory is looked at while it works (where /proc tells), and whoever asked may kill it at any time.
 */
export class BoundedProcess<Request, Response> {
  readonly #child: ChildProcess
  readonly #limits: ProcessLimits
  readonly #exited = Promise.withResolvers<void>()
  /** Of the process itself, where the child that we started is the shell that watches over it. */
  #pid: number | undefined
  #ended = false
  #killedFor: ProcessEndedError | undefined
  #onReply: ((reply: Reply<Response>) => void) | undefined
  /** What the jobs have taken of its life; kept by the pool. */
  wear = 0

  constructor(script: URL, limits: ProcessLimits) {
    this.#limits = limits
    this.#child = spawnBounded(fileURLToPath(script), limits.maxResidentMb)
    this.#child.on('message', message => this.#receive(message as Message<Response>))
    // The channel closes with the process; the shell that watches over it then has nothing left to do.
    this.#child.once('disconnect', () => this.kill())
    this.#child.once('exit', () => this.#end())
    // Could not be started at all, or its channel broke: either way it is gone.
    this.#child.on('error', () => this.kill())
    // A document that is still being sent when its reader dies.
    for (const pipe of [this.#child.stdin, this.#lifeline()]) pipe?.on('error', () => undefined)
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Resolves when the process is gone. */
  get exited(): Promise<void> {
    return this.#exited.promise
  }

  /** Rejects with a `ProcessEndedError` when the process ends under the job, for whatever reason. */
  async ask(request: Request, bytes: Uint8Array, timeLimitMs: number): Promise<Reply<Response>> {
    const timer = setTimeout(() => {
      this.kill(new ProcessEndedError('time', `It needs more than ${Math.round(timeLimitMs / 1000)} s.`))
    }, timeLimitMs)
    const watch = setInterval(() => this.#look(), LOOK_EVERY_MS)
    const reply = Promise.withResolvers<Reply<Response>>()
    this.#onReply = reply.resolve
    void this.exited.then(() => reply.reject(this.#killedFor ?? new ProcessEndedError('crash', 'The reader broke down over it.')))
    try {
      if (!this.#ended) this.#send(request, bytes)
      return await reply.promise
    } finally {
      clearTimeout(timer)
      clearInterval(watch)
      this.#onReply = undefined
    }
  }

  /** Ends the process at once; nothing in it is asked. `reason` is what a job in it is told. */
  kill(reason?: ProcessEndedError): void {
    this.#killedFor ??= reason
    const lifeline = this.#lifeline()
    // The shell kills and reaps it: killed behind the shell's back, it would be left to whoever adopts it.
    if (lifeline === undefined) this.#child.kill('SIGKILL')
    else lifeline.destroy()
    if (this.#child.pid === undefined) this.#end()
  }

  #lifeline(): Writable | undefined {
    return (this.#child.stdio[4] ?? undefined) as Writable | undefined
  }

  #receive(message: Message<Response>): void {
    if ('pid' in message) this.#pid = message.pid
    else this.#onReply?.(message)
  }

  /** The request travels over the channel, the document over standard input: 20 MB in one message would hold the event loop for 40 ms. */
  #send(request: Request, bytes: Uint8Array): void {
    this.#child.send({ request, length: bytes.length }, () => undefined)
    this.#child.stdin?.write(bytes)
  }

  #look(): void {
    const { maxResidentMb } = this.#limits
    if (this.#pid === undefined || residentMbOf(this.#pid) <= maxResidentMb) return
    this.kill(new ProcessEndedError('memory', `It needs more than ${maxResidentMb} MB of memory.`))
  }

  #end(): void {
    this.#ended = true
    this.#exited.resolve()
  }
}

/** The kernel's pages have 4 kB, but for some ARM servers, where they are larger and the bound is the data segment's. */
const PAGE_BYTES = 4096

/** 0 where the system does not tell: there the process looks at itself after each job, and the pool replaces it. */
function residentMbOf(pid: number): number {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES) / 1_048_576
  } catch {
    return 0
  }
}
