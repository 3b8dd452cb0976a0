-- What was taken of a token in the hour of its last reservation under an hourly limit (Unix milliseconds of its start), and what that hour allowed. A block remembers the hour it was taken in, to be handed back to it.
ALTER TABLE bearer_tokens ADD COLUMN hour_start INTEGER;
ALTER TABLE bearer_tokens ADD COLUMN hour_usage INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bearer_tokens ADD COLUMN hour_limit INTEGER;
ALTER TABLE token_reservations ADD COLUMN hour INTEGER;
