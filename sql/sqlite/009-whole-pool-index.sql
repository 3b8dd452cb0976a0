-- The index that serves the choice of a token holds all that is asked of the pool as a whole, too: whoever reads every token reads it and not the
-- rows, most of which is their secret. Each reservation writes its entry anyway.
DROP INDEX bearer_tokens_by_score;
CREATE INDEX bearer_tokens_by_score ON bearer_tokens (source, enabled, quota_day, score, last_used, token_id, daily_usage, daily_limit, expires_at,
  excluded_until, excluded_reason, learned_limit, learned_day, hour_start, hour_usage, hour_limit);
