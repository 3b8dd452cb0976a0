-- Answers of /extract that are kept for extraction.keep_days, packed and sealed, with what people corrected in them.
CREATE TABLE kept_results (
  id TEXT PRIMARY KEY,
  request_id TEXT NOT NULL,
  company_id TEXT NOT NULL,
  created_at TEXT NOT NULL,
  body TEXT NOT NULL,
  reviews TEXT,
  revision INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX kept_results_by_request ON kept_results (request_id, created_at);
CREATE INDEX kept_results_by_age ON kept_results (created_at);
