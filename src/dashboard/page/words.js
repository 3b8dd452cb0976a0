/** Numbers, times and durations in words. */

const numbers = new Intl.NumberFormat('en')
const compactNumbers = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
const clockTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const clockTimeWithSeconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const dayAndTime = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
const FAR_FUTURE_YEAR = 9000

/** @param {number} value */
export const count = value => numbers.format(value)
/** @param {number} value */
export const compact = value => compactNumbers.format(value)
/**
 * @param {number} value
 * @param {string} one
 * @param {string} [many]
 */
export const plural = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`
  if (seconds < 86_400) {
    const minutes = Math.round((seconds % 3600) / 60)
    return `${Math.floor(seconds / 3600)} h${minutes === 0 ? '' : ` ${minutes} min`}`
  }
  const days = Math.round(seconds / 86_400)
  return plural(days, 'day')
}

/**
 * The time where it is today, else with its day; the year 9999 is nobody's appointment.
 * @param {string | number} instant
 */
export function time(instant) {
  const date = new Date(instant)
  if (date.getFullYear() > FAR_FUTURE_YEAR) return 'an operator enables it'
  return (date.toDateString() === new Date().toDateString() ? clockTime : dayAndTime).format(date)
}

/**
 * The service writes instants in UTC, as ISO 8601: people read them by their own clock.
 * @param {string} text
 */
export const inLocalTime = text => text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, instant => time(instant))

/** @param {number} instant */
export const exactTime = instant => clockTimeWithSeconds.format(instant)

/** @param {string | null} instant */
export function ago(instant) {
  if (instant === null) return 'never'
  const seconds = (Date.now() - Date.parse(instant)) / 1000
  return seconds < 5 ? 'just now' : `${duration(seconds)} ago`
}

/** @param {string} name `user_restricted` → `user restricted` */
export const plain = name => name.replaceAll('_', ' ')

/** @param {string} id */
export const short = id => id.slice(0, 8)
