import { get } from './api.js'
import { factsView, headView } from './detail-parts.js'
import { show, throttled } from './dom.js'
import { follow } from './events.js'
import { historyView } from './job-history-view.js'
import { isFinal, jobView } from './job-view.js'
import { actOnJob, advanced } from './jobs.js'
import { poll, problem } from './polling.js'
import { linkTo } from './route.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'
import { count, plain, time } from './words.js'

/** @typedef {import('./job-view.js').Job} Job */
/** @typedef {import('../../jobs/jobs.schemas.ts').ResultsView} Results */
/** @typedef {import('../../jobs/jobs.schemas.ts').JobHistoryView} History */

const EVERY_MS = 5_000
const PAGE = 50

/**
 * One job: how far it is, its addresses with their errors, and what happens in it.
 * @param {HTMLElement} view
 * @param {string} jobId
 */
export function startJobPage(view, jobId) {
  const page = new JobPage(view, jobId)
  return { stop: () => page.stop() }
}

class JobPage {
  #view
  #jobId
  /** @type {Job | undefined} */
  #job
  /** @type {Results | undefined} */
  #results
  #refused = ''
  #filter = ''
  /** Where each page that was turned over began; the last one is shown. @type {string[]} */
  #cursors = ['']
  /** Null where it cannot be read. @type {History | null} */
  #history = null
  #allSwitches = false
  #ended = new AbortController()
  #render = throttled(() => this.#draw())
  #poller

  /**
   * @param {HTMLElement} view
   * @param {string} jobId
   */
  constructor(view, jobId) {
    this.#view = view
    this.#jobId = jobId
    this.#poller = poll({
      everyMs: EVERY_MS,
      load: () =>
        Promise.all([
          get(`/jobs/${encodeURIComponent(jobId)}`),
          this.#loadResults(),
          get(`/jobs/${encodeURIComponent(jobId)}/history`).catch(() => null),
        ]),
      loaded: (/** @type {[Job, Results | undefined, History | null]} */ [job, results, history]) => {
        if (this.#job === undefined && !isFinal(job)) void this.#follow()
        this.#job = job
        this.#results = results
        this.#history = history
        this.#render()
      },
      failed: error => show(view, headView('Job', jobId), problem(error)),
    })
    const { signal } = this.#ended
    view.addEventListener('click', event => this.#clicked(event), { signal })
    view.addEventListener('change', event => this.#filtered(event), { signal })
  }

  stop() {
    this.#poller.stop()
    this.#ended.abort()
  }

  /** Who may watch a job need not open it: then its figures are shown without its addresses. */
  async #loadResults() {
    const cursor = this.#cursors.at(-1) ?? ''
    const query = [`limit=${PAGE}`, this.#filter, cursor === '' ? '' : `cursor=${encodeURIComponent(cursor)}`].filter(part => part !== '')
    try {
      this.#refused = ''
      return await get(`/jobs/${encodeURIComponent(this.#jobId)}/results?${query.join('&')}`)
    } catch (error) {
      const { status = 0, message = '' } = /** @type {{ status?: number, message?: string }} */ (error)
      if (status !== 403 && status !== 404) throw error
      this.#refused = message
    }
  }

  async #follow() {
    await follow(`/jobs/${encodeURIComponent(this.#jobId)}/events`, this.#ended.signal, ({ type, data }) => {
      if (type === 'progress' && this.#job !== undefined) this.#job = advanced(this.#job, data.processed)
      if (type === 'status' || type === 'finished' || type === 'verdict') this.#poller.now()
      this.#render()
    })
  }

  #draw() {
    const job = this.#job
    if (job === undefined || this.#ended.signal.aborted) return
    show(
      this.#view,
      headView('Job', job.job_id),
      html`<ul class="jobs">${jobView(job)}</ul>`,
      jobFacts(job),
      this.#addresses(job),
      historyView(this.#history, this.#allSwitches),
    )
  }

  /** @param {Job} job */
  #addresses(job) {
    const types = Object.keys(job.error_breakdown)
    const option = (/** @type {string} */ value, /** @type {string} */ label) =>
      html`<option value=${value} ?selected=${value === this.#filter}>${label}</option>`
    const results = this.#results
    return html`
      <div class="card-head">
        <h3>Addresses</h3>
        <label class="inline">Show
          <select data-filter>
            ${option('', 'all')} ${option('success=true', 'found')} ${option('success=false', 'failed')}
            ${types.map(type => option(`error_type=${type}`, plain(type)))}
          </select>
        </label>
      </div>
      ${results === undefined ? html`<p class="hint">${this.#refused}</p>` : resultsView(results)}
      <div class="job-actions">
        ${this.#cursors.length > 1 ? html`<button type="button" class="small" data-turn="back">Page before</button>` : nothing}
        ${results?.next_cursor ? html`<button type="button" class="small" data-turn="on">Next page</button>` : nothing}
      </div>`
  }

  /** @param {Event} event */
  #filtered(event) {
    if (!(event.target instanceof HTMLSelectElement)) return
    this.#filter = event.target.value
    this.#cursors = ['']
    this.#poller.now()
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest('[data-turn], [data-all-switches], [data-job-action]') : null
    if (!(button instanceof HTMLElement)) return
    const { turn, allSwitches, jobAction = '' } = button.dataset
    if (allSwitches !== undefined) {
      this.#allSwitches = true
      this.#render()
      return
    }
    if (turn === 'back') this.#cursors.pop()
    else if (turn === 'on') this.#cursors.push(this.#results?.next_cursor ?? '')
    if (turn !== undefined) this.#poller.now()
    else
      void actOnJob(jobAction, this.#jobId).then(done => {
        if (done && jobAction === 'delete') location.hash = '#jobs'
        else this.#poller.now()
      })
  }
}

/** @param {Job} job */
function jobFacts(job) {
  return factsView([
    ['Token now', job.current_token_id],
    ['Requests of its block', job.current_token_id === null ? null : count(job.token_requests_made)],
    ['Token switches', count(job.token_switches)],
    ['Started', job.started_at === null ? null : time(job.started_at)],
    ['Finished', job.finished_at === null ? null : time(job.finished_at)],
  ])
}

/** @param {Results} results */
function resultsView({ results }) {
  if (results.length === 0) return html`<p class="empty">No address is like this.</p>`
  const row = (
    /** @type {Results['results'][number]} */ {
      email_number: number,
      email,
      success,
      error,
      error_type: type,
      token_used: token,
      attempts,
    },
  ) => html`
    <tr>
      <td class="number">${number}</td>
      <td class="mono">${email}</td>
      <td>${success ? html`<span class="badge completed">found</span>` : html`<span class="badge failed">${plain(type ?? 'failed')}</span>`}</td>
      <td>${error ?? ''}</td>
      <td>${token === null ? '' : html`<a class="mono" href=${linkTo('token', token)}>${token.slice(0, 12)}</a>`}</td>
      <td class="number">${attempts}</td>
    </tr>`
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Addresses of the job">
      <table class="lines">
        <thead>
          <tr>
            <th scope="col" class="number">No.</th>
            <th scope="col">Address</th>
            <th scope="col">Outcome</th>
            <th scope="col">Why</th>
            <th scope="col">Token</th>
            <th scope="col" class="number">Calls</th>
          </tr>
        </thead>
        <tbody>${results.map(row)}</tbody>
      </table>
    </div>`
}
