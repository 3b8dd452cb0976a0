import type { Sight } from '../../shared/ownership.ts'

/** Rows that are seen: `$all` and `$owners` come from {@link ownedBy}. */
export const OWNED_ROWS = '($all OR owned_by IS NULL OR owned_by IN (SELECT value FROM json_each($owners)))'

export function ownedBy(sight: Sight): { readonly $all: number; readonly $owners: string } {
  return sight === 'everything' ? { $all: 1, $owners: '[]' } : { $all: 0, $owners: JSON.stringify(sight) }
}
