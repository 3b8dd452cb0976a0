import { linkTo } from './route.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'
import { count, exactTime, inLocalTime, time } from './words.js'

/** @typedef {import('../../jobs/jobs.schemas.ts').JobHistoryView} History */

/** Switches shown until the reader asks for all of them. */
const MOST_SWITCHES = 20

/**
 * @param {History | null} history
 * @param {boolean} all
 */
export function historyView(history, all) {
  if (history === null) return html`<p class="hint">What happened in the job cannot be read at the moment.</p>`
  const { switches, verdicts } = history
  const shown = all ? switches : switches.slice(0, MOST_SWITCHES)
  return html`
    <h3>Verdicts</h3>
    ${listView('Verdicts', verdicts, verdictView, 'No verdict so far on a token, an address or the upstream. What failed says why at its address.')}
    <h3>Token switches</h3>
    ${listView('Token switches', shown, switchView, 'No lane has turned to a token yet.')}
    ${
      shown.length < switches.length
        ? html`<button type="button" class="small" data-all-switches>Show all ${count(switches.length)} that are kept</button>`
        : nothing
    }`
}

/**
 * @template {{ at: string }} T
 * @param {string} name
 * @param {readonly T[]} entries
 * @param {(entry: T) => unknown} view
 * @param {string} none what is said where there is nothing
 */
function listView(name, entries, view, none) {
  if (entries.length === 0) return html`<p class="hint">${none}</p>`
  return html`<ol class="happenings" aria-label=${name}>${entries.map(entry => html`<li>${whenView(entry.at)} ${view(entry)}</li>`)}</ol>`
}

/** @param {string} at */
const whenView = at =>
  html`<time datetime=${at} title=${time(at)}>${new Date(at).toDateString() === new Date().toDateString() ? exactTime(Date.parse(at)) : time(at)}</time>`

/** @param {History['verdicts'][number]} verdict */
function verdictView({ of, on, email_number: number, evidence }) {
  const which =
    of === 'address' ? (number === null ? 'An address' : `Address no. ${count(number)}`) : of === 'token' ? `Token ${on}` : 'The upstream'
  return html`<strong>${which} is at fault</strong> <span class="hint">${inLocalTime(evidence)}</span>`
}

/** @param {History['switches'][number]} turn */
function switchView({ lane, from, to, reason }) {
  const prefix = to.replace(/\.\.\.$/, '')
  const target = html`<a class="mono" href=${linkTo('search', prefix)}>${prefix}</a>`
  const words = from === to ? html`goes on with ${target}` : html`turns to ${target}`
  return html`<span>Lane ${lane} ${words}: ${SWITCH_WORDS[reason](from?.replace(/\.\.\.$/, '') ?? 'the token before')}</span>`
}

/** @type {Record<History['switches'][number]['reason'], (from: string) => string>} */
const SWITCH_WORDS = {
  first: () => 'its first token of this run',
  requests: from => `the requests of its block of ${from} are made`,
  limit: from => `${from} has no more for its day or hour`,
  reset: () => 'the day or the hour had ended',
  trial: from => `the one trial call with ${from} is made`,
  penalised: from => `${from} was refused or suspected`,
  rested: from => `the upstream counts that nothing is left of ${from}`,
  withdrawn: from => `${from} was disabled, removed or changed`,
  second_opinion: () => 'another token is asked for the same address',
  distrusted: from => `others work where ${from} fails`,
  refused: from => `${from} gave nothing any more`,
}
