import { html, nothing } from './vendor/lit-html/lit-html.js'

/** @typedef {import('./invoice-view.js').Field} Field */
/** @typedef {import('./invoice-view.js').Extraction} Extraction */

/**
 * The pages with a box around every value whose place is known: on the picture where there is one, else on an empty sheet with the values
 * where they stand in the document.
 * @param {Extraction} extraction
 * @param {Field[]} fields
 */
export function pageView({ pictures, fileName, meta }, fields) {
  const own = meta.pages_in_file
  const placed = fields.flatMap(field =>
    field.info?.source?.box == null ? [] : [{ ...field, page: field.info.source.page, box: field.info.source.box }],
  )
  const drawn = pictures.map((_, index) => index + 1).filter(page => own === undefined || own.includes(page))
  const numbers = new Set([...drawn, ...placed.map(field => field.page)])
  const pages = [...numbers].toSorted((a, b) => a - b)
  const caption =
    placed.length > 0
      ? 'Point at a field to see where it stands.'
      : `The ${meta.engine} engine does not say where on the page each value stands${meta.method === 'xml' ? ': they come from the embedded XML' : ''}.`
  const sheet = (/** @type {number} */ page) => {
    const picture = pictures[page - 1]
    return html`
      <div class="sheet ${picture === undefined ? 'drawn' : ''}">
        ${picture === undefined ? nothing : html`<img src=${picture} alt="Page ${page} of ${fileName}">`}
        ${placed.filter(field => field.page === page).map(field => boxView(field, picture === undefined))}
      </div>`
  }
  return html`<figure class="page">${pages.map(sheet)}<figcaption class="hint">${caption}</figcaption></figure>`
}

/**
 * @param {Field & { box: readonly [number, number, number, number] }} field
 * @param {boolean} withText
 */
function boxView({ path, value, info, box: [x, y, width, height] }, withText) {
  const place = `left: ${x * 100}%; top: ${y * 100}%; width: ${width * 100}%; height: ${height * 100}%`
  // The list beside it says the same to a screen reader, in order.
  return html`
    <div class="box ${info?.match ?? ''}" data-path=${path} aria-hidden="true" title=${path} .style=${place}>
      ${withText ? html`<span>${value}</span>` : nothing}
    </div>`
}
