import { setImmediate as nextTurn } from 'node:timers/promises'

/** Text of this length is read, parsed and copied in some 5 ms. */
const LARGE = 256 * 1024

/** Between two pieces of work on something large: others are served meanwhile. What is small goes on at once. */
export async function giveWay(length: number): Promise<void> {
  if (length > LARGE) await nextTurn()
}
