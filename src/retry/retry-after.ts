/**
 * The wait a server asked for, in milliseconds: `retry-after-ms`, or `Retry-After` in seconds (fractions allowed) or as an HTTP date.
 * Undefined when there is none or it makes no sense; a date in the past is 0.
 */
export function parseRetryAfter(headers: Readonly<Record<string, string | string[] | undefined>>, now: number): number | undefined {
  const ms = Number.parseFloat(first(headers['retry-after-ms']) ?? '')
  if (Number.isFinite(ms) && ms >= 0) return ms
  const value = first(headers['retry-after'])?.trim()
  if (value === undefined || value === '') return undefined
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) || /^[-+]?[\d.]+$/.test(value) ? undefined : Math.max(0, date - now)
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
