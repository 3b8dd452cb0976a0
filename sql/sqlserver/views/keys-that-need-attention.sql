-- Company keys that do not serve, or soon will not, with the reason. Whether a key's provider is known and its secret can be opened, the database
-- cannot tell: GET /companies/{companyID}/token-status does. RestUntil is UTC, whatever
-- sqlserver.time_zone says. A view for operators: the service neither makes nor needs it.
-- sqlcmd -b -d DATABASE -i keys-that-need-attention.sql
IF OBJECT_ID(N'[docUpload].[KeysThatNeedAttention]', N'V') IS NOT NULL DROP VIEW [docUpload].[KeysThatNeedAttention];
GO
CREATE VIEW [docUpload].[KeysThatNeedAttention] AS
SELECT
  t.TokenID, t.CompanyID, t.CompanyName, t.Provider, t.Status, t.TotalTokenLimit, COALESCE(s.TotalUsedTokens, 0) AS TotalUsedTokens,
  CASE WHEN t.TotalTokenLimit IS NULL THEN NULL WHEN COALESCE(s.TotalUsedTokens, 0) >= t.TotalTokenLimit THEN 0
    ELSE t.TotalTokenLimit - COALESCE(s.TotalUsedTokens, 0) END AS TokensLeft,
  t.RestUntil,
  CASE
    WHEN COALESCE(LTRIM(RTRIM(t.ApiKey)), '') = '' THEN 'holds no key'
    WHEN LTRIM(RTRIM(t.Status)) = 'Blocked' THEN 'rejected by the provider: replace the key'
    WHEN LTRIM(RTRIM(t.Status)) IN ('Expired', 'Disabled') THEN 'switched off'
    WHEN COALESCE(LTRIM(RTRIM(t.Status)), '') NOT IN ('Active', 'BelowThreshold', 'FullyUtilized', 'Exceeded') THEN 'a status that nobody knows'
    WHEN t.TotalTokenLimit <= COALESCE(s.TotalUsedTokens, 0) THEN 'used up: raise the limit'
    WHEN LTRIM(RTRIM(t.Status)) IN ('FullyUtilized', 'Exceeded') AND s.SummaryID IS NULL THEN 'marked as used up'
    WHEN LTRIM(RTRIM(t.Status)) IN ('FullyUtilized', 'Exceeded')
      AND t.TotalTokenLimit - COALESCE(s.TotalUsedTokens, 0) = s.TotalRemainingTokens THEN 'marked as used up'
    WHEN t.RestUntil > SYSUTCDATETIME() THEN COALESCE('rests: ' + t.RestReason, 'rests')
    ELSE 'little left'
  END AS Reason
FROM [docUpload].[TokenMaster] AS t
LEFT JOIN [docUpload].[TokenUsageSummary] AS s
  ON s.SummaryID = (SELECT MIN(o.SummaryID) FROM [docUpload].[TokenUsageSummary] AS o WHERE o.TokenID = t.TokenID)
WHERE COALESCE(LTRIM(RTRIM(t.ApiKey)), '') = ''
  OR COALESCE(LTRIM(RTRIM(t.Status)), '') NOT IN ('Active', 'BelowThreshold')
  OR t.TotalTokenLimit - COALESCE(s.TotalUsedTokens, 0) < COALESCE(s.Threshold, 3000)
  OR t.RestUntil > SYSUTCDATETIME();
GO
