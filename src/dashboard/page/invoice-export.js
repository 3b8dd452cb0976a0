/** The values of an answer as a person takes them away. */

/** @typedef {import('./invoice-view.js').Field} Field */

/**
 * One line for each value, with what is known about it.
 * @param {Field[]} fields
 */
export function asCsv(fields) {
  const rows = fields.map(({ path, value, info }) => [path, value, info?.confidence, info?.match, info?.source?.page])
  return [['field', 'value', 'confidence', 'match', 'page'], ...rows].map(row => row.map(cell).join(',')).join('\r\n')
}

/**
 * A spreadsheet takes `=1+1` for a formula, whoever wrote it: such a text is marked as one.
 * @param {unknown} value
 */
function cell(value) {
  const text = String(value ?? '')
  const safe = /^[=+@\t\r]|^-(?![\d.,]+$)/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/**
 * @param {string} name
 * @param {string} type
 * @param {string} text
 */
export function download(name, type, text) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

/**
 * The answer as a person has corrected it.
 * @param {any} data
 * @param {Readonly<Record<string, unknown>>} corrections
 */
export function corrected(data, corrections) {
  const copy = structuredClone(data)
  for (const [path, value] of Object.entries(corrections)) {
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    const node = keys.reduce((at, key) => at?.[key], copy)
    if (node !== null && typeof node === 'object') node[last] = value
  }
  return copy
}

/**
 * What somebody typed, as the kind of value that stands there.
 * @param {string} typed
 * @param {unknown} value what was read, null where nothing was
 * @param {string} path
 */
export function typedValue(typed, value, path) {
  const text = typed.trim()
  if (text === '') return null
  const isNumber = typeof value === 'number' || (value === null && /(?:total|amount|quantity|price|discount|rate|base)$/.test(path))
  return isNumber ? Number(text.replace(',', '.')) : text
}
