import { get } from './api.js'
import { factsView, headView } from './detail-parts.js'
import { show } from './dom.js'
import { poll, problem } from './polling.js'
import { actOnToken, bar, tokenActions } from './tokens.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'
import { ago, count, inLocalTime, plain, time } from './words.js'

/** @typedef {import('./tokens.js').Token} Token */
/** @typedef {import('../../tokens/tokens.schemas.ts').TokenHistoryView} History */

const EVERY_MS = 5_000
/** Its history is read again when it looks different, or by then: on DynamoDB each event is a read of its own. */
const HISTORY_MS = 30_000

/**
 * One token: what became of its calls, and why it is used or not.
 * @param {HTMLElement} view
 * @param {string} tokenId
 */
export function startTokenPage(view, tokenId) {
  const listening = new AbortController()
  const history = historyOf(tokenId)
  const poller = poll({
    everyMs: EVERY_MS,
    async load() {
      const token = await get(`/tokens/${encodeURIComponent(tokenId)}`)
      return /** @type {[Token, History | null]} */ ([token, await history(token)])
    },
    loaded: ([token, told]) => show(view, tokenView(token, told)),
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

/**
 * @param {string} tokenId
 * @returns {(token: Token) => Promise<History | null>} null where it cannot be read
 */
function historyOf(tokenId) {
  /** @type {History | null} */
  let told = null
  let readAt = 0
  let seen = ''
  return async ({ status, excluded, daily_limit: limit, expires_at: expiry }) => {
    const looks = JSON.stringify([status, excluded, limit, expiry])
    if (told !== null && looks === seen && Date.now() - readAt < HISTORY_MS) return told
    told = await get(`/tokens/${encodeURIComponent(tokenId)}/history`).catch(() => null)
    seen = looks
    readAt = Date.now()
    return told
  }
}

/**
 * @param {Token} token
 * @param {History | null} told
 */
function tokenView(token, told) {
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
    <div class="job-actions" data-needs="admin">${tokenActions(token)}</div>
    <h3>What has happened to it</h3>
    ${historyView(told)}`
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

/** @param {History | null} told */
function historyView(told) {
  if (told === null) return html`<p class="hint">Its history cannot be read at the moment.</p>`
  if (told.events.length === 0) return html`<p class="hint">Nothing has been noted yet.</p>`
  return html`
    <ol class="happenings" aria-label="History of the token">
      ${told.events.map(event => html`<li><time datetime=${event.at} title=${event.at}>${time(event.at)}</time> ${eventView(event)}</li>`)}
    </ol>`
}

/** @param {History['events'][number]} event */
function eventView({ kind, by, reason, evidence, until, quota_day: day }) {
  const who = by === null ? '' : ` by ${by}`
  const why = plain(reason ?? '')
  const ends = until === null ? '' : `, until ${time(until)}`
  const words = {
    added: `Registered${who}`,
    replaced: `Got another secret${who}`,
    edited: `Edited${who}`,
    enabled: `Enabled${who}`,
    disabled: `Disabled${who}`,
    excluded: `Excluded: ${why}${ends}`,
    prolonged: `Excluded for longer: ${why}${ends}`,
    recovered: `Serves again: a call succeeded (it was excluded for ${why})`,
    forgiven: until === null ? `Penalty undone: ${why} was not its fault` : `Tried again before its deadline (${why})`,
    spent: `Spent for ${day}`,
  }
  return html`<strong>${words[kind]}</strong>${evidence === null ? nothing : html` <span class="hint">${inLocalTime(evidence)}</span>`}`
}
