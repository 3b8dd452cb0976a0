/**
 * Who jobs and profiles belong to: `key:NAME` of the API key that made them, or `team:TEAM` where that key has a scope `jobs@TEAM`. Null is
 * everybody: what was made without API keys, or by a version that did not know owners.
 */
export type Owner = string | null

/** Whose things somebody may see: everything, or what belongs to one of these owners or to everybody. */
export type Sight = 'everything' | readonly string[]

export const ownerOfKey = (name: string): string => `key:${name}`
export const ownerOfTeam = (team: string): string => `team:${team}`

export function isSeen(owner: Owner, sight: Sight): boolean {
  return owner === null || sight === 'everything' || sight.includes(owner)
}
