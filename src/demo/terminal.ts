import { stdout } from 'node:process'
import { formatBar, formatTable } from '../cli/text-layout.ts'

export function heading(text: string): void {
  stdout.write(`\n${text}\n${'─'.repeat(text.length)}\n`)
}

export function line(text = ''): void {
  stdout.write(`${text}\n`)
}

/** On a terminal one bar that moves; in a log a line for every fifth of the way. */
export function createProgressBar(total: number): { show(done: number, note: string): void; end(): void } {
  let printed = -1
  return {
    show(done, note) {
      const text = formatBar(done, total, note)
      if (stdout.isTTY) stdout.write(`\r\u001b[2K${text}`)
      else if (Math.floor((done * 5) / total) > printed) line(text)
      printed = Math.floor((done * 5) / total)
    },
    end() {
      if (stdout.isTTY) line()
    },
  }
}

export function table(rows: readonly (readonly string[])[]): void {
  line(formatTable(rows))
}
