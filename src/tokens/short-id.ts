/** Enough of an id to find the token, short enough to read. */
const LENGTH = 8
/** Beyond it everything is forgotten and learnt anew: more tokens than any pool at work has, a few megabytes. */
const MOST_IDS = 20_000

/** Ids with a common start, sorted, and how many characters tell them all apart. */
interface Namesakes {
  readonly ids: string[]
  length: number
}

/**
 * All ids that this process has met, by their first characters. Of the module, not of an object: a name must mean the same token in every line of a
 * process's log, whoever writes it.
 */
const known = new Map<string, Namesakes>()
let count = 0

/**
 * A token id in log lines, events and job views: its first 8 characters; more where that would not tell it from another one that this process knows.
 */
export function shortId(tokenId: string): string {
  return tokenId.length <= LENGTH ? tokenId : tokenId.slice(0, learn(tokenId))
}

/** So that the first of two namesakes is already shown as itself. */
export function learnIds(tokenIds: Iterable<string>): void {
  for (const tokenId of tokenIds) learn(tokenId)
}

/** How many characters to show. */
function learn(tokenId: string): number {
  const start = tokenId.slice(0, LENGTH)
  const namesakes = known.get(start)
  if (namesakes === undefined) {
    known.set(start, { ids: [tokenId], length: LENGTH })
    count += 1
    return LENGTH
  }
  const { ids } = namesakes
  const place = placeOf(ids, tokenId)
  if (ids[place] === tokenId) return namesakes.length
  // In sorted order an id has most in common with its neighbours.
  for (const other of [ids[place - 1], ids[place]])
    if (other !== undefined) namesakes.length = Math.max(namesakes.length, commonLength(tokenId, other) + 1)
  ids.splice(place, 0, tokenId)
  count += 1
  if (count > MOST_IDS) {
    known.clear()
    count = 0
  }
  return namesakes.length
}

function placeOf(sorted: readonly string[], id: string): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < id) low = middle + 1
    else high = middle
  }
  return low
}

function commonLength(one: string, other: string): number {
  let length = LENGTH
  while (length < one.length && one[length] === other[length]) length += 1
  return length
}
