import { get } from './api.js'
import { factsView, headView } from './detail-parts.js'
import { show } from './dom.js'
import { poll, problem } from './polling.js'
import { actOnToken, bar, tokenActions } from './tokens.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'
import { ago, count, inLocalTime, plain, time } from './words.js'

/** @typedef {import('./tokens.js').Token} Token */

const EVERY_MS = 5_000

/**
 * One token: what became of its calls, and why it is used or not.
 * @param {HTMLElement} view
 * @param {string} tokenId
 */
export function startTokenPage(view, tokenId) {
  const listening = new AbortController()
  const poller = poll({
    everyMs: EVERY_MS,
    load: () => get(`/tokens/${encodeURIComponent(tokenId)}`),
    loaded: (/** @type {Token} */ token) => show(view, tokenView(token)),
    failed: error => show(view, headView('Token', tokenId), problem(error)),
  })
  const clicked = (/** @type {MouseEvent} */ event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-token-action]') : null
    if (!(button instanceof HTMLElement)) return
    const action = button.dataset.tokenAction ?? ''
    void actOnToken(action, tokenId).then(done => {
      if (done && action === 'delete') location.hash = '#tokens'
      else poller.now()
    })
  }
  view.addEventListener('click', clicked, { signal: listening.signal })
  return {
    stop() {
      poller.stop()
      listening.abort()
    },
  }
}

/** @param {Token} token */
function tokenView(token) {
  const { token_id: id, status, excluded, daily_usage: used, daily_limit: limit, learned_limit: learned, hourly } = token
  const text = `${count(used)} of ${count(limit)} requests`
  const share = Math.min(100, (used / Math.max(1, limit)) * 100)
  return html`
    ${headView('Token', id, html`<span class="badge ${status}">${status}</span>`)}
    ${excluded === null ? nothing : whyView(excluded)}
    <div>
      <p>${text} of today${learned === null ? '' : `; its upstream grants about ${count(learned)}`}</p>
      ${bar({ share, level: share >= 100 ? 'bad' : share >= 80 ? 'warn' : 'good', label: 'Used today', text })}
    </div>
    <h3>What its calls of today came to</h3>
    ${outcomesView(token.outcomes_today)}
    ${factsView([
      ['In all', `${count(token.total_usage)} requests`],
      ['This hour', hourly === null ? null : `${count(hourly.usage)} of ${count(hourly.limit)}, until ${time(hourly.ends_at)}`],
      ['Last used', ago(token.last_used)],
      ['Errors', count(token.error_count)],
      ['Last error', token.last_error],
      ['Registered', time(token.created_at)],
      ['Expires', token.expires_at === null ? 'never' : time(token.expires_at)],
      ['Score (the lowest serves first)', count(token.score)],
    ])}
    <div class="job-actions" data-needs="admin">${tokenActions(token)}</div>`
}

/** @param {NonNullable<Token['excluded']>} excluded */
function whyView({ reason, evidence, since, until }) {
  const from = since === null ? '' : ` since ${time(since)}`
  return html`<div class="notice warn"><p><strong>${plain(reason)}</strong>${from}, until ${time(until)}</p><p>${inLocalTime(evidence)}</p></div>`
}

/** @param {Record<string, number>} outcomes */
function outcomesView(outcomes) {
  const entries = Object.entries(outcomes).filter(([, number]) => number > 0)
  if (entries.length === 0) return html`<p class="hint">This process has made no call with it today.</p>`
  return html`
    <ul class="chips" aria-label="Outcomes of today">
      ${entries.toSorted((a, b) => b[1] - a[1]).map(([type, number]) => html`<li>${plain(type)} <strong>${count(number)}</strong></li>`)}
    </ul>`
}
