/** Stands where an address stood that was erased: in lists, results and logs. No address looks like it. */
export const ERASED = '[erased]'

/** Takes every occurrence of a text out of others, whatever its case. */
export function eraserOf(erased: string): (text: string) => string {
  const occurrences = new RegExp(erased.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu')
  return text => text.replace(occurrences, ERASED)
}

/** As a text stands within the strings of JSON. */
export function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
