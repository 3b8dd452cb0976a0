import type { Profile } from './profile-provider.ts'

/**
 * The largest profile, as JSON in UTF-8. Every store must hold it together with what else is in its row: an item of DynamoDB ends at 400 KB,
 * and a result that cannot be written would fail its whole job.
 */
export const MAX_PROFILE_BYTES = 350_000

/** JSON that is read and written again grows to this many times its length at most: "1e20" becomes 21 digits, a broken byte three. */
const GROWTH = 8

/** `mappedFields` of the document, which was `bodyBytes` long, make up the profile; each of them may be all of it. */
export function isTooLarge(profile: Profile, bodyBytes: number, mappedFields: number): boolean {
  // Nearly all are far too small to be worth measuring.
  if (bodyBytes * GROWTH * mappedFields <= MAX_PROFILE_BYTES) return false
  return Buffer.byteLength(JSON.stringify(profile)) > MAX_PROFILE_BYTES
}

/** Deeper than any profile. Readers of JSON give up between 32 levels (DynamoDB's) and some thousands (our own stack): a result must pass them all. */
export const MAX_PROFILE_DEPTH = 30

/** Looks no further down than the limit, whatever there is. */
export function isTooDeep(value: unknown, levelsLeft = MAX_PROFILE_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levelsLeft === 0) return true
  for (const member of Object.values(value)) if (isTooDeep(member, levelsLeft - 1)) return true
  return false
}
