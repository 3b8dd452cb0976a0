/** No request nests deeper than some ten levels; recursive code gives up at some thousands, as a fault of ours. */
export const MAX_JSON_DEPTH = 64

/** Whether JSON nests deeper than `most` levels, by its brackets outside of strings. Linear, and never recursive. */
export function nestsDeeper(json: string, most = MAX_JSON_DEPTH): boolean {
  let [depth, quoted] = [0, false]
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at)
    if (quoted) {
      if (code === BACKSLASH) at += 1
      else if (code === QUOTE) quoted = false
    } else if (code === QUOTE) quoted = true
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1
      if (depth > most) return true
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1
  }
  return false
}

const [QUOTE, BACKSLASH, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]
