import type { Writable } from 'node:stream'
import { formatBar, formatTable, printable, USUAL_COLUMNS } from './text-layout.ts'

export interface Terminal extends Writable {
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface ProgressBar {
  show(done: number, total: number, note: string): void
  /** Leaves the last state standing. */
  end(): void
}

/**
 * What the client prints: results on standard output, progress and explanations on standard error, so that a pipe gets nothing but results.
 * Known secrets are taken out of every line, should a server ever say one back.
 */
export class Output {
  readonly json: boolean
  readonly verbose: boolean
  readonly #stdout: Terminal
  readonly #stderr: Terminal
  readonly #secrets: string[] = []

  constructor(options: { stdout: Terminal; stderr: Terminal; json: boolean; verbose: boolean }) {
    this.#stdout = options.stdout
    this.#stderr = options.stderr
    this.json = options.json
    this.verbose = options.verbose
  }

  /** Never to be printed from now on. */
  hide(secret: string): void {
    if (secret.length >= 4) this.#secrets.push(secret)
  }

  line(text = ''): void {
    this.#stdout.write(`${this.#clean(text)}\n`)
  }

  /** How wide the reader's terminal is; undefined where it is none, and nothing is broken into lines. */
  get columns(): number | undefined {
    return this.#stdout.isTTY === true ? (this.#stdout.columns ?? USUAL_COLUMNS) : undefined
  }

  table(rows: readonly (readonly string[])[]): void {
    this.line(formatTable(rows, this.columns))
  }

  /** The result for a machine. */
  data(value: unknown): void {
    this.line(JSON.stringify(value, null, 2))
  }

  /** Bytes as they are, at the reader's pace. */
  async raw(text: string): Promise<void> {
    if (!this.#stdout.write(this.#clean(text))) await new Promise<void>(resolve => this.#stdout.once('drain', () => resolve()))
  }

  /** For people, beside the result. */
  note(text: string): void {
    if (!this.json) this.#stderr.write(`${this.#clean(text)}\n`)
  }

  problem(text: string): void {
    this.#stderr.write(`${this.#clean(text)}\n`)
  }

  debug(text: string): void {
    if (this.verbose) this.#stderr.write(`${this.#clean(printable(text))}\n`)
  }

  /** On a terminal one bar that moves; in a log a line for every fifth of the way; nothing with `--json`. */
  progress(): ProgressBar {
    if (this.json) return { show() {}, end() {} }
    let [printed, shown] = [-1, false]
    return {
      show: (done, total, note) => {
        const text = this.#clean(formatBar(done, total, printable(note), this.#stderr.columns))
        const fifth = total === 0 ? 5 : Math.floor((done * 5) / total)
        if (this.#stderr.isTTY) this.#stderr.write(`\r\u001b[2K${text}`)
        else if (fifth > printed) this.#stderr.write(`${text}\n`)
        printed = Math.max(printed, fifth)
        shown = true
      },
      end: () => {
        if (shown && this.#stderr.isTTY) this.#stderr.write('\n')
      },
    }
  }

  #clean(text: string): string {
    let clean = text
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, '[hidden]')
    return clean
  }
}
