import type { ProfileStore, SavedProfile } from '../../profiles/profile-store.ts'
import type { Database } from './database.ts'
import { OWNED_ROWS, ownedBy } from './owned-rows.ts'

/** A type, not an interface: only that is seen to fit what the driver gives. */
type ProfileRow = {
  email: string
  timestamp: number
  success: number
  profile_data: string
  saved_at: number
  token_used: string | null
  email_number: number | null
  job_id: string | null
  owned_by: string | null
}

const SQL = {
  save: 'INSERT OR REPLACE INTO linkedin_profiles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  find: `SELECT * FROM linkedin_profiles WHERE email = $email AND ${OWNED_ROWS} ORDER BY timestamp DESC LIMIT $limit`,
  erase: `DELETE FROM linkedin_profiles WHERE email = $email AND ${OWNED_ROWS}`,
} as const

/** Saved profiles on the embedded database. */
export function createSqliteProfileStore(db: Database): ProfileStore {
  return {
    save: p =>
      db.write(() => {
        const data = JSON.stringify(p.profileData)
        db.statement(SQL.save).run(
          p.email.toLowerCase(),
          p.timestamp,
          Number(p.success),
          data,
          p.savedAt,
          p.tokenUsed,
          p.emailNumber,
          p.jobId,
          p.owner,
        )
      }),
    find: async (email, limit, of = 'everything') =>
      db.read(() => {
        const values = { $email: email.toLowerCase(), $limit: limit, ...ownedBy(of) }
        return (db.statement(SQL.find).all(values) as ProfileRow[]).map(toProfile)
      }),
    erase: (email, of = 'everything') =>
      db.write(() => Number(db.statement(SQL.erase).run({ $email: email.toLowerCase(), ...ownedBy(of) }).changes)),
  }
}

function toProfile(row: ProfileRow): SavedProfile {
  return {
    email: row.email,
    timestamp: row.timestamp,
    success: row.success === 1,
    profileData: JSON.parse(row.profile_data) as unknown,
    savedAt: row.saved_at,
    tokenUsed: row.token_used,
    emailNumber: row.email_number,
    jobId: row.job_id,
    owner: row.owned_by,
  }
}
