-- AI tokens by company and day, as GET /companies/{companyID}/usage adds them up. Days are as LoggedAt has
-- them: of UTC, or of the zone that sqlserver.time_zone names. A view for operators: the service neither makes nor needs it.
-- sqlcmd -b -d DATABASE -i usage-by-company-and-day.sql
IF OBJECT_ID(N'[docUpload].[UsageByCompanyAndDay]', N'V') IS NOT NULL DROP VIEW [docUpload].[UsageByCompanyAndDay];
GO
CREATE VIEW [docUpload].[UsageByCompanyAndDay] AS
SELECT
  COALESCE(l.CompanyID, t.CompanyID) AS CompanyID, CAST(l.LoggedAt AS DATE) AS UsageDay, COUNT(*) AS Extractions,
  SUM(CAST(l.RequestCount AS BIGINT)) AS Requests, SUM(CAST(l.InputTokens AS BIGINT)) AS InputTokens,
  SUM(CAST(l.OutputTokens AS BIGINT)) AS OutputTokens, SUM(CAST(l.TotalTokensUsed AS BIGINT)) AS TotalTokens
FROM [docUpload].[TokenUsageLogs] AS l
LEFT JOIN [docUpload].[TokenMaster] AS t ON t.TokenID = l.TokenID
GROUP BY COALESCE(l.CompanyID, t.CompanyID), CAST(l.LoggedAt AS DATE);
GO
