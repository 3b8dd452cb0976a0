import { h } from './dom.js'
import { bar } from './tokens.js'
import { ago, count, duration, plain, plural, short, time } from './words.js'

/** @typedef {import('../../jobs/jobs.schemas.ts').JobView} Job */

const FINAL = ['completed', 'cancelled', 'failed']
/** @param {Job} job */
export const isFinal = job => FINAL.includes(job.status)

/** @param {Job} job */
export function jobView(job) {
  const share = job.total_emails === 0 ? 0 : (job.processed / job.total_emails) * 100
  const level = job.status === 'failed' ? 'bad' : job.status === 'waiting_for_capacity' || job.status === 'paused' ? 'warn' : 'good'
  const done = `${count(job.processed)} of ${count(job.total_emails)} addresses`
  return h(
    'li.job',
    { 'data-key': `job-${job.job_id}`, 'data-job-id': job.job_id, 'data-status': job.status },
    h(
      'div.job-head',
      {},
      h(
        'h3',
        {},
        h('span.mono', { title: job.job_id }, short(job.job_id)),
        h(`span.badge.${job.status}`, {}, statusWord(job)),
        job.priority !== 'NORMAL' && h('span.badge.outline', {}, job.priority),
      ),
      h('p.hint', {}, `created ${ago(job.created_at)}`),
    ),
    bar({ share, level, label: `Progress of job ${short(job.job_id)}`, text: done }),
    h(
      'p.job-figures',
      {},
      h('span', {}, h('strong', {}, `${job.progress_percentage}%`), ` ${done}`),
      h('span.ok', {}, `${count(job.successful)} found`),
      job.failed > 0 && h('span.fail', {}, `${count(job.failed)} failed`),
      etaView(job),
    ),
    waitingView(job),
    breakdownView(job),
    isFinal(job) ? false : lanesView(job),
    h('div.job-actions', {}, ...actions(job)),
  )
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
    return h('span.hint', {}, `took ${duration(Math.max(1, seconds))}`)
  }
  if (job.eta_seconds === null || job.eta_seconds <= 0) return false
  return h('span.hint', {}, `at least ${duration(job.eta_seconds)} left, until ${time(Date.now() + job.eta_seconds * 1000)}`)
}

/** @param {Job} job */
function waitingView({ waiting_reason: reason, waiting_until: until }) {
  if (reason === null && until === null) return false
  return h(
    'p.notice.warn',
    {},
    reason === null ? 'Waits.' : plain(reason),
    until !== null && ` It goes on at ${time(until)}, or as soon as a token is free.`,
  )
}

/** @param {Job} job */
function breakdownView({ error_breakdown: breakdown }) {
  const entries = Object.entries(breakdown).filter(([, number]) => number > 0)
  if (entries.length === 0) return false
  const chip = (/** @type {[string, number]} */ [type, number]) => h('li', {}, `${plain(type)} `, h('strong', {}, count(number)))
  return h('ul.chips', { 'aria-label': 'Errors by type' }, ...entries.toSorted((a, b) => b[1] - a[1]).map(chip))
}

/** @param {Job} job */
function lanesView({ lanes, token_switches: switches, requests_per_token: perToken }) {
  if (lanes.length === 0) return false
  return h(
    'details.lanes',
    {},
    h('summary', {}, `${plural(lanes.length, 'lane')}, ${plural(switches, 'token switch', 'token switches')}`),
    h(
      'ul',
      {},
      ...lanes.map(lane =>
        h('li', { class: 'mono' }, `lane ${lane.lane}: ${lane.token_id} ${lane.usage}/${Math.min(lane.reserved, perToken)}`),
      ),
    ),
  )
}

/** @param {Job} job */
function actions(job) {
  const button = (/** @type {string} */ action, /** @type {string} */ label, /** @type {string} */ kind = '') =>
    h(`button.small${kind}`, { type: 'button', 'data-job-action': action, 'aria-label': `${label}, job ${short(job.job_id)}` }, label)
  const running = job.status === 'processing' || job.status === 'pending' || job.status === 'waiting_for_capacity'
  return [
    running && job.requested === null && button('pause', 'Pause'),
    (job.status === 'paused' || job.requested === 'pause' || job.status === 'failed') && button('resume', 'Resume', '.primary'),
    isFinal(job) && job.failed > 0 && button('retry-failed', `Retry ${count(job.failed)} failed`),
    job.processed > 0 && button('download', 'Download CSV'),
    !isFinal(job) && job.requested !== 'cancel' && button('cancel', 'Cancel', '.quiet'),
    isFinal(job) && button('delete', 'Delete', '.quiet'),
  ]
}
