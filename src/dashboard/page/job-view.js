import { copyButton } from './copy.js'
import { linkTo } from './route.js'
import { barOf } from './tokens.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'
import { ago, count, duration, inLocalTime, plain, plural, short, time } from './words.js'

/** @typedef {import('../../jobs/jobs.schemas.ts').JobView} Job */

const FINAL = ['completed', 'cancelled', 'failed']
/** @param {Job} job */
export const isFinal = job => FINAL.includes(job.status)

/** @param {Job} job */
export function jobView(job) {
  const done = `${count(job.processed)} of ${count(job.total_emails)} addresses`
  const id = short(job.job_id)
  return html`
    <li class="job" data-job-id=${job.job_id} data-status=${job.status}>
      <div class="job-head">
        <h3>
          <a class="mono" href=${linkTo('job', job.job_id)} title=${job.job_id}>${id}</a>${copyButton(job.job_id)}
          <span class="badge ${job.status}">${statusWord(job)}</span>
          ${job.priority === 'NORMAL' ? nothing : html`<span class="badge outline">${job.priority}</span>`}
        </h3>
        <p class="hint">created ${ago(job.created_at)}</p>
      </div>
      ${barOf({ parts: partsOf(job), label: `Progress of job ${id}`, text: `${done}, ${count(job.failed)} of them failed` })}
      <p class="job-figures">
        <span><strong>${job.progress_percentage}%</strong> ${done}</span>
        <span class="ok">${count(job.successful)} found</span>
        ${job.failed > 0 ? html`<span class="fail">${count(job.failed)} failed</span>` : nothing}
        ${etaView(job)}
      </p>
      ${waitingView(job)} ${breakdownView(job)} ${isFinal(job) ? nothing : lanesView(job)}
      <div class="job-actions" data-needs="jobs">${actions(job)}</div>
    </li>`
}

/**
 * Found, failed, and between two snapshots those of which only the number is known. A job that has ended badly is not green at its end.
 * @param {Job} job
 */
function partsOf({ total_emails: total, processed, successful, failed }) {
  const share = (/** @type {number} */ number) => (total === 0 ? 0 : (number / total) * 100)
  return [
    { share: share(successful), level: 'good' },
    { share: share(failed), level: 'bad' },
    { share: share(Math.max(0, processed - successful - failed)), level: 'plain' },
  ]
}

/** @param {Job} job */
function statusWord({ status, requested }) {
  if (requested === 'pause') return 'pausing…'
  if (requested === 'cancel') return 'cancelling…'
  return status === 'waiting_for_capacity' ? 'waiting for capacity' : status
}

/** @param {Job} job */
function etaView(job) {
  if (job.finished_at !== null && job.started_at !== null) {
    const seconds = (Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000
    return html`<span class="hint">took ${duration(Math.max(1, seconds))}</span>`
  }
  if (job.eta_seconds === null || job.eta_seconds <= 0) return nothing
  const until = time(Date.now() + job.eta_seconds * 1000)
  return html`<span class="hint">about ${duration(job.eta_seconds)} left, until ${until}</span>`
}

/** @param {Job} job */
function waitingView({ waiting_reason: reason, waiting_until: until, error }) {
  if (error !== null) return html`<p class="notice warn">${plain(error)}</p>`
  if (reason === null && until === null) return nothing
  const next = until === null ? '' : ` It goes on at ${time(until)}, or as soon as a token is free.`
  return html`<p class="notice warn">${reason === null ? 'Waits.' : inLocalTime(plain(reason))}${next}</p>`
}

/** @param {Job} job */
function breakdownView({ error_breakdown: breakdown }) {
  const entries = Object.entries(breakdown).filter(([, number]) => number > 0)
  if (entries.length === 0) return nothing
  const chip = (/** @type {[string, number]} */ [type, number]) => html`<li>${plain(type)} <strong>${count(number)}</strong></li>`
  return html`<ul class="chips" aria-label="Errors by type">${entries.toSorted((a, b) => b[1] - a[1]).map(chip)}</ul>`
}

/** @param {Job} job */
function lanesView({ lanes, token_switches: switches, requests_per_token: perToken }) {
  if (lanes.length === 0) return nothing
  const view = (/** @type {Job['lanes'][number]} */ { lane, token_id: token, usage, reserved }) =>
    html`<li class="mono">lane ${lane}: ${token} ${usage}/${Math.min(reserved, perToken)}</li>`
  return html`
    <details class="lanes">
      <summary>${plural(lanes.length, 'lane')}, ${plural(switches, 'token switch', 'token switches')}</summary>
      <ul>${lanes.map(view)}</ul>
    </details>`
}

/**
 * Each button has its own place, shown or not: it never turns into another one under the focus.
 * @param {Job} job
 */
function actions(job) {
  const id = short(job.job_id)
  const button = (/** @type {boolean} */ offered, /** @type {string} */ action, /** @type {string} */ label, kind = '') =>
    offered
      ? html`<button type="button" class="small ${kind}" data-job-action=${action} aria-label="${label}, job ${id}">${label}</button>`
      : nothing
  const running = job.status === 'processing' || job.status === 'pending' || job.status === 'waiting_for_capacity'
  const resumable = job.status === 'paused' || job.requested === 'pause' || job.status === 'failed'
  return [
    button(running && job.requested === null, 'pause', 'Pause'),
    button(resumable, 'resume', 'Resume', 'primary'),
    button(isFinal(job) && job.failed > 0, 'retry-failed', `Retry ${count(job.failed)} failed`),
    button(job.processed > 0, 'download', 'Download CSV'),
    button(!isFinal(job) && job.requested !== 'cancel', 'cancel', 'Cancel', 'quiet'),
    button(isFinal(job), 'delete', 'Delete', 'quiet'),
  ]
}
