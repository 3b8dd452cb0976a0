-- All keys of the next companies behind @after, in the order of CompanyID, with their figures.
SELECT
  t.TokenID, t.CompanyID, t.CompanyName, t.ApiKey, t.Provider, t.Status, t.TotalTokenLimit, t.CreatedAt,
  t.RestUntil, t.RestReason, t.Model, t.BaseUrl, -- ours
  s.SummaryID, s.TotalUsedTokens, s.TotalRemainingTokens, s.Threshold, s.LastUpdated,
  CASE WHEN s.SummaryID IS NULL THEN (SELECT SUM(CAST(l.TotalTokensUsed AS BIGINT)) FROM [docUpload].[TokenUsageLogs] AS l
    WHERE l.TokenID = t.TokenID) END AS History
FROM [docUpload].[TokenMaster] AS t
LEFT JOIN [docUpload].[TokenUsageSummary] AS s
  ON s.SummaryID = (SELECT MIN(o.SummaryID) FROM [docUpload].[TokenUsageSummary] AS o WHERE o.TokenID = t.TokenID)
WHERE t.CompanyID IN (SELECT DISTINCT TOP (@limit) m.CompanyID FROM [docUpload].[TokenMaster] AS m WHERE m.CompanyID > @after ORDER BY m.CompanyID)
ORDER BY t.CompanyID, t.TokenID;
