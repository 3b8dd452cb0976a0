import type { ProfileStore, SavedProfile } from '../../profiles/profile-store.ts'
import type { Database } from './database.ts'

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
}

const SQL = {
  save: 'INSERT OR REPLACE INTO linkedin_profiles VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  find: 'SELECT * FROM linkedin_profiles WHERE email = ? ORDER BY timestamp DESC LIMIT ?',
  erase: 'DELETE FROM linkedin_profiles WHERE email = ?',
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
        )
      }),
    find: async (email, limit) => db.read(() => (db.statement(SQL.find).all(email.toLowerCase(), limit) as ProfileRow[]).map(toProfile)),
    erase: email => db.write(() => Number(db.statement(SQL.erase).run(email.toLowerCase()).changes)),
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
  }
}
