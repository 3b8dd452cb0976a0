import { hash } from 'node:crypto'

/**
 * Remembers which addresses were seen: 16 bytes of SHA-256 each in an open-addressed table, about 32 bytes an address at its fullest.
 * A `Set` of a million strings would take some 100 MB; two different addresses collide with a chance of about 10^-27 for a million.
 */
export interface AddressSet {
  /** False when it was there before. Compares in lower case. */
  add(email: string): boolean
}

const INITIAL_SLOTS = 1024
const WORDS = 4

export function createAddressSet(): AddressSet {
  let slots = INITIAL_SLOTS
  let table = new Uint32Array(slots * WORDS)
  let size = 0

  /** The slot that holds these words, or the free one where they belong (negative, minus one). */
  const locate = (a: number, b: number, c: number, d: number): number => {
    let slot = a & (slots - 1)
    for (;;) {
      const at = slot * WORDS
      if (table[at + 3] === 0) return -slot - 1
      if (table[at] === a && table[at + 1] === b && table[at + 2] === c && table[at + 3] === d) return slot
      slot = (slot + 1) & (slots - 1)
    }
  }

  const put = (slot: number, a: number, b: number, c: number, d: number): void => {
    table.set([a, b, c, d], slot * WORDS)
  }

  const grow = (): void => {
    const old = table
    slots *= 2
    table = new Uint32Array(slots * WORDS)
    for (let at = 0; at < old.length; at += WORDS) {
      const [a, b, c, d] = [old[at]!, old[at + 1]!, old[at + 2]!, old[at + 3]!]
      if (d !== 0) put(-locate(a, b, c, d) - 1, a, b, c, d)
    }
  }

  return {
    add(email) {
      const digest = hash('sha256', email.toLowerCase(), 'buffer')
      const [a, b, c] = [digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8)]
      // Zero marks a free slot.
      const d = digest.readUInt32LE(12) || 1
      const found = locate(a, b, c, d)
      if (found >= 0) return false
      put(-found - 1, a, b, c, d)
      size += 1
      if (size * 2 > slots) grow()
      return true
    },
  }
}
