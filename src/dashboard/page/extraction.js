import { ApiError, request } from './api.js'
import { find, show } from './dom.js'
import { wireDrop } from './drop.js'
import { extractionView } from './invoice-view.js'
import { picturesOf } from './page-pictures.js'
import { rememberCompany } from './usage.js'
import { html } from './vendor/lit-html/lit-html.js'

/** @typedef {import('./invoice-view.js').Extraction} Extraction */

export function startExtraction() {
  const form = find('#extract-form', HTMLFormElement)
  const view = find('#extraction [data-view]', HTMLElement)
  const drop = find('#invoice-drop', HTMLElement)
  /** @type {string[]} the pictures that are shown, to be let go when the next invoice comes */
  let pictures = []

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
      show(view, extractionView({ ...answer, fileName: file.name, pictures }))
    } catch (error) {
      show(view, failure(error))
    } finally {
      drop.classList.remove('busy')
      find('input[type=file]', HTMLInputElement, drop).value = ''
    }
  })
  linkFieldsAndBoxes(view)
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
