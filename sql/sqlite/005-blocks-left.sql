-- Reservations whose lane is gone, whether they had been made or not: from then on none of them is made, also not by a write still on its way.
CREATE TABLE adopted_reservations (
  token_id TEXT NOT NULL REFERENCES bearer_tokens (token_id) ON DELETE CASCADE ON UPDATE CASCADE,
  reservation_id TEXT NOT NULL,
  day TEXT NOT NULL,
  PRIMARY KEY (token_id, reservation_id)
) WITHOUT ROWID;
-- The block that a turning lane leaves, as JSON: written down together with the new one, handed back after it.
ALTER TABLE batch_job_lanes ADD COLUMN leaving TEXT;
-- Blocks of jobs that their worker has left, until they are handed back. Whoever finds them finishes it.
CREATE TABLE closing_blocks (
  job_id TEXT NOT NULL,
  lease_version INTEGER NOT NULL,
  reservation_id TEXT NOT NULL,
  block TEXT NOT NULL, -- JSON
  PRIMARY KEY (job_id, reservation_id)
) WITHOUT ROWID;
-- Units that may have been called and may not, by quota day.
CREATE TABLE written_off (day TEXT PRIMARY KEY, units INTEGER NOT NULL) WITHOUT ROWID;
