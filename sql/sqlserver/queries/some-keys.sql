-- Keys of all companies that may be usable, at random: what a daily look at their models takes.
SELECT TOP (@limit)
  t.Model, t.BaseUrl, -- ours
  t.TokenID, t.CompanyID, t.Provider, t.Status, t.ApiKey, t.TotalTokenLimit, s.SummaryID, s.TotalUsedTokens, s.TotalRemainingTokens, s.Threshold,
  CASE WHEN s.SummaryID IS NULL THEN (SELECT SUM(CAST(l.TotalTokensUsed AS BIGINT)) FROM [docUpload].[TokenUsageLogs] AS l
    WHERE l.TokenID = t.TokenID) END AS History
FROM [docUpload].[TokenMaster] AS t
LEFT JOIN [docUpload].[TokenUsageSummary] AS s
  ON s.SummaryID = (SELECT MIN(o.SummaryID) FROM [docUpload].[TokenUsageSummary] AS o WHERE o.TokenID = t.TokenID)
WHERE LTRIM(RTRIM(t.ApiKey)) <> '' AND CASE LTRIM(RTRIM(t.Status)) WHEN 'Active' THEN 1 WHEN 'BelowThreshold' THEN 1
  WHEN 'FullyUtilized' THEN CASE WHEN t.TotalTokenLimit - COALESCE(s.TotalUsedTokens, 0) > s.TotalRemainingTokens THEN 1 ELSE 0 END
  WHEN 'Exceeded' THEN CASE WHEN t.TotalTokenLimit - COALESCE(s.TotalUsedTokens, 0) > s.TotalRemainingTokens THEN 1 ELSE 0 END
  ELSE 0 END = 1
ORDER BY NEWID();
