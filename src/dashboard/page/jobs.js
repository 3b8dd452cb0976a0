import { download, get, send } from './api.js'
import { confirmed, toast, withToast } from './dialogs.js'
import { find, show, throttled } from './dom.js'
import { follow } from './events.js'
import { wireJobForm } from './job-form.js'
import { isFinal, jobView } from './job-view.js'
import { poll, problem } from './polling.js'
import { repeat } from './vendor/lit-html/directives/repeat.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'

/** @typedef {import('./job-view.js').Job} Job */

const EVERY_MS = 5_000
const PAGE = 20
const MOST_JOBS = 100
/** A browser opens six connections to one host; the others must stay free for requests. */
const MOST_STREAMS = 3

/** What the section shows: a bounded list, of which the first running jobs are followed live. */
class JobsSection {
  #section = find('#jobs', HTMLElement)
  #view = find('[data-view]', HTMLElement, this.#section)
  #filter = find('#job-filter', HTMLSelectElement)
  /** @type {Job[]} */
  #jobs = []
  /** @type {string | null} */
  #nextCursor = null
  #limit = PAGE
  /** @type {Map<string, AbortController>} */
  #streams = new Map()
  #render = throttled(() => this.#show())
  #poller

  constructor() {
    this.#poller = poll({
      everyMs: EVERY_MS,
      load: () => get(`/jobs?limit=${this.#limit}${this.#filter.value === '' ? '' : `&status=${this.#filter.value}`}`),
      loaded: (/** @type {{ jobs: Job[], next_cursor: string | null }} */ { jobs, next_cursor }) => {
        this.#section.setAttribute('aria-busy', 'false')
        this.#jobs = jobs
        this.#nextCursor = next_cursor
        this.#followRunning()
        this.#render()
      },
      failed: error => {
        this.#section.setAttribute('aria-busy', 'false')
        show(this.#view, problem(error))
      },
    })
    this.#filter.addEventListener('change', () => this.#poller.now())
    this.#section.addEventListener('click', event => this.#clicked(event))
    wireJobForm(() => this.#poller.now())
  }

  #show() {
    if (this.#jobs.length === 0) {
      const text = this.#filter.value === '' ? 'No job yet. Create one from a list of addresses.' : 'No job is in this state.'
      show(this.#view, html`<p class="empty">${text}</p>`)
      return
    }
    const more = this.#nextCursor !== null && this.#limit < MOST_JOBS
    const list = html`<ul class="jobs">${repeat(this.#jobs, job => job.job_id, jobView)}</ul>`
    const button = more ? html`<button type="button" class="quiet" data-job-action="more">Show older jobs</button>` : nothing
    show(this.#view, list, button)
  }

  #followRunning() {
    const open = this.#jobs.filter(job => !isFinal(job) && job.status !== 'paused')
    const running = open.toSorted((a, b) => Number(b.status === 'processing') - Number(a.status === 'processing')).slice(0, MOST_STREAMS)
    const wanted = new Set(running.map(job => job.job_id))
    for (const [jobId, controller] of this.#streams) if (!wanted.has(jobId)) controller.abort()
    for (const jobId of wanted) if (!this.#streams.has(jobId)) void this.#follow(jobId)
  }

  /** @param {string} jobId */
  async #follow(jobId) {
    const controller = new AbortController()
    this.#streams.set(jobId, controller)
    try {
      await follow(`/jobs/${jobId}/events`, controller.signal, event => this.#happened(jobId, event))
    } finally {
      this.#streams.delete(jobId)
    }
  }

  /**
   * @param {string} jobId
   * @param {import('./events.js').ServerEvent} event
   */
  #happened(jobId, { type, data }) {
    const index = this.#jobs.findIndex(job => job.job_id === jobId)
    const job = this.#jobs[index]
    if (job === undefined) return
    if (type === 'snapshot') this.#jobs[index] = data
    else if (type === 'progress') this.#jobs[index] = advanced(job, data.processed)
    else if (type === 'status' || type === 'finished') this.#poller.now()
    this.#render()
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest('[data-job-action]') : null
    if (!(button instanceof HTMLElement)) return
    const action = button.dataset.jobAction ?? ''
    if (action === 'more') {
      this.#limit = Math.min(MOST_JOBS, this.#limit + PAGE)
      this.#poller.now()
      return
    }
    const jobId = button.closest('li')?.dataset.jobId ?? ''
    void actOnJob(action, jobId).then(() => this.#poller.now())
  }
}

/**
 * Between two snapshots only the count is known; found and failed follow with the next one.
 * @param {Job} job
 * @param {number} processed
 * @returns {Job}
 */
export function advanced(job, processed) {
  if (isFinal(job) || processed <= job.processed) return job
  const share = job.total_emails === 0 ? 0 : Math.floor((processed / job.total_emails) * 1000) / 10
  return { ...job, processed, remaining: Math.max(0, job.total_emails - processed), progress_percentage: share }
}

/**
 * @param {string} action
 * @param {string} jobId
 * @returns {Promise<boolean>} whether it was done
 */
export async function actOnJob(action, jobId) {
  if (
    action === 'cancel' &&
    !(await confirmed('Cancel this job?', 'What is fetched stays; the remaining addresses are not looked up.', 'Cancel the job'))
  )
    return false
  if (action === 'delete' && !(await confirmed('Delete this job?', 'The job and all its results are deleted for good.', 'Delete')))
    return false
  let done = false
  await withToast(async () => {
    if (action === 'download') return void (await download(`/jobs/${jobId}/results`, 'text/csv', `${jobId}.csv`))
    if (action === 'delete') {
      await send(`/jobs/${jobId}`, undefined, 'DELETE')
      done = true
      return
    }
    const answer = await send(`/jobs/${jobId}/${action}`)
    done = true
    if (action === 'retry-failed') toast(`A new job looks up ${answer.total_emails} addresses again.`)
  })
  return done
}

export function startJobs() {
  new JobsSection()
}
