-- A company's keys with their totals; one of them when @keyId is given.
SELECT
  t.TokenID, t.CompanyID, t.CompanyName, t.Provider, t.Status, t.TotalTokenLimit, t.CreatedAt,
  t.RestUntil, t.RestReason, t.Model, t.BaseUrl, -- ours
  s.TotalUsedTokens, s.TotalRemainingTokens, s.Threshold, s.LastUpdated
FROM [docUpload].[TokenMaster] AS t
LEFT JOIN [docUpload].[TokenUsageSummary] AS s
  ON s.SummaryID = (SELECT MIN(o.SummaryID) FROM [docUpload].[TokenUsageSummary] AS o WHERE o.TokenID = t.TokenID)
WHERE t.CompanyID = @company AND (@keyId IS NULL OR t.TokenID = @keyId)
ORDER BY t.TokenID;
