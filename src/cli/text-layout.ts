const BAR_WIDTH = 30

/** Columns as wide as their widest cell; the last cell of a row, however long, widens nothing. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const clean = rows.map(row => row.map(printable))
  const widthOf = (column: number) => Math.max(0, ...clean.map(row => (column < row.length - 1 ? row[column]!.length : 0)))
  const widths = clean[0]?.map((_, column) => widthOf(column)) ?? []
  return clean.map(row => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()).join('\n')
}

export function formatBar(done: number, total: number, note: string): string {
  const filled = total === 0 ? BAR_WIDTH : Math.min(BAR_WIDTH, Math.floor((done / total) * BAR_WIDTH))
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${done}/${total} ${note}`
}

export function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 90) return `${whole} s`
  if (whole < 5400) return `${Math.round(whole / 60)} min`
  return `${(whole / 3600).toFixed(1)} h`
}

/** What came from elsewhere must not steer the terminal: an escape sequence in a name is shown, not obeyed. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd')
}
