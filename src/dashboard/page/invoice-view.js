import { pageView } from './page-view.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'
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
  return html`
    <div class="extraction">
      <p class="extraction-head" role="status">
        <strong>${fileName}</strong><span class="hint"> read by ${how.filter(Boolean).join(' · ')}</span>
      </p>
      <div class="extraction-columns">
        ${pageView(extraction, fields)}
        <div class="fields">${groups(fields)} ${lineItems(data.line_items ?? [])} ${checksView(meta.checks)}</div>
      </div>
    </div>`
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
  if (fields.length === 0) return nothing
  return html`<section class="group"><h3>${title}</h3><dl>${fields.map(fieldView)}</dl></section>`
}

/** @param {Field} field */
function fieldView({ path, value, info }) {
  const where = info?.source == null ? '' : `page ${info.source.page}`
  const label = path.startsWith('taxes.')
    ? `tax ${Number(path.split('.')[1]) + 1} ${path.split('.')[2]}`
    : plain(path.split('.').at(-1) ?? path)
  return html`
    <div class="field" data-path=${path} tabindex=${info?.source?.box == null ? nothing : 0}>
      <dt>${label}</dt>
      <dd>
        <span class="value">${value}</span>${confidenceView(info)}${where === '' ? nothing : html`<span class="where">${where}</span>`}
      </dd>
    </div>`
}

/** @param {FieldInfo | null} info */
function confidenceView(info) {
  if (info === null || info.confidence === null) return nothing
  const percent = Math.round(info.confidence * 100)
  const level = percent >= 90 ? 'good' : percent >= 70 ? 'warn' : 'bad'
  return html`<span class="confidence ${level}" title="confidence"><span class="visually-hidden">confidence </span>${percent}%</span>`
}

/** @param {Record<string, any>[]} items */
function lineItems(items) {
  if (items.length === 0) return nothing
  const columns = LINE_COLUMNS.filter(column => items.some(item => item[column] !== null))
  const kind = (/** @type {string} */ column) => (NUMERIC.includes(column) ? 'number' : '')
  const head = (/** @type {string} */ column) =>
    html`<th scope="col" class=${kind(column)}>${column === 'line_number' ? '#' : plain(column)}</th>`
  const row = (/** @type {Record<string, any>} */ item, /** @type {number} */ index) => {
    const cell = (/** @type {string} */ column) =>
      html`<td class=${kind(column)} data-path="line_items.${index}.${column}">${item[column]}</td>`
    return html`<tr>${columns.map(cell)}</tr>`
  }
  return html`
    <section class="group wide">
      <h3>${plural(items.length, 'line item')}</h3>
      <div class="scroll" tabindex="0" role="region" aria-label="Line items">
        <table class="lines">
          <thead><tr>${columns.map(head)}</tr></thead>
          <tbody>${items.map(row)}</tbody>
        </table>
      </div>
    </section>`
}

/** @param {Check[]} checks */
function checksView(checks) {
  if (checks.length === 0) return html`<p class="hint">No arithmetic rule applies: the amounts it needs are not on the document.</p>`
  const failed = checks.filter(check => !check.passed).length
  const title =
    failed === 0 ? `All ${checks.length} arithmetic checks pass` : `${failed} of ${plural(checks.length, 'arithmetic check')} fail`
  return html`<section class="group wide"><h3>${title}</h3><ul class="checks">${checks.map(checkView)}</ul></section>`
}

/** @param {Check} check */
function checkView({ rule, description, expected, found, passed }) {
  return html`
    <li class=${passed ? 'pass' : 'miss'}>
      <span class="mark" aria-hidden="true">${passed ? '✓' : '✗'}</span>
      <span>
        <span class="visually-hidden">${passed ? 'passed: ' : 'failed: '}</span>${description}${
          passed ? nothing : html`<strong>: expected ${expected}, found ${found}</strong>`
        }<span class="hint"> ${rule}</span>
      </span>
    </li>`
}
