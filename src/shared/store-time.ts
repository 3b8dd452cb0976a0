/** How far this process's clock is from the time that it has been compared with. */
export interface ClockSkew {
  /** Milliseconds that it is ahead of it (behind: negative) at least, as measured; 0 where both may be the same. */
  readonly provenMs: number
  /** Milliseconds that it is off at most, either way: what a measurement cannot exclude counts against us. */
  readonly atMostMs: number
  /** Whose time that is, in words: "of DynamoDB". */
  readonly against: string
}

/** PORT: the time on which all processes that share a store can agree. No process's own clock decides alone which quota day it is. */
export interface StoreTime {
  /** As last seen, without a wait. */
  skew(): ClockSkew
}

/** A store that keeps no time. */
export const noStoreTime: StoreTime = { skew: () => ({ provenMs: 0, atMostMs: 0, against: '' }) }

/** What is known when the difference lies between these bounds. */
export function skewBetween(leastMs: number, mostMs: number, against: string): ClockSkew {
  const provenMs = leastMs > 0 ? leastMs : Math.min(0, mostMs)
  return { provenMs, atMostMs: Math.max(Math.abs(leastMs), Math.abs(mostMs)), against }
}
