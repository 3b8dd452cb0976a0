import { ERASED } from '../../shared/erase-text.ts'
import type { TokenWheel } from '../../tokens/token-wheel.ts'
import type { JobAddress } from '../job.ts'
import type { JobStore } from '../job-store.ts'
import { AddressCalls } from './address-calls.ts'

/** The job's one list, from which all lanes draw. Holds one chunk in memory, whatever the job's size. */
export interface AddressFeed {
  /** The next address without a result if there is one in memory. */
  take(): AddressCalls | undefined
  /** The next address without a result; null when the list is at its end. */
  next(): Promise<AddressCalls | null>
  /** An address that was drawn but has no result: somebody else takes it next. */
  putBack(calls: AddressCalls): void
  /** An address that cannot be decided now: it comes again once somebody has succeeded, or when nothing else is left. */
  setAside(calls: AddressCalls): void
  /** Whether there is anything to take at this moment. */
  hasMore(): boolean
  /** Whether there is an address that has not failed yet. */
  hasUntried(): boolean
  /** The address has its result. */
  done(calls: AddressCalls): void
  /** Every address up to this number has its result. */
  lowWater(): number
}

/**
 * @param draw {@link JobStore.draw} under the run's lease; it waits for a store that is out of reach instead of failing
 * @param range the number up to which the list is done already, and its last one
 * @param isErased whether nothing is to be looked up of this person any more
 * @param known what is known of the addresses: those under suspicion come after the others
 */
export function createAddressFeed(
  draw: (afterNumber: number) => ReturnType<JobStore['draw']>,
  range: { readonly startAfter: number; readonly lastNumber: number },
  known: Pick<TokenWheel, 'successes' | 'suspicion'>,
  isErased: (email: string) => boolean = () => false,
): AddressFeed {
  const { startAfter, lastNumber } = range
  const { successes, suspicion } = known
  let waiting: JobAddress[] = []
  let position = 0
  let readTo = startAfter
  let ended = false
  const returned: AddressCalls[] = []
  /** Few: poisonous ones, and one for each probe of an outage. */
  const aside: { readonly calls: AddressCalls; readonly successes: number }[] = []
  /** How many successes there were when one that had been set aside was last taken up. */
  let recalledAt = -1
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

  const fromAside = (at: number): AddressCalls | undefined => {
    const calls = aside.splice(at, 1)[0]?.calls
    calls?.forgetTokens()
    return calls
  }

  /** One for each success: several bad addresses in a row would look like an outage. */
  const recalled = (): AddressCalls | undefined => {
    if (aside.length === 0 || recalledAt === successes()) return undefined
    const at = aside.findIndex(entry => entry.successes < successes())
    if (at < 0) return undefined
    recalledAt = successes()
    return fromAside(at)
  }

  const fresh = (): AddressCalls | undefined => {
    for (let listed = waiting[position]; listed !== undefined; listed = waiting[position]) {
      position += 1
      // Drawn before the person was erased: not even a log line may name it.
      const address = isErased(listed.email) ? { ...listed, email: ERASED } : listed
      const suspect = suspicion(address.email)
      if (suspect === null) return new AddressCalls(address)
      aside.push({ calls: new AddressCalls(address, suspect), successes: successes() })
    }
    return undefined
  }

  const handOut = (calls: AddressCalls | undefined): AddressCalls | undefined => {
    if (calls !== undefined) inFlight.push(calls.address.emailNumber)
    return calls
  }

  const take = (): AddressCalls | undefined => handOut(recalled() ?? returned.pop() ?? fresh())

  const isDrawable = (): boolean => waiting[position] !== undefined || (!ended && readTo < lastNumber)

  const landed = ({ address: { emailNumber } }: AddressCalls): void => {
    const at = inFlight.indexOf(emailNumber)
    if (at < 0) return
    inFlight[at] = inFlight.at(-1)!
    inFlight.length -= 1
  }

  return {
    take,
    async next() {
      for (;;) {
        const calls = take() ?? (ended ? handOut(fromAside(0)) : undefined)
        if (calls !== undefined) return calls
        if (ended) return null
        // All lanes that find the chunk empty wait for the same read.
        loading ??= load().finally(() => {
          loading = null
        })
        await loading
      }
    },
    putBack(calls) {
      landed(calls)
      returned.push(calls)
    },
    setAside(calls) {
      landed(calls)
      aside.push({ calls, successes: successes() })
    },
    hasMore: () => aside.length > 0 || isDrawable() || returned.length > 0,
    hasUntried: () =>
      isDrawable() || [...returned, ...aside.map(entry => entry.calls)].some(({ evidence }) => evidence.failures.length === 0),
    done: landed,
    lowWater() {
      let low = (waiting[position]?.emailNumber ?? readTo + 1) - 1
      for (const { address } of returned) low = Math.min(low, address.emailNumber - 1)
      for (const { calls } of aside) low = Math.min(low, calls.address.emailNumber - 1)
      for (const number of inFlight) low = Math.min(low, number - 1)
      return low
    },
  }
}
