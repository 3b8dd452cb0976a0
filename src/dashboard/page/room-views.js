import { linkTo } from './route.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'
import { count, duration, exactTime, inLocalTime, plain, plural, time } from './words.js'

/** @typedef {import('../../history/history.schemas.ts').HistoryView} History */
/** @typedef {import('../../history/history.schemas.ts').HistoryStepView} Step */
/** @typedef {import('../../tokens/tokens.schemas.ts').PoolStatusView} PoolStatus */
/** @typedef {PoolStatus['token_details'][number]} Token */

/** The pace is that of the last minutes that are over. */
const PACE_MINUTES = 5

/**
 * What the plot shows, for those who cannot see it.
 * @param {History} history
 * @param {History} recent one minute a step
 */
export function historyWords({ steps, step_minutes: step }, recent) {
  const known = steps.filter(({ processes }) => processes > 0)
  if (known.length === 0) return 'Nothing is known of this time: no process has counted.'
  const sum = (/** @type {(step: Step) => number} */ of) => known.reduce((total, each) => total + of(each), 0)
  const [found, failed, retries] = [sum(each => each.results.successful), sum(each => each.results.failed), sum(each => each.retries)]
  const span = duration(steps.length * step * 60)
  const paced = recent.steps.filter(each => each.complete && each.processes > 0).slice(-PACE_MINUTES)
  const done = paced.reduce((total, { results }) => total + results.successful + results.failed, 0)
  const pace =
    paced.length === 0
      ? ''
      : ` ${paced.length === 1 ? 'In the last minute' : `Over the last ${paced.length} minutes`}: ${rounded(done / paced.length)} a minute.`
  if (found + failed === 0) return `In ${span} no address was finished.${pace}`
  const share = Math.round((failed / (found + failed)) * 1000) / 10
  const types = Object.entries(errorTypes(known)).sort(([, a], [, b]) => b - a)
  const named = types.slice(0, 3).map(([type, number]) => `${plain(type)} ${count(number)}`)
  const why = failed === 0 ? '' : ` (${share}%: ${named.join(', ')}${types.length > 3 ? ', …' : ''})`
  return `In ${span}: ${count(found)} found, ${count(failed)} failed${why}, ${plural(retries, 'retry', 'retries')}.${pace}`
}

const rounded = (/** @type {number} */ value) => count(Math.round(value * 10) / 10)

/** @param {readonly Step[]} steps */
function errorTypes(steps) {
  /** @type {Record<string, number>} */
  const sums = {}
  for (const { results } of steps)
    for (const [type, number] of Object.entries(results.by_error_type)) sums[type] = (sums[type] ?? 0) + number
  return sums
}

const MOST_ROWS = 60

/** @param {History} history */
export function historyTable({ steps }) {
  const rows = steps
    .filter(step => step.processes > 0 && busy(step))
    .toReversed()
    .slice(0, MOST_ROWS)
  if (rows.length === 0) return nothing
  const row = (/** @type {Step} */ { from, results, retries, extraction, upstream }) => html`
    <tr>
      <td>${time(from)}${upstream.failing ? ' (upstream failed)' : ''}</td>
      <td class="number">${count(results.successful)}</td>
      <td class="number">${count(results.failed)}</td>
      <td class="number">${count(retries)}</td>
      <td class="number">${count(extraction.succeeded)}</td>
      <td class="number">${count(extraction.failed)}</td>
    </tr>`
  return html`
    <details>
      <summary>These minutes as a table</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="What was done, the newest first">
        <table class="lines">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col" class="number">Found</th>
              <th scope="col" class="number">Failed</th>
              <th scope="col" class="number">Retries</th>
              <th scope="col" class="number">Extracted</th>
              <th scope="col" class="number">Not</th>
            </tr>
          </thead>
          <tbody>${rows.map(row)}</tbody>
        </table>
      </div>
    </details>`
}

/** @param {Step} step */
const busy = ({ results, extraction, upstream }) =>
  results.successful + results.failed + extraction.succeeded + extraction.failed + upstream.calls > 0 || upstream.failing

/** What is called, how fast it answers and how often it fails. @param {readonly Step[]} steps of a minute each */
export function reachView(steps) {
  const names = [...new Set(steps.flatMap(step => Object.keys(step.providers)))].sort()
  const rows = [
    callRow(
      'Profile upstream',
      steps.map(step => step.upstream),
    ),
    ...names.map(name =>
      callRow(
        name,
        steps.flatMap(step => step.providers[name] ?? []),
      ),
    ),
  ]
  return html`
    <table class="lines reach">
      <thead>
        <tr>
          <th scope="col">In the last ${duration(steps.length * 60)}</th>
          <th scope="col" class="number">Calls</th>
          <th scope="col" class="number">Failed</th>
          <th scope="col" class="number">Mean</th>
          <th scope="col" class="number">p95</th>
        </tr>
      </thead>
      <tbody>${rows}</tbody>
    </table>`
}

/**
 * @param {string} name
 * @param {readonly { calls: number, failed_calls: number, mean_ms: number | null, p95_ms: number | null }[]} all
 */
function callRow(name, all) {
  const calls = all.reduce((sum, each) => sum + each.calls, 0)
  const failed = all.reduce((sum, each) => sum + each.failed_calls, 0)
  const mean = all.reduce((sum, each) => sum + (each.mean_ms ?? 0) * each.calls, 0) / Math.max(1, calls)
  // Of the slowest minute: bounds of several minutes cannot be averaged.
  const p95 = Math.max(...all.map(each => each.p95_ms ?? 0), 0)
  const share = calls === 0 ? '–' : `${Math.round((failed / calls) * 1000) / 10}%`
  return html`
    <tr class=${failed * 2 > calls ? 'fails' : ''}>
      <th scope="row">${name}</th>
      <td class="number">${count(calls)}</td>
      <td class="number">${share}</td>
      <td class="number">${calls === 0 ? '–' : milliseconds(mean)}</td>
      <td class="number">${p95 === 0 ? '–' : `≤ ${milliseconds(p95)}`}</td>
    </tr>`
}

const milliseconds = (/** @type {number} */ ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`)

/** Those that need a person, the first of them by name. @param {PoolStatus} status */
export function attentionView({ token_details: tokens, attention, total_tokens: total }) {
  if (total === 0) return html`<p class="empty">No token is registered.</p>`
  const all = attention?.tokens ?? 0
  if (all === 0) return html`<p class="calm">No token needs a person.</p>`
  const asOf = attention === null ? '' : `as of ${exactTime(Date.parse(attention.counted_at))}`
  return html`
    <p><strong>${plural(all, 'token needs', 'tokens need')} a person</strong> <span class="hint">${asOf}</span></p>
    <ul class="needy">${tokens.map(needyView)}</ul>
    ${all > tokens.length ? html`<p><a href="#tokens" data-show-attention>Show all ${count(all)}</a></p>` : nothing}`
}

/** @param {Token} token */
function needyView({ token_id: id, status, excluded, last_error: error }) {
  return html`
    <li>
      <a class="mono" href=${linkTo('token', id)}>${id}</a> <span class="badge ${status}">${status}</span>
      <button type="button" class="small quiet" data-needs="admin" data-enable=${id} aria-label="Enable ${id}">Enable</button>
      ${status === 'disabled' ? nothing : html`<p class="hint">${inLocalTime(excluded?.evidence ?? error ?? '')}</p>`}
    </li>`
}
