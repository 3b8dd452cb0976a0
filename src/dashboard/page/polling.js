import { ApiError } from './api.js'
import { forgetPart, isFresh } from './freshness.js'
import { html } from './vendor/lit-html/lit-html.js'

/** @typedef {{ now: () => void, stop: () => void }} Poller */

/** @type {Set<() => void>} */
const all = new Set()

/**
 * Loads again and again, one load at a time, not while the tab is hidden. What the service refuses is handed to the view. Where it does not
 * answer at all, the last figures stay: they are what an operator has in that hour, and the page says how old they are.
 * @template T
 * @param {{ everyMs: number, load: () => Promise<T>, loaded: (value: T) => void, failed: (error: ApiError) => void }} parts
 * @returns {Poller}
 */
export function poll({ everyMs, load, loaded, failed }) {
  let running = false
  let again = false
  let shown = false
  let ended = false
  const part = {}
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer

  const run = async () => {
    clearTimeout(timer)
    if (ended) return
    if (running) {
      again = true
      return
    }
    running = true
    again = false
    let keyWanted = false
    try {
      const value = await load()
      if (ended) return
      loaded(value)
      shown = true
      isFresh(part)
    } catch (error) {
      if (ended) return
      keyWanted = error instanceof ApiError && error.status === 401
      const unanswered = error instanceof ApiError && error.status === 0
      if (!(unanswered && shown))
        failed(error instanceof ApiError ? error : new ApiError(0, 'ERROR', 'This part of the page could not be shown.'))
      if (!(error instanceof ApiError)) console.error(error)
      // A refusal is an answer of this moment.
      if (error instanceof ApiError && !unanswered) {
        shown = false
        isFresh(part)
      }
    }
    running = false
    if (again) return run()
    // Without a key every further try would be refused as well; `pollAll` goes on once there is one.
    if (!document.hidden && !keyWanted) timer = setTimeout(run, everyMs)
  }
  const now = () => void run()
  all.add(now)
  now()
  return {
    now,
    /** Nobody looks at it any more. */
    stop() {
      ended = true
      clearTimeout(timer)
      all.delete(now)
      forgetPart(part)
    },
  }
}

/** After a key was given, or the tab was looked at again. */
export function pollAll() {
  for (const run of all) run()
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) pollAll()
})

/** @param {ApiError} error */
export function problem(error) {
  const kind = error.status === 401 || error.status === 403 ? 'warn' : 'bad'
  return html`<p class="notice ${kind}">${error.status === 401 ? 'An API key is needed to show this.' : error.message}</p>`
}
