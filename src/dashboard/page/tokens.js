import { get, send } from './api.js'
import { copyButton } from './copy.js'
import { confirmed, onSubmit, toast, withToast } from './dialogs.js'
import { find, show } from './dom.js'
import { forecastWords } from './forecast.js'
import { poll, pollAll, problem } from './polling.js'
import { linkTo } from './route.js'
import { repeat } from './vendor/lit-html/directives/repeat.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'
import { ago, compact, count, plain, plural, time } from './words.js'

/** @typedef {import('../../tokens/tokens.schemas.ts').PoolStatusView} PoolStatus */
/** @typedef {PoolStatus['token_details'][number]} Token */
/** @typedef {import('../../jobs/jobs.schemas.ts').PlanView} Plan */

const EVERY_MS = 5_000
/** Rows shown; the totals above them are always of the whole pool. */
const MOST_ROWS = 50
const ADMIN_COLUMNS = ['Chosen', 'Actions']
/** Of what was loaded: those that need somebody first. */
const ORDER = /** @type {Record<string, number>} */ ({ excluded: 0, expired: 1, exhausted: 2, disabled: 3, active: 4 })
const COLUMNS = ['Chosen', 'Token', 'Status', 'Used today', 'Errors', 'Last used', 'Actions']

export function startTokens() {
  const section = find('#tokens', HTMLElement)
  const view = find('[data-view]', HTMLElement, section)
  const filter = find('#token-filter', HTMLSelectElement)
  /** @type {PoolStatus | undefined} */
  let latest
  let words = ''
  const chosen = new Set()
  const draw = () =>
    latest !== undefined && show(view, capacityView(latest, words), bulkView(chosen.size), tokensView(latest, filter.value, chosen))

  const { now } = poll({
    everyMs: EVERY_MS,
    // The pool is shown all the same where its forecast cannot be made at the moment.
    load: () =>
      Promise.all([
        get(`/tokens/status?limit=${MOST_ROWS}${filter.value === '' ? '' : `&${filter.value}`}`),
        get('/tokens/plan').catch(() => null),
      ]),
    loaded(/** @type {[PoolStatus, Plan | null]} */ [status, plan]) {
      section.setAttribute('aria-busy', 'false')
      latest = status
      words = plan === null ? '' : forecastWords(plan)
      draw()
    },
    failed(error) {
      section.setAttribute('aria-busy', 'false')
      show(view, problem(error))
    },
  })
  filter.addEventListener('change', now)
  document.addEventListener('click', event => {
    if (!(event.target instanceof Element && event.target.closest('[data-show-attention]'))) return
    filter.value = 'attention=true'
    now()
  })
  section.addEventListener('change', event => {
    if (!(event.target instanceof HTMLInputElement) || event.target.dataset.choose === undefined) return
    if (event.target.checked) chosen.add(event.target.dataset.choose)
    else chosen.delete(event.target.dataset.choose)
    draw()
  })
  section.addEventListener('click', event => {
    const button = event.target instanceof Element ? event.target.closest('[data-token-action]') : null
    if (button instanceof HTMLElement) void actOnToken(button.dataset.tokenAction ?? '', button.dataset.token ?? '').then(pollAll)
    const bulk = event.target instanceof Element ? event.target.closest('[data-bulk]') : null
    if (bulk instanceof HTMLElement)
      void actOnAll(bulk.dataset.bulk ?? '', [...chosen]).then(() => {
        chosen.clear()
        pollAll()
      })
  })
  onSubmit('token-dialog', async form => {
    await add(form)
    pollAll()
  })
}

/**
 * @param {string} action
 * @param {readonly string[]} tokenIds
 */
async function actOnAll(action, tokenIds) {
  if (action === 'none') return
  const [title, yes] = action === 'disable' ? ['Disable', 'Disable them'] : ['Enable', 'Enable them']
  if (
    !(await confirmed(
      `${title} ${plural(tokenIds.length, 'token')}?`,
      tokenIds.slice(0, 5).join(', ') + (tokenIds.length > 5 ? ', …' : ''),
      yes,
    ))
  )
    return
  let done = 0
  await withToast(async () => {
    for (const tokenId of tokenIds) {
      await send(`/tokens/${encodeURIComponent(tokenId)}/${action}`)
      done += 1
    }
    return `${plural(done, 'token')} ${action}d.`
  })
}

/**
 * @param {string} action
 * @param {string} tokenId
 * @returns {Promise<boolean>} whether it was done
 */
export async function actOnToken(action, tokenId) {
  if (
    action === 'delete' &&
    !(await confirmed('Remove this token?', `${tokenId} and its secret are deleted. Jobs go on with the others.`, 'Remove'))
  )
    return false
  const path = `/tokens/${encodeURIComponent(tokenId)}`
  let done = false
  await withToast(async () => {
    if (action === 'delete') await send(path, undefined, 'DELETE')
    else await send(`${path}/${action}`)
    done = true
    return `${tokenId}: ${action}d.`
  })
  return done
}

/** @param {FormData} form */
async function add(form) {
  const tokenId = String(form.get('token_id')).trim()
  const limit = String(form.get('daily_limit'))
  const answer = await send('/tokens/add', {
    token: String(form.get('token')).trim(),
    ...(tokenId === '' ? {} : { token_id: tokenId }),
    ...(limit === '' ? {} : { daily_limit: Number(limit) }),
  })
  toast(`${answer.token_id}: ${answer.message}`)
}

/**
 * @param {PoolStatus} status
 * @param {string} forecast
 */
function capacityView(status, forecast) {
  const { available_capacity: left, max_daily_capacity: most, available_tokens: usable, total_tokens: total, fallback } = status
  const share = most === 0 ? 0 : Math.min(100, (left / most) * 100)
  const level = share < 10 ? 'bad' : share < 25 ? 'warn' : 'good'
  const shown = `${count(left)} of ${count(most)} requests left today`
  return html`
    <div class="capacity">
      <p class="capacity-figures">
        <strong class="big">${count(left)}</strong> of ${count(most)} requests left today<span class="hint">
          · ${count(usable)} of ${plural(total, 'token')} can serve</span>${
            fallback.tokens > 0 ? html`<span class="hint"> · token file: ${count(fallback.available_capacity)} more</span>` : nothing
          }
      </p>
      ${bar({ share, level, label: 'Capacity left today', text: shown })}
      <p class="forecast">${forecast}</p>
    </div>`
}

/**
 * Lengths are set as properties: the page's policy refuses style attributes.
 * @param {{ share: number, level: string, label: string, text: string }} bar
 */
export const bar = ({ share, level, label, text }) => barOf({ parts: [{ share, level }], label, text })

/**
 * @param {{ parts: readonly { share: number, level: string }[], label: string, text: string }} bar shares in percent of the whole
 */
export function barOf({ parts, label, text }) {
  const rounded = (/** @type {number} */ share) => Math.round(share * 10) / 10
  const percent = rounded(parts.reduce((sum, { share }) => sum + share, 0))
  return html`
    <div class="bar" role="progressbar" aria-label=${label} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${percent}
      aria-valuetext=${text}>${parts.map(({ share, level }) => html`<span class=${level} .style=${`width: ${rounded(share)}%`}></span>`)}</div>`
}

/** @param {number} chosen */
function bulkView(chosen) {
  if (chosen === 0) return nothing
  return html`
    <p class="job-actions" role="group" aria-label="What to do with the chosen tokens">
      <span>${plural(chosen, 'token')} chosen</span>
      <button type="button" class="small" data-bulk="enable">Enable them</button>
      <button type="button" class="small" data-bulk="disable">Disable them</button>
      <button type="button" class="small quiet" data-bulk="none">Choose none</button>
    </p>`
}

/**
 * @param {PoolStatus} status
 * @param {string} filter
 * @param {ReadonlySet<string>} chosen
 */
function tokensView(status, filter, chosen) {
  const rows = status.token_details.toSorted((a, b) => (ORDER[a.status] ?? 9) - (ORDER[b.status] ?? 9) || b.score - a.score)
  if (rows.length === 0) {
    const text = status.total_tokens === 0 ? 'No token is registered yet: add one, and waiting jobs go on at once.' : 'No token matches.'
    return html`<p class="empty">${text}</p>`
  }
  const all = filter === '' ? status.total_tokens : (status.attention?.tokens ?? null)
  const more = status.next_cursor === null ? 0 : all === null ? null : all - rows.length
  return html`
    <div>
      <table class="stacked" role="table" aria-label="Tokens">
        <thead role="rowgroup"><tr role="row">${COLUMNS.map(name => html`<th role="columnheader" scope="col" data-needs=${ADMIN_COLUMNS.includes(name) ? 'admin' : 'nothing'}>${name}</th>`)}</tr></thead>
        <tbody role="rowgroup">${repeat(
          rows,
          token => token.token_id,
          token => tokenRow(token, chosen.has(token.token_id)),
        )}</tbody>
      </table>
      ${
        more === 0
          ? nothing
          : html`<p class="hint">${more === null ? 'There are' : count(more)} more. GET /tokens/status lists all; the search finds each by a part of its id.</p>`
      }
    </div>`
}

/**
 * @param {Token} token
 * @param {boolean} isChosen
 */
function tokenRow(token, isChosen) {
  const { token_id: id, status, excluded, last_error: error } = token
  const share = (token.daily_usage / Math.max(1, token.daily_limit)) * 100
  const used = `${count(token.daily_usage)} / ${compact(token.daily_limit)}`
  const level = share >= 100 ? 'bad' : share >= 80 ? 'warn' : 'plain'
  return html`
    <tr role="row">
      <td role="cell" data-label="Chosen" data-needs="admin">
        <input type="checkbox" data-choose=${id} .checked=${isChosen} aria-label="Choose ${id}">
      </td>
      <th role="rowheader" scope="row" class="mono"><a href=${linkTo('token', id)}>${id}</a>${copyButton(id)}</th>
      <td role="cell" data-label="Status">
        <span class="badge ${status}">${status}</span>${excluded === null ? nothing : exclusionView(excluded)}
      </td>
      <td role="cell" data-label="Used today">
        <span>${used}</span>${bar({ share: Math.min(100, share), level, label: `Used today by ${id}`, text: used })}
      </td>
      <td role="cell" data-label="Errors">
        <span>${count(token.error_count)}</span>${
          error !== null && excluded === null ? html`<span class="hint clip" title=${error}>${error}</span>` : nothing
        }
      </td>
      <td role="cell" data-label="Last used">${ago(token.last_used)}</td>
      <td role="cell" class="actions" data-needs="admin">${tokenActions(token)}</td>
    </tr>`
}

/** @param {NonNullable<Token['excluded']>} excluded */
function exclusionView({ reason, evidence, until }) {
  // These two name their deadline in the evidence itself.
  if (reason === 'disabled' || reason === 'expired') return html`<p class="exclusion hint">${evidence}</p>`
  return html`
    <div class="exclusion"><p><strong>${plain(reason)}</strong>, until ${time(until)}</p><p class="hint">${evidence}</p></div>`
}

/** @param {Token} token */
export function tokenActions({ token_id: id, status }) {
  const button = (/** @type {string} */ action, /** @type {string} */ label) =>
    html`<button type="button" class="small" data-token-action=${action} data-token=${id} aria-label="${label} ${id}">${label}</button>`
  const on = status === 'active' || status === 'exhausted'
  return [on ? button('disable', 'Disable') : button('enable', 'Enable'), status === 'active' ? nothing : button('delete', 'Remove')]
}
