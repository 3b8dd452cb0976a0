import type { ProfileStore, SavedProfile } from '../../profiles/profile-store.ts'
import { toIso } from '../../shared/clock.ts'
import { isSeen } from '../../shared/ownership.ts'
import type { Dynamo, Item, Key } from './dynamo.ts'
import { ownerOf } from './job-items.ts'
import { toMillis } from './token-items.ts'

/**
 * Saved profiles on DynamoDB, in the predecessor's table: `email`, `timestamp`, `success`, `profile_data`, `saved_at`, `token_used`,
 * `email_number`, `job_id`; and of ours `owned_by`. Times are ISO strings there, so ours are too; where the sort key is a number it is milliseconds.
 */
export function createDynamoProfileStore({
  dynamo,
  table,
  timestamp,
}: {
  readonly dynamo: Dynamo
  readonly table: string
  readonly timestamp: 'S' | 'N'
}): ProfileStore {
  const rows = (email: string) => ({ table, where: 'email = :email', values: { ':email': email.toLowerCase() } })
  return {
    async save(p) {
      await dynamo.put(table, {
        email: p.email.toLowerCase(),
        timestamp: timestamp === 'S' ? toIso(p.timestamp) : p.timestamp,
        success: p.success,
        // As text, like the results: comes back exactly as it was.
        profile_data: JSON.stringify(p.profileData),
        saved_at: toIso(p.savedAt),
        token_used: p.tokenUsed ?? undefined,
        email_number: p.emailNumber ?? undefined,
        job_id: p.jobId ?? undefined,
        owned_by: p.owner ?? undefined,
      })
    },
    async find(email, limit, of = 'everything') {
      const found: SavedProfile[] = []
      let from: Key | undefined
      do {
        const page = await dynamo.query({ ...rows(email), descending: true, limit, startAfter: from })
        found.push(...page.items.filter(item => isSeen(ownerOf(item), of)).map(toProfile))
        from = page.next
      } while (from !== undefined && found.length < limit)
      return found.slice(0, limit)
    },
    async erase(email, of = 'everything') {
      const project = { project: 'email, #timestamp, owned_by', names: { '#timestamp': 'timestamp' } }
      const found = (await dynamo.collect({ ...rows(email), ...project })).filter(item => isSeen(ownerOf(item), of))
      const keys = found.map(item => ({ remove: { email: String(item.email), timestamp: item.timestamp as string | number } }))
      await dynamo.writeMany(table, keys)
      return keys.length
    },
  }
}

function toProfile(item: Item): SavedProfile {
  const timestamp = toMillis(item.timestamp) ?? 0
  return {
    email: String(item.email),
    timestamp,
    success: item.success !== false,
    profileData: readData(item.profile_data),
    savedAt: toMillis(item.saved_at) ?? timestamp,
    tokenUsed: typeof item.token_used === 'string' ? item.token_used : null,
    emailNumber: typeof item.email_number === 'number' ? item.email_number : null,
    jobId: typeof item.job_id === 'string' ? item.job_id : null,
    owner: ownerOf(item),
  }
}

/** The predecessor wrote a map, or JSON; text that is none stays text. */
function readData(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}
