/** What spreadsheets begin a formula with, the full-width forms of East Asian keyboards included. */
const SIGN = '[=+\\-@\\t\\r\uff1d\uff0b\uff0d\uff20]'
const FORMULA = new RegExp(`^\\s*${SIGN}`)
/** A spreadsheet that separates by `;` or tab begins a cell of its own in the middle of ours: quotes that opened before it do not hold there. */
const FORMULA_INSIDE = new RegExp(`([;\\t\\r\\n][ \\u00a0"]*)(${SIGN})`, 'g')

/** One CSV line. A cell that a spreadsheet would take for a formula, whole or a part of it, gets an apostrophe there (OWASP: CSV injection). */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** JSON for a cell: the same value, with nothing in it that a spreadsheet would take for a formula. */
export function csvJson(value: unknown): string {
  return JSON.stringify(value).replace(FORMULA_INSIDE, (_, before: string, sign: string) => before + unicodeEscape(sign))
}

function csvCell(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const safe = (FORMULA.test(value) ? `'${value}` : value).replace(FORMULA_INSIDE, "$1'$2")
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function unicodeEscape(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
}
