/** Stands where an address stood that was erased: in lists, results and logs. No address looks like it. */
export const ERASED = '[erased]'

/** Takes every occurrence of a text out of others, whatever its case. */
export function eraserOf(erased: string): (text: string) => string {
  const occurrences = new RegExp(literal(erased), 'giu')
  return text => text.replace(occurrences, ERASED)
}

/**
 * Says whether a text names this very address, whatever its case: "joann@…" is somebody else than "ann@…". For what goes as a whole, and with it what is
 * said of others; an escape of JSON that ends in a letter may stand before the address.
 */
export function mentionOf(address: string): (text: string) => boolean {
  const begins = '(?:(?<![\\p{L}\\p{N}._+-])|(?<=\\\\u[\\da-f]{4}|\\\\[bfnrt]))'
  const mention = new RegExp(`${begins}${literal(address)}(?![\\p{L}\\p{N}-])`, 'iu')
  return text => mention.test(text)
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** As a text stands within the strings of JSON. */
export function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
