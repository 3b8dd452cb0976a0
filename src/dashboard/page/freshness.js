import { find } from './dom.js'
import { exactTime } from './words.js'

/** Figures that are older are said to be. */
const STALE_MS = 15_000
const LOOK_EVERY_MS = 1_000

/** When each part that is loaded again and again last was, in the browser's clock. @type {Map<object, number>} */
const loadedAt = new Map()
let state = 'healthy'
/** Nothing is loaded while nobody looks: only from here on can an answer be missed. */
let lookedAtSince = Date.now()

/**
 * A part of the page has figures of this moment.
 * @param {object} part
 */
export function isFresh(part) {
  loadedAt.set(part, Date.now())
  show()
}

/**
 * It is not shown any more: nobody waits for its figures.
 * @param {object} part
 */
export function forgetPart(part) {
  loadedAt.delete(part)
}

/**
 * What the tab's title says while the figures are fresh.
 * @param {string} word
 */
export function titleSays(word) {
  state = word
  show()
}

export function startFreshness() {
  setInterval(show, LOOK_EVERY_MS)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) lookedAtSince = Date.now()
  })
}

function show() {
  if (document.hidden) return
  const oldest = Math.min(...loadedAt.values())
  const stale = Date.now() - Math.max(lookedAtSince, Number.isFinite(oldest) ? oldest : 0) > STALE_MS
  const line = find('#as-of', HTMLElement)
  line.textContent = Number.isFinite(oldest) ? `as of ${exactTime(oldest)}` : ''
  const alert = find('#no-answer', HTMLElement)
  // Set once, not every second: a screen reader reads it out whenever it changes.
  if (alert.hidden === stale) {
    alert.hidden = !stale
    alert.textContent = stale
      ? `The service does not answer. ${line.textContent === '' ? '' : `What is shown is ${line.textContent}.`}`
      : ''
  }
  document.body.classList.toggle('stale', stale)
  const word = stale ? 'no answer' : state
  document.title = word === 'healthy' ? 'tokenwheel' : `(${word}) tokenwheel`
}
