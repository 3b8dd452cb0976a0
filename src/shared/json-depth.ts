/** No request nests deeper than some ten levels; recursive code gives up at some thousands, as a fault of ours. */
export const MAX_JSON_DEPTH = 64

/** What JSON may be at most, before anything parses or walks it. */
export interface JsonBounds {
  /** Levels of objects and lists. */
  readonly depth: number
  /** Values in all, objects and lists included. */
  readonly values: number
}

/** Whether JSON nests deeper than `most` levels. */
export function nestsDeeper(json: string, most = MAX_JSON_DEPTH): boolean {
  return exceedsJson(json, { depth: most, values: Number.POSITIVE_INFINITY })
}

/**
 * Whether JSON goes beyond its bounds, by its brackets and commas outside of strings. Linear (4 MB cost some 15 ms), and never recursive;
 * of a text that is no JSON it says something, but nothing that matters.
 */
export function exceedsJson(json: string, most: JsonBounds): boolean {
  let [depth, values, quoted] = [0, 1, false]
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at)
    if (quoted) {
      if (code === BACKSLASH) at += 1
      else if (code === QUOTE) quoted = false
    } else if (code === QUOTE) quoted = true
    else if (code === COMMA) values += 1
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1
      values += 1
      if (depth > most.depth) return true
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1
  }
  return values > most.values
}

const [QUOTE, COMMA, BACKSLASH, OPEN_BRACKET, OPEN_BRACE, CLOSE_BRACE, CLOSE_BRACKET] = [0x22, 0x2c, 0x5c, 0x5b, 0x7b, 0x7d, 0x5d]
