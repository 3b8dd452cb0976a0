import { ApiError, get } from './api.js'
import { find, show } from './dom.js'
import { poll, problem } from './polling.js'
import { linkTo } from './route.js'
import { bar } from './tokens.js'
import { plotUsage } from './usage-plot.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'
import { compact, count, plain, time } from './words.js'

/** @typedef {{ group: string | null, extractions: number, total_tokens: number, requests: number }} UsageRow */
/** @typedef {{ token_id: number, company_id: string, provider: string | null, model: string | null, base_url: string | null, status: string, total_token_limit: number | null, total_used_tokens: number, total_remaining_tokens: number | null, threshold: number, resting: { reason: string | null, until: string } | null }} Key */
/** @typedef {{ company: string, rows: UsageRow[], keys: Key[] }} CompanyUsage */

const REMEMBERED = 'tokenwheel.companies'
const MOST_REMEMBERED = 20
/** Lines beyond this cannot be told apart. */
const MOST_COMPANIES = 6
const DAY_MS = 86_400_000
/** More than anybody reads; the field takes the others by name. */
const MOST_LISTED = 200
const EVERY_MS = 60_000

/** @typedef {{ company_id: string, company_name: string | null, usable: boolean, message: string | null, total_tokens: number, usable_tokens: number, resting_tokens: number, total_used_tokens: number, total_remaining_tokens: number }} Company */

export function startUsage() {
  const form = find('#usage-form', HTMLFormElement)
  const view = find('#usage [data-view]', HTMLElement)
  const plot = find('#usage-plot', HTMLElement)
  const input = find('[name=companies]', HTMLInputElement, form)
  /** @type {{ usages: CompanyUsage[], days: string[] } | undefined} */
  let latest
  const draw = () => latest !== undefined && void plotUsage(plot, latest.usages, latest.days)

  const load = async () => {
    const companies = [...new Set(input.value.split(/[\s,;]+/).filter(name => name !== ''))].slice(0, MOST_COMPANIES)
    if (companies.length === 0) {
      latest = undefined
      plot.hidden = true
      return void showList()
    }
    const days = lastDays(Number(new FormData(form).get('days')))
    try {
      const usages = await Promise.all(companies.map(company => loadCompany(company, days[0] ?? '')))
      for (const company of companies) rememberCompany(company)
      latest = { usages, days: withLaterDays(days, usages) }
      show(view, keysView(usages), usageTable(usages))
      draw()
    } catch (error) {
      latest = undefined
      plot.hidden = true
      const kind = error instanceof ApiError && error.status === 403 ? 'warn' : 'bad'
      show(view, html`<p class="notice ${kind}" role="alert">${error instanceof Error ? error.message : String(error)}</p>`)
    }
  }

  /** @type {unknown} */
  let list = nothing
  const showList = () => {
    if (latest === undefined) show(view, list)
  }
  poll({
    everyMs: EVERY_MS,
    load: () => get(`/companies?limit=${MOST_LISTED}`),
    loaded: (/** @type {{ companies: Company[], next_cursor: string | null }} */ { companies, next_cursor: more }) => {
      offered = companies.map(({ company_id: id }) => id)
      showOffered()
      list = companiesView(companies, more !== null)
      showList()
    },
    failed: error => {
      list = problem(error)
      showList()
    },
  })

  form.addEventListener('submit', event => {
    event.preventDefault()
    void load()
  })
  document.addEventListener('theme', draw)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)
  new ResizeObserver(draw).observe(plot.parentElement ?? plot)
  input.value = remembered().slice(0, 3).join(', ')
  showOffered()
}

/** @param {Company} company */
const servesNow = ({ usable, usable_tokens: keys, resting_tokens: resting }) => usable && resting < keys

/** @param {Company} company */
function stateView(company) {
  const { usable, resting_tokens: resting, message } = company
  if (!usable) return html`<span class="badge excluded">cannot</span> ${message ?? ''}`
  if (!servesNow(company)) return html`<span class="badge paused">rests</span> Its keys are out of quota for now.`
  return resting === 0 ? 'can extract' : `can extract; ${count(resting)} ${resting === 1 ? 'key rests' : 'keys rest'}, out of quota`
}

/**
 * @param {Company[]} companies
 * @param {boolean} more
 */
function companiesView(companies, more) {
  if (companies.length === 0) return html`<p class="empty">No company has an AI key yet.</p>`
  const unserved = companies.filter(company => !servesNow(company)).length
  const row = (/** @type {Company} */ company) => html`
    <tr>
      <td><a href=${linkTo('company', company.company_id)}>${company.company_id}</a>${company.company_name === null ? nothing : html` <span class="hint">${company.company_name}</span>`}</td>
      <td>${stateView(company)}</td>
      <td class="number">${count(company.usable_tokens)} of ${count(company.total_tokens)}</td>
      <td class="number">${compact(company.total_used_tokens)}</td>
      <td class="number">${compact(company.total_remaining_tokens)}</td>
    </tr>`
  const which = more ? `the first ${count(companies.length)}` : count(companies.length)
  const title =
    unserved === 0
      ? `Every company${more ? ` of ${which}` : ''} has a key that can serve now.`
      : `${unserved} of ${which} companies ${unserved === 1 ? 'has' : 'have'} no key that can serve now.`
  return html`
    <h3>${title}</h3>
    ${more ? html`<p class="hint">There are more companies, and it is not known here whether they can be served: name them above.</p>` : nothing}
    <div class="scroll" tabindex="0" role="region" aria-label="State of each">
      <table class="lines">
        <thead>
          <tr>
            <th scope="col">Company</th>
            <th scope="col">State</th>
            <th scope="col" class="number">Usable keys</th>
            <th scope="col" class="number">AI tokens used</th>
            <th scope="col" class="number">left</th>
          </tr>
        </thead>
        <tbody>${companies.toSorted((a, b) => Number(servesNow(a)) - Number(servesNow(b))).map(row)}</tbody>
      </table>
    </div>`
}

/**
 * @param {string} company
 * @param {string} from
 * @returns {Promise<CompanyUsage>}
 */
export async function loadCompany(company, from) {
  const path = `/companies/${encodeURIComponent(company)}`
  const [usage, keys] = await Promise.all([get(`${path}/usage?group=day&from=${from}`), get(`${path}/tokens`)])
  return { company, rows: usage.rows, keys: keys.tokens }
}

/** @param {number} number of days up to today, in UTC */
function lastDays(number) {
  const today = Date.now()
  return Array.from({ length: number }, (_, index) => new Date(today - (number - 1 - index) * DAY_MS).toISOString().slice(0, 10))
}

/**
 * Where usage is kept in local time a day may have begun there that has not in UTC.
 * @param {string[]} days
 * @param {CompanyUsage[]} usages
 */
function withLaterDays(days, usages) {
  const last = days.at(-1) ?? ''
  const used = usages.flatMap(({ rows }) => rows.map(({ group }) => group ?? ''))
  return [...days, ...new Set(used.filter(day => day > last).sort())]
}

/** @param {CompanyUsage[]} usages */
export function keysView(usages) {
  const keys = usages.flatMap(usage => usage.keys)
  if (keys.length === 0) return html`<p class="empty">No AI key is registered for these companies.</p>`
  const urgency = (/** @type {Key} */ key) => 2 * Number(isLow(key)) + Number(key.resting !== null)
  const lowFirst = keys.toSorted((a, b) => urgency(b) - urgency(a))
  return html`<div><h3>${keysTitle(keys)}</h3><ul class="keys">${lowFirst.map(keyView)}</ul></div>`
}

/**
 * A key that rests is above its threshold and serves nobody all the same.
 * @param {Key[]} keys
 */
function keysTitle(keys) {
  const low = keys.filter(isLow).length
  const resting = keys.filter(key => key.resting !== null).length
  if (resting === keys.length) return resting === 1 ? 'The only key rests for now.' : 'All keys rest for now.'
  const rest = resting === 0 ? '' : `; ${resting} ${resting === 1 ? 'rests' : 'rest'} for now`
  const none = keys.some(mayServe) ? '' : 'No key can serve now: '
  if (low > 0) return `${none}${low} of ${keys.length} keys ${low === 1 ? 'needs' : 'need'} attention${rest}.`
  return `All keys are above their threshold${rest}.`
}

/** @param {Key} key */
const mayServe = ({ status, resting }) => resting === null && ['Active', 'BelowThreshold'].includes(status)

/** @param {Key} key */
const isLow = key => key.status !== 'Active' || (key.total_remaining_tokens !== null && key.total_remaining_tokens < key.threshold)

/** @param {Key} key */
function keyView({
  token_id: id,
  company_id: company,
  provider,
  model,
  base_url: address,
  status,
  total_token_limit: limit,
  total_used_tokens: used,
  total_remaining_tokens: left,
  threshold,
  resting,
}) {
  const share = limit === null || limit === 0 ? 0 : Math.max(0, Math.min(100, ((left ?? 0) / limit) * 100))
  const level = left !== null && left < threshold ? 'bad' : 'good'
  const words =
    limit === null
      ? `${count(used)} used, no limit`
      : `${count(left ?? 0)} of ${count(limit)} AI tokens left, threshold ${count(threshold)}`
  const badge = resting === null && status === 'Active' ? 'active' : ['Active', 'BelowThreshold'].includes(status) ? 'paused' : 'excluded'
  const rest = resting === null ? '' : `; rests until ${time(resting.until)} (${plain(resting.reason ?? 'out of quota')})`
  return html`
    <li class="key">
      <div class="key-head">
        <strong><a href=${linkTo('company', company)}>${company}</a> · key ${id}</strong>
        <span class="hint">${[provider ?? 'default provider', model, address].filter(Boolean).join(' · ')}</span>
        <span class="badge ${badge}">${status}${resting === null ? '' : ', rests'}</span>
      </div>
      ${limit === null ? nothing : bar({ share, level, label: `AI tokens left of key ${id}`, text: words })}
      <p class="hint">${words}${rest}</p>
    </li>`
}

/** @param {CompanyUsage[]} usages */
export function usageTable(usages) {
  const rows = usages
    .flatMap(({ company, rows: days }) => days.map(day => ({ company, ...day })))
    .toSorted((a, b) => (b.group ?? '').localeCompare(a.group ?? ''))
  if (rows.length === 0) return html`<p class="empty">Nothing was used in these days.</p>`
  const row = (/** @type {UsageRow & { company: string }} */ { group, company, extractions, total_tokens: total }) => html`
    <tr><td>${group}</td><td>${company}</td><td class="number">${count(extractions)}</td><td class="number">${compact(total)}</td></tr>`
  return html`
    <details>
      <summary>The figures as a table</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Usage by day">
        <table class="lines">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Company</th>
              <th scope="col" class="number">Extractions</th>
              <th scope="col" class="number">AI tokens</th>
            </tr>
          </thead>
          <tbody>${rows.map(row)}</tbody>
        </table>
      </div>
    </details>`
}

/** @returns {string[]} */
function remembered() {
  const stored = JSON.parse(sessionStorage.getItem(REMEMBERED) ?? '[]')
  return Array.isArray(stored) ? stored : []
}

/** @param {string} company offered from now on wherever a company is asked for, in this tab */
export function rememberCompany(company) {
  const list = [company, ...remembered().filter(name => name !== company)].slice(0, MOST_REMEMBERED)
  sessionStorage.setItem(REMEMBERED, JSON.stringify(list))
  showOffered()
}

/** @type {string[]} Companies with a key, as the service lists them. */
let offered = []

function showOffered() {
  const names = new Set([...remembered(), ...offered])
  show(find('#companies', HTMLDataListElement), ...[...names].map(company => html`<option value=${company}></option>`))
}
