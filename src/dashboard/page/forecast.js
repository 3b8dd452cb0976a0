import { count, duration, time } from './words.js'

/** @typedef {{ available: number, used: number, resetsAt: number, now: number }} Capacity */

/** The pace is judged over the last ten minutes that the page has seen, once it has seen half a minute. */
const WINDOW_MS = 600_000
const ENOUGH_MS = 30_000
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** Keeps what was used when, and says how long the rest lasts. */
export function createForecast() {
  /** @type {{ at: number, used: number }[]} */
  let seen = []

  return {
    /**
     * @param {Capacity} capacity
     * @returns {string}
     */
    words(capacity) {
      const { now, used } = capacity
      // Usage falls at the reset of the day: what was seen before says nothing about today.
      if ((seen.at(-1)?.used ?? 0) > used) seen = []
      seen.push({ at: now, used })
      seen = seen.filter(sample => now - sample.at <= WINDOW_MS)
      return inWords(capacity, paceOf(seen, capacity))
    },
  }
}

/**
 * Requests per millisecond: as seen lately, else the average of the day so far.
 * @param {{ at: number, used: number }[]} seen
 * @param {Capacity} capacity
 */
function paceOf(seen, { now, used, resetsAt }) {
  const first = seen[0]
  if (first !== undefined && now - first.at >= ENOUGH_MS) return { perMs: (used - first.used) / (now - first.at), lately: true }
  const sinceReset = Math.max(MINUTE_MS, now - (resetsAt - DAY_MS))
  return { perMs: used / sinceReset, lately: false }
}

/**
 * @param {Capacity} capacity
 * @param {{ perMs: number, lately: boolean }} pace
 */
function inWords({ available, resetsAt, now }, { perMs, lately }) {
  const reset = `the reset at ${time(resetsAt)} (in ${duration((resetsAt - now) / 1000)})`
  if (available <= 0) return `Nothing is left. It goes on after ${reset}, or when a token is added.`
  if (perMs <= 0) return `Nothing is being used right now; ${count(available)} requests are left until ${reset}.`
  const perMinute = perMs * MINUTE_MS
  const rate = `${perMinute < 10 ? Math.round(perMinute * 10) / 10 : count(Math.round(perMinute))} per minute`
  const pace = lately ? `At this pace (${rate})` : `At today's average pace (${rate})`
  const emptyAt = now + available / perMs
  if (emptyAt < resetsAt)
    return `${pace} the pool lasts until ${time(emptyAt)}, in ${duration((emptyAt - now) / 1000)}; ${reset} refills it.`
  const left = Math.round(available - perMs * (resetsAt - now))
  return `${pace} the pool lasts past ${reset}; about ${count(left)} requests would be left over.`
}
