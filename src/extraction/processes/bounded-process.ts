import type { ChildProcess } from 'node:child_process'
import type { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { type JobLimits, limitsAt, type Step } from './job-time.ts'
import { processorMsOf, residentMbOf, TELLS_PROCESSOR_TIME } from './process-figures.ts'
import { openSharedDocument, type SharedDocument } from './shared-document.ts'
import { spawnBounded } from './spawn-bounded.ts'

export interface ProcessLimits {
  /** Resident memory at which the process is killed. */
  readonly maxResidentMb: number
}

export type Reply<Response> = { readonly result: Response } | { readonly error: string }
type Message<Response> = Reply<Response> | { readonly pid: number } | { readonly step: Step }

/** `stalled`: the time was over, and the job had hardly worked. Of all reasons it is the only one that no document is to blame for. */
type Reason = 'memory' | 'time' | 'crash' | 'stalled'

/** What ended a process under its job. The words are for the caller whose document it was. */
export class ProcessEndedError extends Error {
  override readonly name = 'ProcessEndedError'
  readonly reason: Reason

  constructor(reason: Reason, words: string) {
    super(words)
    this.reason = reason
  }
}

/** Twenty looks a second: a process fills at most some 100 MB in between. Only while it works. */
const LOOK_EVERY_MS = 50

/** In which some 20 MB are filled at most. */
const SHORT_MS = 5
const JOBS_UNSEEN = 5

/** Of its memory. After a page under OCR it is two thirds. */
const FULL = 0.8

/**
 * One child process that does one job at a time. Its bounds are kept from outside: the kernel limits its data segment (where there is a
 * shell to say so), its resident memory and its processor time are looked at while it works (where /proc tells), and whoever asked may kill
 * it at any time.
 */
export class BoundedProcess<Request, Response> {
  readonly #child: ChildProcess
  readonly #limits: ProcessLimits
  readonly #shared: SharedDocument | undefined
  readonly #exited = Promise.withResolvers<void>()
  /** Of the process itself, where the child that we started is the shell that watches over it. */
  #pid: number | undefined
  /** What it had worked at the first look since the job came, or since it was there: a look costs more than most jobs, and is 50 ms off at most. */
  #processorMsBefore: number | undefined
  /** The same of the step that it is at. */
  #processorMsBeforeStep: number | undefined
  /** True in a step with a bound of its own. */
  #isStepBounded = true
  /** The last job, by the clock. */
  #lastedMs = 0
  #jobsUnseen = 0
  #ended = false
  #killedFor: ProcessEndedError | undefined
  #onReply: ((reply: Reply<Response>) => void) | undefined
  /** What the jobs have taken of its life; kept by the pool. */
  wear = 0

  constructor(script: URL, limits: ProcessLimits) {
    this.#limits = limits
    this.#shared = openSharedDocument()
    this.#child = spawnBounded(fileURLToPath(script), limits.maxResidentMb, this.#shared?.descriptor)
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

  /** What it keeps of its jobs leaves too little of its memory for a large document. Of short jobs many are needed for that. */
  get isFull(): boolean {
    this.#jobsUnseen = this.#lastedMs < SHORT_MS ? this.#jobsUnseen + 1 : JOBS_UNSEEN
    if (this.#jobsUnseen < JOBS_UNSEEN) return false
    this.#jobsUnseen = 0
    return this.#pid !== undefined && residentMbOf(this.#pid) > this.#limits.maxResidentMb * FULL
  }

  /** Resolves when the process is gone. */
  get exited(): Promise<void> {
    return this.#exited.promise
  }

  /** Rejects with a `ProcessEndedError` when the process ends under the job, for whatever reason. */
  async ask(request: Request, bytes: Uint8Array, limits: JobLimits): Promise<Reply<Response>> {
    const timer = setTimeout(() => this.kill(patienceEnded(limits)), limits.patienceMs)
    const began = performance.now()
    const watch = setInterval(() => this.#look(limits, performance.now() - began), LOOK_EVERY_MS)
    this.#begin()
    const reply = Promise.withResolvers<Reply<Response>>()
    this.#onReply = reply.resolve
    void this.exited.then(() => reply.reject(this.#killedFor ?? new ProcessEndedError('crash', 'The reader broke down over it.')))
    try {
      if (!this.#ended) this.#send(request, bytes, limits)
      return await reply.promise
    } finally {
      this.#lastedMs = performance.now() - began
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
    if ('pid' in message) {
      this.#pid = message.pid
      this.#begin()
    } else if ('step' in message) {
      this.#processorMsBeforeStep = undefined
      this.#isStepBounded = message.step === 'making'
    } else this.#onReply?.(message)
  }

  /**
   * The request travels over the channel; the document lies in memory that both share, or follows over standard input where it is larger: 20 MB
   * in one message would hold the event loop for 40 ms.
   */
  #send(request: Request, bytes: Uint8Array, limits: JobLimits): void {
    const isShared = this.#shared?.put(bytes) ?? false
    this.#child.send({ request, length: bytes.length, isShared, limits }, () => undefined)
    if (!isShared && bytes.length > 0) this.#child.stdin?.write(bytes)
  }

  #look(limits: JobLimits, clockMs: number): void {
    if (this.#pid === undefined) return
    const { maxResidentMb } = this.#limits
    if (residentMbOf(this.#pid) > maxResidentMb) {
      this.kill(new ProcessEndedError('memory', `It needs more than ${maxResidentMb} MB of memory.`))
    }
    const now = limitsAt(clockMs, limits)
    const all = this.#worked()
    this.#processorMsBefore ??= all
    this.#processorMsBeforeStep ??= all
    const worked = all - this.#processorMsBefore
    if (worked > now.processorMs) this.kill(tookTooLong(worked > limits.processorMs, limits.processorMs, ''))
    const stepWorked = this.#isStepBounded ? all - this.#processorMsBeforeStep : 0
    if (stepWorked > now.stepMs) this.kill(tookTooLong(stepWorked > limits.stepMs, limits.stepMs, ' for a page before that can be read'))
  }

  #begin(): void {
    this.#processorMsBefore = undefined
    this.#processorMsBeforeStep = undefined
    this.#isStepBounded = true
  }

  #worked(): number {
    return this.#pid === undefined ? 0 : processorMsOf(this.#pid)
  }

  #end(): void {
    if (!this.#ended) this.#shared?.close()
    this.#ended = true
    this.#exited.resolve()
  }
}

/** Either beyond what it may work, or below that and the clock ended it. */
function tookTooLong(worked: boolean, limitMs: number, what: string): ProcessEndedError {
  const words = worked ? `needs more than ${seconds(limitMs)} s of processor time${what}` : 'could not be read in the time for one document'
  return new ProcessEndedError('time', `It ${words}.`)
}

function patienceEnded({ patienceMs }: JobLimits): ProcessEndedError {
  return TELLS_PROCESSOR_TIME
    ? new ProcessEndedError('stalled', `The machine was too busy to read it within ${seconds(patienceMs)} s.`)
    : new ProcessEndedError('time', `It needs more than ${seconds(patienceMs)} s.`)
}

function seconds(ms: number): number {
  return Math.round(ms / 1000)
}
