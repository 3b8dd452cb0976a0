import { pageView } from './page-view.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'
import { count, plain, plural } from './words.js'

/** @typedef {{ confidence: number | null, match: string | null, source: { page: number, box: [number, number, number, number] | null } | null }} FieldInfo */
/** @typedef {{ path: string, name: string, value: string, info: FieldInfo | null }} Field */
/** @typedef {{ code: string, message: string, fields: string[] }} Warning */
/** @typedef {{ rule: string, description: string, expected: number, found: number, passed: boolean }} Check */
/** @typedef {{ data: Record<string, any>, meta: { engine: string, provider: string | null, model: string | null, pages: number, duration_ms: number, confidence: number | null, method: string | null, checks: Check[], fields: any, usage: Record<string, number>, request_id: string, warnings: Warning[], review: boolean, kept_until?: string | null, pages_in_file?: number[] }, fileName: string, pictures: string[], editing?: boolean, prefix?: string }} Extraction */

const METHODS = /** @type {Record<string, string>} */ ({ xml: 'embedded XML, exact', text: 'text layer', ocr: 'text recognition' })
const PARTS = ['seller', 'buyer', 'payment', 'custom']
const LINE_COLUMNS = ['line_number', 'description', 'quantity', 'unit', 'unit_price', 'tax_rate', 'line_total']
const NUMERIC = ['quantity', 'unit_price', 'tax_rate', 'line_total']
/** What an invoice is booked by: whoever corrects may fill in what nobody has read. */
const FILLED_IN = ['invoice_number', 'invoice_date', 'due_date', 'currency', 'total', 'tax_total', 'amount_due', 'name', 'tax_id', 'iban']

/** @param {Extraction} extraction */
export function extractionView(extraction) {
  const { data, meta, fileName, editing = false } = extraction
  const fields = fieldsOf(extraction)
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
      ${warningsView(meta)} ${toolsView(extraction)}
      <div class="extraction-columns">
        ${pageView(extraction, fields)}
        <div class="fields">${groups(fields, editing)} ${lineItems(data.line_items ?? [], meta.fields?.line_items ?? [], editing)} ${checksView(meta.checks)}</div>
      </div>
    </div>`
}

/**
 * Every value of an answer, with what is known about it.
 * @param {Extraction} extraction
 */
export function fieldsOf({ data, meta, editing = false }) {
  return collect(data, meta.fields, '', editing)
}

/** @param {Extraction['meta']} meta */
function warningsView({ warnings, review }) {
  if (warnings.length === 0 && !review) return html`<p class="verdict good">Nothing speaks against this reading.</p>`
  return html`
    <div class="warnings" role="status">
      <p class="verdict ${review ? 'warn' : 'good'}">${review ? 'A person should look at this.' : 'Worth knowing, and no reason to stop.'}</p>
      <ul>${warnings.map(({ code, message }) => html`<li><strong>${plain(code)}</strong> ${message}</li>`)}</ul>
    </div>`
}

/** @param {Extraction} extraction */
function toolsView({ meta, editing = false, prefix = '' }) {
  const button = (/** @type {string} */ action, /** @type {string} */ label) =>
    html`<button type="button" data-do=${action} data-part=${prefix}>${label}</button>`
  const until = meta.kept_until
  const canSave = until !== undefined && until !== null
  const hint = canSave ? nothing : html`<span class="hint">Corrections can be saved where <code>extraction.keep_days</code> is set.</span>`
  const review = editing
    ? [button('save', 'Save the corrections'), button('cancel', 'Cancel')]
    : [button('correct', 'Correct'), button('confirm', 'All of it is right')]
  return html`<p class="tools">
    ${button('copy', 'Copy as JSON')} ${button('json', 'Save JSON')} ${button('csv', 'Save CSV')} ${canSave ? review : hint}
  </p>`
}

/**
 * Every value of the answer with what is known about it, in the order of the answer.
 * @param {any} data
 * @param {any} infos
 * @param {string} prefix
 * @param {boolean} editing also what is empty and may be filled in
 * @returns {Field[]}
 */
function collect(data, infos, prefix, editing) {
  return Object.entries(data ?? {}).flatMap(([name, value]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`
    // The pages of a part of a file are no value of it.
    if (path === 'pages') return []
    if (value === null || value === undefined || value === '')
      return editing && FILLED_IN.includes(name) ? [{ path, name, value: '', info: null }] : []
    if (typeof value === 'object') return collect(value, infos?.[name], path, editing)
    return [{ path, name, value: String(value), info: infos?.[name] ?? null }]
  })
}

/**
 * @param {Field[]} fields
 * @param {boolean} editing
 */
function groups(fields, editing) {
  const own = fields.filter(field => !field.path.includes('.'))
  const isAmount = (/** @type {Field} */ field) => /total|amount/.test(field.name)
  const taxes = fields.filter(field => field.path.startsWith('taxes.'))
  return [
    group(
      'Document',
      own.filter(field => !isAmount(field)),
      editing,
    ),
    ...PARTS.map(part =>
      group(
        part[0]?.toUpperCase() + part.slice(1),
        fields.filter(field => field.path.startsWith(`${part}.`)),
        editing,
      ),
    ),
    group('Totals', [...own.filter(isAmount), ...taxes], editing),
  ]
}

/**
 * @param {string} title
 * @param {Field[]} fields
 * @param {boolean} editing
 */
function group(title, fields, editing) {
  if (fields.length === 0) return nothing
  return html`<section class="group"><h3>${title}</h3><dl>${fields.map(field => fieldView(field, editing))}</dl></section>`
}

/**
 * @param {Field} field
 * @param {boolean} editing
 */
function fieldView({ path, value, info }, editing) {
  const where = info?.source == null ? '' : `page ${info.source.page}`
  const label = path.startsWith('taxes.')
    ? `tax ${Number(path.split('.')[1]) + 1} ${path.split('.')[2]}`
    : plain(path.split('.').at(-1) ?? path)
  return html`
    <div class="field" data-path=${path} tabindex=${info?.source?.box == null ? nothing : 0}>
      <dt>${label}</dt>
      <dd>
        ${editing ? inputView(path, value, label) : html`<span class="value">${value}</span>`}${confidenceView(info)}${matchView(info)}${where === '' ? nothing : html`<span class="where">${where}</span>`}
      </dd>
    </div>`
}

/**
 * @param {string} path
 * @param {unknown} value
 * @param {string} label
 */
function inputView(path, value, label) {
  return html`<input data-correct=${path} .value=${String(value ?? '')} aria-label=${label} maxlength="2000" autocomplete="off">`
}

const MATCHES = /** @type {Record<string, string>} */ ({
  exact: 'as printed',
  normalised: 'on the page',
  fuzzy: 'in part on the page',
  computed: 'follows from others',
  absent: 'not on the page',
})

/**
 * In words as well as in colour: what the page says to a value.
 * @param {FieldInfo | null} info
 */
function matchView(info) {
  const match = info?.match ?? null
  return match === null ? nothing : html`<span class="match ${match}">${MATCHES[match] ?? match}</span>`
}

/** @param {FieldInfo | null} info */
function confidenceView(info) {
  if (info === null || info.confidence === null) return nothing
  const percent = Math.round(info.confidence * 100)
  const level = percent >= 90 ? 'good' : percent >= 70 ? 'warn' : 'bad'
  return html`<span class="confidence ${level}" title="confidence"><span class="visually-hidden">confidence </span>${percent}%</span>`
}

/**
 * @param {Record<string, any>[]} items
 * @param {any[]} infos
 * @param {boolean} editing
 */
function lineItems(items, infos, editing) {
  if (items.length === 0) return nothing
  const columns = LINE_COLUMNS.filter(column => items.some(item => item[column] !== null))
  const kind = (/** @type {string} */ column) => (NUMERIC.includes(column) ? 'number' : '')
  const head = (/** @type {string} */ column) =>
    html`<th scope="col" class=${kind(column)}>${column === 'line_number' ? '#' : plain(column)}</th>`
  const row = (/** @type {Record<string, any>} */ item, /** @type {number} */ index) => {
    const cell = (/** @type {string} */ column) =>
      html`<td class="${kind(column)} ${infos[index]?.[column]?.match ?? ''}" data-path="line_items.${index}.${column}">${
        editing ? inputView(`line_items.${index}.${column}`, item[column], plain(column)) : item[column]
      }</td>`
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
