import type { JobAddress } from '../job.ts'
import type { JobStore } from '../job-store.ts'

/** The job's one list, from which all lanes draw. Holds one chunk in memory, whatever the job's size. */
export interface AddressFeed {
  /** The next address without a result if there is one in memory. */
  take(): JobAddress | undefined
  /** The next address without a result; null when the list is at its end. */
  next(): Promise<JobAddress | null>
  /** An address that was drawn but has no result: somebody else takes it next. */
  putBack(address: JobAddress): void
  /** The address has its result. */
  done(address: JobAddress): void
  /** Every address up to this number has its result. */
  lowWater(): number
}

/** @param draw {@link JobStore.draw} under the run's lease; it waits for a store that is out of reach instead of failing */
export function createAddressFeed(draw: (afterNumber: number) => ReturnType<JobStore['draw']>, startAfter: number): AddressFeed {
  let waiting: JobAddress[] = []
  let position = 0
  let readTo = startAfter
  let ended = false
  const returned: JobAddress[] = []
  // Not a Set: one that each address enters and leaves would be rebuilt every few dozen addresses.
  const inFlight: number[] = []
  let loading: Promise<void> | null = null

  const load = async (): Promise<void> => {
    const { addresses, last } = await draw(readTo)
    waiting = [...addresses]
    position = 0
    if (last === null) ended = true
    else readTo = last
  }

  const take = (): JobAddress | undefined => {
    const address = returned.pop() ?? waiting[position]
    if (address === undefined) return undefined
    if (address === waiting[position]) position += 1
    inFlight.push(address.emailNumber)
    return address
  }

  const landed = ({ emailNumber }: JobAddress): void => {
    const at = inFlight.indexOf(emailNumber)
    if (at < 0) return
    inFlight[at] = inFlight.at(-1)!
    inFlight.length -= 1
  }

  return {
    take,
    async next() {
      for (;;) {
        const address = take()
        if (address !== undefined) return address
        if (ended) return null
        // All lanes that find the chunk empty wait for the same read.
        loading ??= load().finally(() => {
          loading = null
        })
        await loading
      }
    },
    putBack(address) {
      landed(address)
      returned.push(address)
    },
    done: landed,
    lowWater() {
      let low = (waiting[position]?.emailNumber ?? readTo + 1) - 1
      for (const address of returned) low = Math.min(low, address.emailNumber - 1)
      for (const number of inFlight) low = Math.min(low, number - 1)
      return low
    },
  }
}
