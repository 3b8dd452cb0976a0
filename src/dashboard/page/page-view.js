import { h } from './dom.js'

/** @typedef {import('./invoice-view.js').Field} Field */
/** @typedef {import('./invoice-view.js').Extraction} Extraction */

/**
 * The page with a box around every value whose place is known: on the picture itself, or on an empty sheet with the values where they
 * stand in the document.
 * @param {Extraction} extraction
 * @param {Field[]} fields
 */
export function pageView({ picture, fileName }, fields) {
  const placed = fields.flatMap(field =>
    field.info?.source?.box == null ? [] : [{ ...field, page: field.info.source.page, box: field.info.source.box }],
  )
  const pages = [...new Set(placed.map(field => field.page))].toSorted((a, b) => a - b)
  if (picture === '' && pages.length === 0) {
    return h('figure.page', {}, h('div.sheet.blank', {}, h('p.hint', {}, 'The engine does not say where on the page each value stands.')))
  }
  const shown = picture === '' ? pages : [1]
  return h(
    'figure.page',
    {},
    ...shown.map(page =>
      h(
        'div.sheet',
        { class: picture === '' ? 'sheet drawn' : 'sheet' },
        picture !== '' && h('img', { src: picture, alt: `Page ${page} of ${fileName}` }),
        ...placed.filter(field => field.page === page).map(field => boxView(field, picture === '')),
      ),
    ),
    h('figcaption.hint', {}, picture === '' ? `Where the values stand on page ${shown.join(', ')}` : fileName),
  )
}

/**
 * @param {Field & { box: readonly [number, number, number, number] }} field
 * @param {boolean} withText
 */
function boxView({ path, value, box: [x, y, width, height] }, withText) {
  const percent = (/** @type {number} */ share) => `${share * 100}%`
  const style = { left: percent(x), top: percent(y), width: percent(width), height: percent(height) }
  // The list beside it says the same to a screen reader, in order.
  return h('div.box', { 'data-path': path, 'aria-hidden': 'true', title: path, style }, withText && h('span', {}, value))
}
