import { stdout } from 'node:process'

const BAR_WIDTH = 30

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
      const filled = total === 0 ? BAR_WIDTH : Math.floor((done / total) * BAR_WIDTH)
      const text = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${done}/${total} ${note}`
      if (stdout.isTTY) stdout.write(`\r\u001b[2K${text}`)
      else if (Math.floor((done * 5) / total) > printed) line(text)
      printed = Math.floor((done * 5) / total)
    },
    end() {
      if (stdout.isTTY) line()
    },
  }
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length))) ?? []
  for (const row of rows) line(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
}
