import type { Owner, Sight } from '../shared/ownership.ts'

/** A profile as saved in `linkedin_profiles`. Times are Unix milliseconds. */
export interface SavedProfile {
  readonly email: string
  /** Sort key: when it was fetched. */
  readonly timestamp: number
  readonly success: boolean
  readonly profileData: unknown
  readonly savedAt: number
  readonly tokenUsed: string | null
  readonly emailNumber: number | null
  readonly jobId: string | null
  readonly owner: Owner
}

/** PORT: saved profiles. Addresses are compared in lower case. */
export interface ProfileStore {
  /** The same address and timestamp again replaces: a repeated save is harmless. */
  save(profile: SavedProfile): Promise<void>
  /** Newest first. @param of whose; by default everybody's */
  find(email: string, limit: number, of?: Sight): Promise<SavedProfile[]>
  /** Returns how many there were. @param of whose; by default everybody's */
  erase(email: string, of?: Sight): Promise<number>
}
