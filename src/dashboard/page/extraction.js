import { ApiError, request } from './api.js'
import { withToast } from './dialogs.js'
import { find, show } from './dom.js'
import { wireDrop } from './drop.js'
import { asCsv, corrected, download, typedValue } from './invoice-export.js'
import { extractionView, fieldsOf } from './invoice-view.js'
import { picturesOf } from './page-pictures.js'
import { rememberCompany } from './usage.js'
import { html } from './vendor/lit-html/lit-html.js'
import { plural } from './words.js'

/** @typedef {import('./invoice-view.js').Extraction} Extraction */
/** @typedef {{ requestId: string, username: string, isSplit: boolean, parts: Extraction[], failures: string[] }} Reading */

export function startExtraction() {
  const form = find('#extract-form', HTMLFormElement)
  const view = find('#extraction [data-view]', HTMLElement)
  const drop = find('#invoice-drop', HTMLElement)
  /** @type {string[]} the pictures that are shown, to be let go when the next invoice comes */
  let pictures = []
  /** @type {Reading | undefined} */
  let reading

  const showReading = () => {
    if (reading !== undefined) show(view, readingView(reading))
  }
  wireDrop(drop, async file => {
    if (!form.reportValidity()) return
    drop.classList.add('busy')
    show(view, html`<p class="notice" role="status">Reading ${file.name} …</p>`)
    try {
      const data = new FormData(form)
      data.set('file', file)
      const answer = await (await request('/extract', { method: 'POST', body: data })).json()
      rememberCompany(String(data.get('companyID')))
      for (const picture of pictures) URL.revokeObjectURL(picture)
      pictures = await picturesOf(file)
      reading = readingOf(answer, { fileName: file.name, pictures, username: String(data.get('username')) })
      showReading()
    } catch (error) {
      show(view, failure(error))
    } finally {
      drop.classList.remove('busy')
      find('input[type=file]', HTMLInputElement, drop).value = ''
    }
  })
  view.addEventListener('click', event => {
    const button = event.target instanceof Element ? event.target.closest('[data-do]') : null
    if (!(button instanceof HTMLElement) || reading === undefined) return
    const part = reading.parts.findIndex(({ prefix }) => prefix === button.dataset.part)
    void act(view, reading, part, button.dataset.do ?? '', showReading)
  })
  linkFieldsAndBoxes(view)
}

/**
 * One answer, or each of several invoices in one file.
 * @param {any} answer
 * @param {{ fileName: string, pictures: string[], username: string }} how
 * @returns {Reading}
 */
function readingOf({ data, meta }, { username, ...shown }) {
  const isSplit = Array.isArray(data)
  const metas = isSplit ? meta : [meta]
  const parts = (isSplit ? data : [data]).flatMap((/** @type {any} */ invoice, /** @type {number} */ index) =>
    invoice === null ? [] : [{ data: invoice, meta: metas[index], ...shown, editing: false, prefix: isSplit ? `${index}.` : '' }],
  )
  const failures = metas.flatMap((/** @type {any} */ each) =>
    each.error === undefined
      ? []
      : [`${plural(each.pages_in_file.length, 'page')} from page ${each.pages_in_file[0]}: ${each.error.message}`],
  )
  return { requestId: metas[0].request_id, username, isSplit, parts, failures }
}

/** @param {Reading} reading */
function readingView({ isSplit, parts, failures }) {
  const title = (/** @type {Extraction} */ { meta }) => (isSplit ? html`<h3>Pages ${(meta.pages_in_file ?? []).join(', ')}</h3>` : '')
  return html`
    ${failures.map(text => html`<p class="notice bad" role="alert">${text}</p>`)} ${parts.map(part => html`${title(part)}${extractionView(part)}`)}`
}

/**
 * What a button above a reading does.
 * @param {HTMLElement} view
 * @param {Reading} reading
 * @param {number} index of the part
 * @param {string} action
 * @param {() => void} again
 */
async function act(view, reading, index, action, again) {
  const part = reading.parts[index]
  if (part === undefined) return
  const name = part.fileName.replace(/\.\w+$/, '')
  const json = () => JSON.stringify({ data: part.data, meta: part.meta }, null, 2)
  const change = (/** @type {Partial<Extraction>} */ changes) => {
    reading.parts[index] = { ...part, ...changes }
    again()
  }
  if (action === 'copy') await withToast(() => navigator.clipboard.writeText(json()).then(() => 'Copied.'))
  else if (action === 'json') download(`${name}.json`, 'application/json', json())
  else if (action === 'csv') download(`${name}.csv`, 'text/csv', asCsv(fieldsOf({ ...part, editing: false })))
  else if (action === 'correct' || action === 'cancel') change({ editing: action === 'correct' })
  else if (action === 'save' || action === 'confirm') {
    const corrections = action === 'save' ? correctionsIn(view, part) : {}
    await withToast(async () => {
      const sent = Object.fromEntries(Object.entries(corrections).map(([path, value]) => [`${part.prefix}${path}`, value]))
      const body = JSON.stringify({ corrections: sent, username: reading.username })
      const path = `/extract/${encodeURIComponent(reading.requestId)}/review`
      await request(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
      change({ editing: false, data: corrected(part.data, corrections) })
      const number = Object.keys(corrections).length
      return number === 0 ? 'Noted: nothing was wrong.' : `${plural(number, 'correction')} saved.`
    })
  }
}

/**
 * What was typed over what was read.
 * @param {HTMLElement} view
 * @param {Extraction} part
 */
function correctionsIn(view, { data }) {
  /** @type {Record<string, unknown>} */
  const corrections = {}
  for (const input of view.querySelectorAll('[data-correct]')) {
    if (!(input instanceof HTMLInputElement)) continue
    const path = input.dataset.correct ?? ''
    const read = path.split('.').reduce((/** @type {any} */ node, key) => node?.[key], data) ?? null
    const typed = typedValue(input.value, read, path)
    if (typed !== read && !(typed === null && read === '')) corrections[path] = typed
  }
  return corrections
}

/** @param {unknown} error */
function failure(error) {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof ApiError ? ` (${error.code})` : ''
  return html`<p class="notice bad" role="alert">${message}${code}</p>`
}

/**
 * A field and its box on the page point at each other, by pointer and by keyboard.
 * @param {HTMLElement} view
 */
function linkFieldsAndBoxes(view) {
  const mark = (/** @type {Event} */ event) => {
    const target = event.target instanceof Element ? event.target.closest('[data-path]') : null
    const path = target instanceof HTMLElement ? target.dataset.path : undefined
    for (const element of view.querySelectorAll('[data-path]')) {
      if (element instanceof HTMLElement) element.classList.toggle('marked', path !== undefined && element.dataset.path === path)
    }
  }
  view.addEventListener('pointerover', mark)
  view.addEventListener('focusin', mark)
}
