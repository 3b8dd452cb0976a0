import type { Clock } from '../shared/clock.ts'
import { firstOf } from '../shared/race.ts'
import type { ProfileStore } from './profile-store.ts'

/** Tells whether saved profiles can be reached at the moment. Never rejects, and never waits long. */
export type ProfileAvailability = () => Promise<boolean>

/** An answer is as good for everybody who asks within this time: pages of results, fetched one after the other, cost the store one question. */
const FRESH_MS = 2_000
/** A store that takes longer is away for whoever waits for a page. */
const WAIT_MS = 1_000
/** Nobody has this address (RFC 2606): the store looks for it and finds nothing. */
const NOBODY = 'availability@probe.invalid'

/** Asked where it is shown, and not noted with every save: a save costs nothing for it, and a store that nobody saves to is seen as well. */
export function createProfileAvailability({
  profiles,
  clock,
}: {
  readonly profiles: Pick<ProfileStore, 'find'>
  readonly clock: Clock
}): ProfileAvailability {
  let asked: { readonly at: number; readonly answers: Promise<boolean> } | null = null

  const ask = async (): Promise<boolean> => {
    try {
      return (await firstOf([profiles.find(NOBODY, 1)], WAIT_MS, clock)) !== 'due'
    } catch {
      return false
    }
  }

  return () => {
    const now = clock.now()
    if (asked === null || now - asked.at >= FRESH_MS) asked = { at: now, answers: ask() }
    return asked.answers
  }
}
