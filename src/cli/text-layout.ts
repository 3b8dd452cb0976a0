const BAR_WIDTH = 30
/** A terminal that does not say how wide it is. */
export const USUAL_COLUMNS = 80

/** Columns as wide as their widest cell; the last cell of a row, however long, widens nothing. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const clean = rows.map(row => row.map(printable))
  const widthOf = (column: number) => Math.max(0, ...clean.map(row => (column < row.length - 1 ? row[column]!.length : 0)))
  const widths = clean[0]?.map((_, column) => widthOf(column)) ?? []
  return clean.map(row => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()).join('\n')
}

/** One line of at most `columns` characters: it is written over in place, and a line that wraps cannot be. The bar gives way first, then the note. */
export function formatBar(done: number, total: number, note: string, columns = USUAL_COLUMNS): string {
  const text = ` ${done}/${total} ${note}`
  const width = Math.max(0, Math.min(BAR_WIDTH, columns - 1 - text.length))
  const filled = total === 0 ? width : Math.min(width, Math.floor((done / total) * width))
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}${text}`.slice(0, columns - 1)
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
