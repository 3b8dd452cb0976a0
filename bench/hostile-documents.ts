import { HOSTILE_FILES } from './hostile-files.ts'
import { HOSTILE_PDFS } from './hostile-pdfs.ts'
import type { Fate } from './hostile-source.ts'

export interface HostileDocument {
  readonly kind: string
  readonly fate: Fate
  readonly bytes: Buffer
}

const KINDS = Object.entries({ ...HOSTILE_PDFS, ...HOSTILE_FILES })

/** The documents `from` to `from + count` of a seed, the kinds in turn: the same ones however they are portioned. */
export function* hostileDocuments(seed: number, count: number, real: readonly Buffer[], from = 0, only = ''): Generator<HostileDocument> {
  const kinds = KINDS.filter(([kind]) => kind.includes(only))
  for (let index = from; index < from + count; index += 1) {
    const random = randomFrom(seed * 1_000_003 + index)
    const [kind, { fate, make }] = kinds[index % kinds.length]!
    yield { kind, fate, bytes: make({ random, real: () => real[random(real.length)]! }) }
  }
}

/** mulberry32 */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return limit => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
}
