const BAR_WIDTH = 30
/** A terminal that does not say how wide it is. */
export const USUAL_COLUMNS = 80

/** The last cell of a row is broken into lines of this width at least. */
const LEAST_WIDTH = 20

/**
 * Columns as wide as their widest cell; the last cell of a row, however long, widens nothing. What does not fit into `columns` characters goes on
 * under its own column, or, where there is no room for that, cell by cell under each other, each after what the first row calls it.
 */
export function formatTable(rows: readonly (readonly string[])[], columns = Number.POSITIVE_INFINITY): string {
  const whole = unbroken(rows)
  if (whole.split('\n').every(line => line.length <= columns)) return whole
  const clean = rows.map(row => row.map(printable))
  const [head = []] = clean
  const indent = Math.max(...clean.map(row => `  ${row.slice(0, -1).join('  ')}`.length)) + 2
  if (head.length > 2 || columns - indent < LEAST_WIDTH) return head.length > 2 ? stacked(clean, columns) : wrapped(clean, columns)
  const width = columns - indent
  return unbroken(
    clean.flatMap(row =>
      wrapText(row.at(-1) ?? '', width)
        .split('\n')
        .map((line, index) => [...row.slice(0, -1).map(cell => (index === 0 ? cell : '')), line]),
    ),
  )
}

/** Two cells of which the first leaves no room beside it. */
function wrapped(rows: readonly (readonly string[])[], columns: number): string {
  return rows.map(([name = '', ...rest]) => `${indented(name, columns, 2)}\n${indented(rest.join('  '), columns, 6)}`.trimEnd()).join('\n')
}

function stacked([head = [], ...rows]: readonly (readonly string[])[], columns: number): string {
  const width = Math.max(...head.map(name => name.length)) + 2
  const blocks = rows.map(row =>
    row
      .map((cell, index) => `  ${(head[index] ?? '').padEnd(width)}${indented(cell, columns, width + 2).trimStart()}`.trimEnd())
      .join('\n'),
  )
  return blocks.join('\n\n')
}

function indented(text: string, columns: number, indent: number): string {
  return wrapText(text, Math.max(1, columns - indent)).replaceAll(/^/gm, ' '.repeat(indent))
}

/** Lines of at most `width` characters, broken between words where that is possible. */
export function wrapText(text: string, width: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
    for (; line.length > width; line = line.slice(width)) lines.push(line.slice(0, width))
  }
  return [...lines, line].join('\n')
}

function unbroken(rows: readonly (readonly string[])[]): string {
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
