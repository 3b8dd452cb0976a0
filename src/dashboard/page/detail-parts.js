import { copyButton } from './copy.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'

/**
 * @param {string} kind
 * @param {string} id
 * @param {unknown} [badge]
 */
export const headView = (kind, id, badge = nothing) => html`
  <p><a href="#room">← Room</a></p>
  <div class="detail-head"><h2>${kind} <span class="mono">${id}</span></h2>${copyButton(id)}${badge}</div>`

/** @param {readonly (readonly [name: string, value: unknown])[]} facts what is null is left out */
export const factsView = facts => html`
  <dl class="facts">
    ${facts.filter(([, value]) => value !== null).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`
