import { ApiError } from './api.js'
import { html } from './vendor/lit-html/lit-html.js'

/** @typedef {{ now: () => void }} Poller */

/** @type {Set<() => void>} */
const all = new Set()

/**
 * Loads again and again, one load at a time, not while the tab is hidden. What goes wrong is handed to the view: a page that shows old
 * figures without saying so is worse than one that shows none.
 * @template T
 * @param {{ everyMs: number, load: () => Promise<T>, loaded: (value: T) => void, failed: (error: ApiError) => void }} parts
 * @returns {Poller}
 */
export function poll({ everyMs, load, loaded, failed }) {
  let running = false
  let again = false
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer

  const run = async () => {
    clearTimeout(timer)
    if (running) {
      again = true
      return
    }
    running = true
    again = false
    let keyWanted = false
    try {
      loaded(await load())
    } catch (error) {
      keyWanted = error instanceof ApiError && error.status === 401
      failed(error instanceof ApiError ? error : new ApiError(0, 'ERROR', 'This part of the page could not be shown.'))
      if (!(error instanceof ApiError)) console.error(error)
    }
    running = false
    if (again) return run()
    // Without a key every further try would be refused as well; `pollAll` goes on once there is one.
    if (!document.hidden && !keyWanted) timer = setTimeout(run, everyMs)
  }
  all.add(() => void run())
  void run()
  return { now: () => void run() }
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
