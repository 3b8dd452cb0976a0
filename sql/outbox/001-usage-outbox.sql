-- Usage rows that the company store has not taken yet. A row leaves only after the company store has confirmed it.
CREATE TABLE usage_outbox (
  request_id TEXT PRIMARY KEY,
  record TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  last_error TEXT,
  created_at INTEGER NOT NULL
);
CREATE INDEX usage_outbox_due ON usage_outbox (next_attempt_at);
