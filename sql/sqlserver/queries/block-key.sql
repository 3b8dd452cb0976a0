-- Only the very key that was rejected: one that was replaced or switched off meanwhile stays as it is. One that served by a limit that was raised by
-- hand may still be written down as used up.
UPDATE [docUpload].[TokenMaster]
SET Status = 'Blocked'
WHERE TokenID = @keyId AND ApiKey = @storedKey AND (LTRIM(RTRIM(Status)) IN ('Active', 'BelowThreshold')
  OR (LTRIM(RTRIM(Status)) IN ('FullyUtilized', 'Exceeded') AND EXISTS (
    SELECT 1 FROM [docUpload].[TokenUsageSummary] AS s WHERE s.TokenID = @keyId
      AND (TotalTokenLimit - COALESCE(s.TotalUsedTokens, 0) > s.TotalRemainingTokens OR TotalTokenLimit IS NULL))));
SELECT @@ROWCOUNT AS Blocked;
