-- Keys that may serve now, at random, the Active ones first. Which of them do, and as what, is judged by their figures (key-usability.ts): here
-- only those are left out that cannot. Nested queries are avoided: Babelfish takes seconds to parse them.
SELECT TOP (32)
  t.Model, t.BaseUrl, -- ours
  t.TokenID, t.CompanyID, t.Provider, t.Status, t.ApiKey, t.TotalTokenLimit, s.SummaryID, s.TotalUsedTokens, s.TotalRemainingTokens, s.Threshold,
  CASE WHEN s.SummaryID IS NULL THEN (SELECT SUM(CAST(l.TotalTokensUsed AS BIGINT)) FROM [docUpload].[TokenUsageLogs] AS l
    WHERE l.TokenID = t.TokenID) END AS History
FROM [docUpload].[TokenMaster] AS t
LEFT JOIN [docUpload].[TokenUsageSummary] AS s
  ON s.SummaryID = (SELECT MIN(o.SummaryID) FROM [docUpload].[TokenUsageSummary] AS o WHERE o.TokenID = t.TokenID)
WHERE t.CompanyID = @company
  AND LTRIM(RTRIM(t.ApiKey)) <> ''
  AND CASE LTRIM(RTRIM(t.Status)) WHEN 'Active' THEN 1 WHEN 'BelowThreshold' THEN 1
    WHEN 'FullyUtilized' THEN CASE WHEN t.TotalTokenLimit - COALESCE(s.TotalUsedTokens, 0) > s.TotalRemainingTokens THEN 1
      WHEN t.TotalTokenLimit IS NULL AND s.TotalRemainingTokens IS NOT NULL THEN 1 ELSE 0 END
    WHEN 'Exceeded' THEN CASE WHEN t.TotalTokenLimit - COALESCE(s.TotalUsedTokens, 0) > s.TotalRemainingTokens THEN 1
      WHEN t.TotalTokenLimit IS NULL AND s.TotalRemainingTokens IS NOT NULL THEN 1 ELSE 0 END
    ELSE 0 END = 1
  AND (t.RestUntil IS NULL OR t.RestUntil <= @now) -- ours
  AND CHARINDEX(',' + CAST(t.TokenID AS VARCHAR(11)) + ',', @excluded) = 0
ORDER BY CASE LTRIM(RTRIM(t.Status)) WHEN 'BelowThreshold' THEN 1 ELSE 0 END, NEWID();

-- Why there is none: of the keys whose status goes by their figures enough to tell, of the others each status once.
IF @@ROWCOUNT = 0
BEGIN
  SELECT TOP (200)
    t.RestUntil, -- ours
    t.Status, t.ApiKey, t.TotalTokenLimit, s.SummaryID, s.TotalUsedTokens, s.TotalRemainingTokens, s.Threshold,
    CASE WHEN s.SummaryID IS NULL THEN (SELECT SUM(CAST(l.TotalTokensUsed AS BIGINT)) FROM [docUpload].[TokenUsageLogs] AS l
      WHERE l.TokenID = t.TokenID) END AS History
  FROM [docUpload].[TokenMaster] AS t
  LEFT JOIN [docUpload].[TokenUsageSummary] AS s
    ON s.SummaryID = (SELECT MIN(o.SummaryID) FROM [docUpload].[TokenUsageSummary] AS o WHERE o.TokenID = t.TokenID)
  WHERE t.CompanyID = @company AND LTRIM(RTRIM(t.Status)) IN ('Active', 'BelowThreshold', 'FullyUtilized', 'Exceeded')
  ORDER BY CASE LTRIM(RTRIM(t.Status)) WHEN 'Active' THEN 0 WHEN 'BelowThreshold' THEN 0 ELSE 1 END;

  SELECT DISTINCT t.Status FROM [docUpload].[TokenMaster] AS t
  WHERE t.CompanyID = @company AND COALESCE(LTRIM(RTRIM(t.Status)), '') NOT IN ('Active', 'BelowThreshold', 'FullyUtilized', 'Exceeded');

  SELECT TOP (1) 1 AS AnyKeys FROM [docUpload].[TokenMaster];
END;
