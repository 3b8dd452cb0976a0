-- What the service warned of, with the request, company and key where the line names them; the newest: ORDER BY LoggedAt DESC.
-- LoggedAt is UTC, or of the zone that sqlserver.time_zone names. A view for operators:
-- the service neither makes nor needs it. Wants the columns of 009-own-log-columns.sql.
-- sqlcmd -b -d DATABASE -i failures.sql
IF OBJECT_ID(N'[docUpload].[Failures]', N'V') IS NOT NULL DROP VIEW [docUpload].[Failures];
GO
CREATE VIEW [docUpload].[Failures] AS
SELECT a.LogID, a.Timestamp AS LoggedAt, a.LogLevel, a.RequestID, a.CompanyID, a.TokenID, a.Provider, a.Message, a.Exception, a.Logger
FROM [dbo].[ApplicationLogs] AS a
WHERE a.WrittenBy = 'tokenwheel' AND a.LogLevel IN ('WARNING', 'ERROR', 'CRITICAL');
GO
