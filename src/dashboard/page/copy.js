import { toast } from './dialogs.js'
import { html } from './vendor/lit-html/lit-html.js'

/** @param {string} text */
export const copyButton = text => html`<button type="button" class="copy" data-copy=${text} aria-label="copy ${text}">copy</button>`

/** Every copy button of the page, those drawn later included. */
export function wireCopying() {
  document.addEventListener('click', event => {
    const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null
    if (!(button instanceof HTMLElement)) return
    const text = button.dataset.copy ?? ''
    // Only pages from this machine or over TLS are given the clipboard.
    const copied = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
    copied.then(
      () => toast(`Copied: ${text}`),
      () => toast(`This browser lets nobody copy here: ${text}`, 'warn'),
    )
  })
}
