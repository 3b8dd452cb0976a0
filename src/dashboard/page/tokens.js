import { get, send } from './api.js'
import { confirmed, onSubmit, toast, withToast } from './dialogs.js'
import { find, h, show } from './dom.js'
import { createForecast } from './forecast.js'
import { poll, problem } from './polling.js'
import { ago, compact, count, plain, plural, time } from './words.js'

/** @typedef {import('../../tokens/tokens.schemas.ts').PoolStatusView} PoolStatus */
/** @typedef {PoolStatus['token_details'][number]} Token */

const EVERY_MS = 5_000
/** Rows shown; the totals above them are always of the whole pool. */
const MOST_ROWS = 50
const LOADED = 1_000
const ORDER = /** @type {Record<string, number>} */ ({ excluded: 0, expired: 1, exhausted: 2, disabled: 3, active: 4 })
const FILTERS = /** @type {Record<string, (token: Token) => boolean>} */ ({
  all: () => true,
  trouble: token => token.status !== 'active' || token.error_count > 0,
  usable: token => token.status === 'active',
})

export function startTokens() {
  const section = find('#tokens', HTMLElement)
  const view = find('[data-view]', HTMLElement, section)
  const filter = find('#token-filter', HTMLSelectElement)
  const forecast = createForecast()
  /** @type {PoolStatus | undefined} */
  let latest
  let words = ''
  const render = () => latest !== undefined && show(view, capacityView(latest, words), tokensView(latest, filter.value))

  const { now } = poll({
    everyMs: EVERY_MS,
    load: () => get(`/tokens/status?limit=${LOADED}`),
    loaded(/** @type {PoolStatus} */ status) {
      section.setAttribute('aria-busy', 'false')
      latest = status
      const { available_capacity: available, total_daily_usage: used, resets_at: resetsAt } = status
      words = forecast.words({ available, used, resetsAt: Date.parse(resetsAt), now: Date.now() })
      render()
    },
    failed(error) {
      section.setAttribute('aria-busy', 'false')
      show(view, problem(error))
    },
  })
  filter.addEventListener('change', render)
  section.addEventListener('click', event => {
    const button = event.target instanceof Element ? event.target.closest('[data-token-action]') : null
    if (button instanceof HTMLElement) void act(button.dataset.tokenAction ?? '', button.dataset.token ?? '').then(now)
  })
  onSubmit('token-dialog', async form => {
    await add(form)
    now()
  })
}

/**
 * @param {string} action
 * @param {string} tokenId
 */
async function act(action, tokenId) {
  if (
    action === 'delete' &&
    !(await confirmed('Remove this token?', `${tokenId} and its secret are deleted. Jobs go on with the others.`, 'Remove'))
  )
    return
  const path = `/tokens/${encodeURIComponent(tokenId)}`
  await withToast(async () => {
    if (action === 'delete') await send(path, undefined, 'DELETE')
    else await send(`${path}/${action}`)
    return `${tokenId}: ${action}d.`
  })
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
  return h(
    'div.capacity',
    { 'data-key': 'capacity' },
    h(
      'p.capacity-figures',
      {},
      h('strong.big', {}, count(left)),
      ` of ${count(most)} requests left today`,
      h('span.hint', {}, ` · ${usable} of ${plural(total, 'token')} can serve`),
      fallback.tokens > 0 && h('span.hint', {}, ` · token file: ${count(fallback.available_capacity)} more`),
    ),
    bar({ share, level, label: 'Capacity left today', text: `${count(left)} of ${count(most)} requests left today` }),
    h('p.forecast', {}, forecast),
  )
}

/** @param {{ share: number, level: string, label: string, text: string }} bar */
export function bar({ share, level, label, text }) {
  const percent = Math.round(share * 10) / 10
  return h(
    `div.bar.${level}`,
    {
      role: 'progressbar',
      'aria-label': label,
      'aria-valuemin': 0,
      'aria-valuemax': 100,
      'aria-valuenow': percent,
      'aria-valuetext': text,
    },
    h('span', { style: { width: `${percent}%` } }),
  )
}

/**
 * @param {PoolStatus} status
 * @param {string} filter
 */
function tokensView(status, filter) {
  const wanted = status.token_details.filter(FILTERS[filter] ?? (() => true))
  const rows = wanted.toSorted((a, b) => (ORDER[a.status] ?? 9) - (ORDER[b.status] ?? 9) || b.score - a.score).slice(0, MOST_ROWS)
  if (rows.length === 0) {
    const text = status.total_tokens === 0 ? 'No token is registered yet: add one, and waiting jobs go on at once.' : 'No token matches.'
    return h('p.empty', { 'data-key': 'none' }, text)
  }
  const more = (filter === 'all' ? status.total_tokens : wanted.length) - rows.length
  return h(
    'div',
    { 'data-key': 'tokens' },
    h(
      'table.stacked',
      { role: 'table', 'aria-label': 'Tokens' },
      h(
        'thead',
        { role: 'rowgroup' },
        h(
          'tr',
          { role: 'row' },
          ...['Token', 'Status', 'Used today', 'Errors', 'Last used', 'Actions'].map(name =>
            h('th', { role: 'columnheader', scope: 'col' }, name),
          ),
        ),
      ),
      h('tbody', { role: 'rowgroup' }, ...rows.map(tokenRow)),
    ),
    more > 0 && h('p.hint', {}, `${count(more)} more; those that need attention come first. GET /tokens/status lists all.`),
  )
}

/** @param {Token} token */
function tokenRow(token) {
  const share = (token.daily_usage / Math.max(1, token.daily_limit)) * 100
  const cell = (/** @type {string} */ label, /** @type {import('./dom.js').Child[]} */ ...children) =>
    h('td', { role: 'cell', 'data-label': label }, ...children)
  const used = `${count(token.daily_usage)} / ${compact(token.daily_limit)}`
  const level = share >= 100 ? 'bad' : share >= 80 ? 'warn' : 'plain'
  return h(
    'tr',
    { role: 'row', 'data-key': `token-${token.token_id}` },
    h('th', { role: 'rowheader', scope: 'row', class: 'mono' }, token.token_id),
    cell('Status', h(`span.badge.${token.status}`, {}, token.status), token.excluded !== null && exclusionView(token.excluded)),
    cell(
      'Used today',
      h('span', {}, used),
      bar({ share: Math.min(100, share), level, label: `Used today by ${token.token_id}`, text: used }),
    ),
    cell(
      'Errors',
      h('span', {}, count(token.error_count)),
      token.last_error !== null && token.excluded === null && h('span.hint.clip', { title: token.last_error }, token.last_error),
    ),
    cell('Last used', ago(token.last_used)),
    h('td.actions', { role: 'cell' }, ...actions(token)),
  )
}

/** @param {NonNullable<Token['excluded']>} excluded */
function exclusionView({ reason, evidence, until }) {
  // These two name their deadline in the evidence itself.
  if (reason === 'disabled' || reason === 'expired') return h('p.exclusion.hint', {}, evidence)
  return h('div.exclusion', {}, h('p', {}, h('strong', {}, plain(reason)), `, until ${time(until)}`), h('p.hint', {}, evidence))
}

/** @param {Token} token */
function actions(token) {
  const button = (/** @type {string} */ action, /** @type {string} */ label) =>
    h(
      'button.small',
      { type: 'button', 'data-token-action': action, 'data-token': token.token_id, 'aria-label': `${label} ${token.token_id}` },
      label,
    )
  const on = token.status === 'active' || token.status === 'exhausted'
  return [on ? button('disable', 'Disable') : button('enable', 'Enable'), token.status !== 'active' && button('delete', 'Remove')]
}
