import { ApiError, get } from './api.js'
import { find, show } from './dom.js'
import { problem } from './polling.js'
import { linkTo } from './route.js'
import { html, nothing } from './vendor/lit-html/lit-html.js'
import { count, time } from './words.js'

/** @typedef {import('./job-view.js').Job} Job */
/** @typedef {import('./tokens.js').Token} Token */
/** @typedef {{ jobs: Job[], tokens: Token[], company: boolean }} Found */

const WHOLE_JOB = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i
/** Among so many of the newest jobs the beginning of an id is looked for. */
const PAGE = 500
const MOST_PAGES = 4
const MOST_TOKENS = 20

export function wireSearch() {
  const form = find('#search-form', HTMLFormElement)
  form.addEventListener('submit', event => {
    event.preventDefault()
    const text = String(new FormData(form).get('search')).trim()
    if (text !== '') location.hash = linkTo('search', text)
  })
}

/**
 * Whatever begins so, or is called so.
 * @param {HTMLElement} view
 * @param {string} text
 */
export function startSearchPage(view, text) {
  let ended = false
  show(view, html`<p class="hint">Looking for ${text} …</p>`)
  lookFor(text).then(
    found => ended || shown(view, text, found),
    error => ended || show(view, problem(error instanceof ApiError ? error : new ApiError(0, 'ERROR', String(error)))),
  )
  return {
    stop() {
      ended = true
    },
  }
}

/**
 * @param {string} text
 * @returns {Promise<Found>}
 */
async function lookFor(text) {
  // What this key may not see, or is not there, is not found.
  const orNone = (/** @type {unknown} */ error) => {
    if (error instanceof ApiError && [403, 404].includes(error.status)) return []
    throw error
  }
  const path = `/companies/${encodeURIComponent(text)}/tokens`
  const [jobs, tokens, keys] = await Promise.all([
    findJobs(text).catch(orNone),
    get(`/tokens/status?q=${encodeURIComponent(text)}&limit=${MOST_TOKENS}`).then(({ token_details: found }) => found, orNone),
    text.length > 50 ? [] : get(path).then(({ tokens: found }) => found, orNone),
  ])
  return { jobs, tokens, company: keys.length > 0 }
}

/**
 * @param {string} text
 * @returns {Promise<Job[]>}
 */
async function findJobs(text) {
  if (WHOLE_JOB.test(text)) return [await get(`/jobs/${text}`)]
  if (!/^[\da-f-]{4,}$/i.test(text)) return []
  /** @type {Job[]} */
  const found = []
  let cursor = ''
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { jobs, next_cursor: next } = await get(`/jobs?limit=${PAGE}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
    found.push(...jobs.filter((/** @type {Job} */ job) => job.job_id.startsWith(text.toLowerCase())))
    if (next === null) break
    cursor = next
  }
  return found
}

/**
 * @param {HTMLElement} view
 * @param {string} text
 * @param {Found} found
 */
function shown(view, text, { jobs, tokens, company }) {
  const links = [
    ...jobs.map(job => linkTo('job', job.job_id)),
    ...tokens.map(token => linkTo('token', token.token_id)),
    ...(company ? [linkTo('company', text)] : []),
  ]
  // The only one there is: nobody wants to choose it from a list.
  if (links.length === 1 && links[0] !== undefined) return location.replace(links[0])
  const entry = (/** @type {string} */ href, /** @type {string} */ name, /** @type {string} */ words) =>
    html`<li><a class="mono" href=${href}>${name}</a> <span class="hint">${words}</span></li>`
  show(
    view,
    html`
      <p><a href="#room">← Room</a></p>
      <h2>${links.length === 0 ? `Nothing begins with “${text}”` : `${count(links.length)} found for “${text}”`}</h2>
      ${links.length === 0 ? html`<p class="hint">Jobs are found by the beginning of their id, tokens by any part of it, companies by their whole name.</p>` : nothing}
      <ul class="needy">
        ${jobs.map(job => entry(linkTo('job', job.job_id), job.job_id, `job, ${job.status}, created ${time(job.created_at)}`))}
        ${tokens.map(token => entry(linkTo('token', token.token_id), token.token_id, `token, ${token.status}`))}
        ${company ? entry(linkTo('company', text), text, 'company') : nothing}
      </ul>`,
  )
}
