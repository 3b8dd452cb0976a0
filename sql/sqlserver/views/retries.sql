-- Failed calls of the AI providers by day, company, key and provider: how many, of how many requests, how many were worth repeating. Days and
-- LastAt are as Timestamp has them: of UTC, or of the zone that sqlserver.time_zone names. The rows
-- themselves: SELECT * FROM RetryAttempts WHERE RequestID = '…'. A view for operators: the service neither makes nor needs it. Wants the columns of
-- 009-own-log-columns.sql.
-- sqlcmd -b -d DATABASE -i retries.sql
IF OBJECT_ID(N'[docUpload].[Retries]', N'V') IS NOT NULL DROP VIEW [docUpload].[Retries];
GO
CREATE VIEW [docUpload].[Retries] AS
SELECT
  CAST(r.Timestamp AS DATE) AS RetryDay, r.CompanyID, r.TokenID, r.Provider, COUNT(*) AS FailedCalls, COUNT(DISTINCT r.RequestID) AS Requests,
  SUM(CASE WHEN r.IsRetryable = 1 THEN 1 ELSE 0 END) AS Repeatable, MAX(r.Timestamp) AS LastAt
FROM [dbo].[RetryAttempts] AS r
WHERE r.WrittenBy = 'tokenwheel'
GROUP BY CAST(r.Timestamp AS DATE), r.CompanyID, r.TokenID, r.Provider;
GO
