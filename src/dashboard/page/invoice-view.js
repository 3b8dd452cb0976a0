import { h } from './dom.js'
import { pageView } from './page-view.js'
import { count, plain, plural } from './words.js'

/** @typedef {{ confidence: number | null, source: { page: number, box: [number, number, number, number] | null } | null }} FieldInfo */
/** @typedef {{ path: string, name: string, value: string, info: FieldInfo | null }} Field */
/** @typedef {{ rule: string, description: string, expected: number, found: number, passed: boolean }} Check */
/** @typedef {{ data: Record<string, any>, meta: { engine: string, provider: string | null, model: string | null, pages: number, duration_ms: number, confidence: number | null, method: string | null, checks: Check[], fields: any, usage: Record<string, number> }, fileName: string, pictures: string[] }} Extraction */

const METHODS = /** @type {Record<string, string>} */ ({ xml: 'embedded XML, exact', text: 'text layer', ocr: 'text recognition' })
const PARTS = ['seller', 'buyer', 'payment', 'custom']
const LINE_COLUMNS = ['line_number', 'description', 'quantity', 'unit', 'unit_price', 'tax_rate', 'line_total']
const NUMERIC = ['quantity', 'unit_price', 'tax_rate', 'line_total']

/** @param {Extraction} extraction */
export function extractionView(extraction) {
  const { data, meta, fileName } = extraction
  const fields = collect(data, meta.fields, '')
  const how = [
    meta.model ?? `${meta.engine} engine`,
    meta.method === null ? '' : METHODS[meta.method],
    plural(meta.pages, 'page'),
    `${count(Math.round(meta.duration_ms))} ms`,
  ]
  return h(
    'div.extraction',
    { 'data-key': 'extraction' },
    h(
      'p.extraction-head',
      { role: 'status' },
      h('strong', {}, fileName),
      h('span.hint', {}, ` read by ${how.filter(Boolean).join(' · ')}`),
    ),
    h(
      'div.extraction-columns',
      {},
      pageView(extraction, fields),
      h('div.fields', {}, ...groups(fields), lineItems(data.line_items ?? []), checksView(meta.checks)),
    ),
  )
}

/**
 * Every value of the answer with what is known about it, in the order of the answer.
 * @param {any} data
 * @param {any} infos
 * @param {string} prefix
 * @returns {Field[]}
 */
function collect(data, infos, prefix) {
  return Object.entries(data ?? {}).flatMap(([name, value]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`
    if (value === null || value === undefined || value === '') return []
    if (typeof value === 'object') return collect(value, infos?.[name], path)
    return [{ path, name, value: String(value), info: infos?.[name] ?? null }]
  })
}

/** @param {Field[]} fields */
function groups(fields) {
  const own = fields.filter(field => !field.path.includes('.'))
  const isAmount = (/** @type {Field} */ field) => /total|amount/.test(field.name)
  const taxes = fields.filter(field => field.path.startsWith('taxes.'))
  return [
    group(
      'Document',
      own.filter(field => !isAmount(field)),
    ),
    ...PARTS.map(part =>
      group(
        part[0]?.toUpperCase() + part.slice(1),
        fields.filter(field => field.path.startsWith(`${part}.`)),
      ),
    ),
    group('Totals', [...own.filter(isAmount), ...taxes]),
  ]
}

/**
 * @param {string} title
 * @param {Field[]} fields
 */
function group(title, fields) {
  if (fields.length === 0) return false
  return h('section.group', {}, h('h3', {}, title), h('dl', {}, ...fields.map(fieldView)))
}

/** @param {Field} field */
function fieldView({ path, value, info }) {
  const where = info?.source == null ? '' : `page ${info.source.page}`
  const label = path.startsWith('taxes.')
    ? `tax ${Number(path.split('.')[1]) + 1} ${path.split('.')[2]}`
    : plain(path.split('.').at(-1) ?? path)
  return h(
    'div.field',
    { 'data-path': path, ...(info?.source?.box == null ? {} : { tabindex: 0 }) },
    h('dt', {}, label),
    h('dd', {}, h('span.value', {}, value), confidenceView(info), where !== '' && h('span.where', {}, where)),
  )
}

/** @param {FieldInfo | null} info */
function confidenceView(info) {
  if (info === null || info.confidence === null) return false
  const percent = Math.round(info.confidence * 100)
  const level = percent >= 90 ? 'good' : percent >= 70 ? 'warn' : 'bad'
  return h(`span.confidence.${level}`, { title: 'confidence' }, h('span.visually-hidden', {}, 'confidence '), `${percent}%`)
}

/** @param {Record<string, any>[]} items */
function lineItems(items) {
  if (items.length === 0) return false
  const columns = LINE_COLUMNS.filter(column => items.some(item => item[column] !== null))
  const kind = (/** @type {string} */ column) => (NUMERIC.includes(column) ? 'number' : '')
  return h(
    'section.group.wide',
    {},
    h('h3', {}, plural(items.length, 'line item')),
    h(
      'div.scroll',
      { tabindex: 0, role: 'region', 'aria-label': 'Line items' },
      h(
        'table.lines',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ...columns.map(column => h('th', { scope: 'col', class: kind(column) }, column === 'line_number' ? '#' : plain(column))),
          ),
        ),
        h(
          'tbody',
          {},
          ...items.map((item, index) =>
            h(
              'tr',
              {},
              ...columns.map(column => h('td', { class: kind(column), 'data-path': `line_items.${index}.${column}` }, item[column] ?? '')),
            ),
          ),
        ),
      ),
    ),
  )
}

/** @param {Check[]} checks */
function checksView(checks) {
  if (checks.length === 0) return h('p.hint', {}, 'No arithmetic rule applies: the amounts it needs are not on the document.')
  const failed = checks.filter(check => !check.passed).length
  const view = (/** @type {Check} */ { rule, description, expected, found, passed }) =>
    h(
      `li.${passed ? 'pass' : 'miss'}`,
      {},
      h('span.mark', { 'aria-hidden': 'true' }, passed ? '✓' : '✗'),
      h(
        'span',
        {},
        h('span.visually-hidden', {}, passed ? 'passed: ' : 'failed: '),
        description,
        !passed && h('strong', {}, `: expected ${expected}, found ${found}`),
        h('span.hint', {}, ` ${rule}`),
      ),
    )
  const title =
    failed === 0 ? `All ${checks.length} arithmetic checks pass` : `${failed} of ${plural(checks.length, 'arithmetic check')} fail`
  return h('section.group.wide', {}, h('h3', {}, title), h('ul.checks', {}, ...checks.map(view)))
}
