import { headView } from './detail-parts.js'
import { show } from './dom.js'
import { poll, problem } from './polling.js'
import { keysView, loadCompany, rememberCompany, usageTable } from './usage.js'
import { html } from './vendor/lit-html/lit-html.js'
import { compact, count } from './words.js'

/** @typedef {import('./usage.js').CompanyUsage} CompanyUsage */

const EVERY_MS = 30_000
const DAYS = 30
const DAY_MS = 86_400_000

/**
 * One company: its keys, and what was extracted with them.
 * @param {HTMLElement} view
 * @param {string} company
 */
export function startCompanyPage(view, company) {
  return poll({
    everyMs: EVERY_MS,
    load: () => loadCompany(company, new Date(Date.now() - DAYS * DAY_MS).toISOString().slice(0, 10)),
    loaded: (/** @type {CompanyUsage} */ usage) => {
      rememberCompany(company)
      show(view, headView('Company', company), totalsView(usage), keysView([usage]), usageTable([usage]))
    },
    failed: error => show(view, headView('Company', company), problem(error)),
  })
}

/** @param {CompanyUsage} usage */
function totalsView({ rows }) {
  const extractions = rows.reduce((sum, row) => sum + row.extractions, 0)
  const tokens = rows.reduce((sum, row) => sum + row.total_tokens, 0)
  return html`<p><strong class="big">${count(extractions)}</strong> extractions in ${DAYS} days, ${compact(tokens)} AI tokens</p>`
}
