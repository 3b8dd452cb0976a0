-- What a token's upstream grants in a day where that is less than daily_limit, the quota day on which it was met, and the penalty that taught it.
ALTER TABLE bearer_tokens ADD COLUMN learned_limit INTEGER;
ALTER TABLE bearer_tokens ADD COLUMN learned_day TEXT;
ALTER TABLE bearer_tokens ADD COLUMN learned_from TEXT;
