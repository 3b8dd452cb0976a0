-- What the service adds: nullable columns, and tables of its own. Existing rows are not touched.
-- Run by the service, or by a DBA where its login may not: sqlcmd -b -d DATABASE -i 002-own-columns.sql
IF COL_LENGTH(N'docUpload.TokenMaster', N'RestUntil') IS NULL ALTER TABLE [docUpload].[TokenMaster] ADD RestUntil DATETIME2(3) NULL;
IF COL_LENGTH(N'docUpload.TokenMaster', N'RestReason') IS NULL ALTER TABLE [docUpload].[TokenMaster] ADD RestReason VARCHAR(200) NULL;
IF COL_LENGTH(N'docUpload.TokenUsageLogs', N'RequestID') IS NULL ALTER TABLE [docUpload].[TokenUsageLogs] ADD RequestID VARCHAR(100) NULL;
IF COL_LENGTH(N'docUpload.TokenUsageLogs', N'CompanyID') IS NULL ALTER TABLE [docUpload].[TokenUsageLogs] ADD CompanyID VARCHAR(50) NULL;
IF COL_LENGTH(N'docUpload.TokenUsageLogs', N'LicenceID') IS NULL ALTER TABLE [docUpload].[TokenUsageLogs] ADD LicenceID VARCHAR(100) NULL;
IF COL_LENGTH(N'docUpload.TokenUsageLogs', N'Provider') IS NULL ALTER TABLE [docUpload].[TokenUsageLogs] ADD Provider VARCHAR(100) NULL;
IF COL_LENGTH(N'docUpload.TokenUsageLogs', N'Model') IS NULL ALTER TABLE [docUpload].[TokenUsageLogs] ADD Model VARCHAR(100) NULL;
IF COL_LENGTH(N'docUpload.TokenUsageLogs', N'RawUsage') IS NULL ALTER TABLE [docUpload].[TokenUsageLogs] ADD RawUsage NVARCHAR(MAX) NULL;
GO
-- A usage is counted once, however often it is delivered. A table of its own, because a filtered unique index on TokenUsageLogs would
-- make the inserts of other programs fail that run with QUOTED_IDENTIFIER OFF.
IF OBJECT_ID(N'[docUpload].[TokenUsageRequests]', N'U') IS NULL
CREATE TABLE [docUpload].[TokenUsageRequests] (
  RequestID VARCHAR(100) NOT NULL,
  RecordedAt DATETIME2(3) NOT NULL,
  PRIMARY KEY (RequestID)
);
GO
IF OBJECT_ID(N'[docUpload].[TokenwheelMigrations]', N'U') IS NULL
CREATE TABLE [docUpload].[TokenwheelMigrations] (
  Number INT NOT NULL,
  AppliedAt DATETIME2(3) NOT NULL,
  PRIMARY KEY (Number)
);
GO
-- Log rows up to these were there before the service: it deletes none of them by age.
IF OBJECT_ID(N'[docUpload].[TokenwheelBaselines]', N'U') IS NULL
CREATE TABLE [docUpload].[TokenwheelBaselines] (
  TableName VARCHAR(50) NOT NULL,
  LastID INT NOT NULL,
  PRIMARY KEY (TableName)
);
GO
INSERT INTO [docUpload].[TokenwheelBaselines] (TableName, LastID)
SELECT 'ApplicationLogs', COALESCE((SELECT MAX(LogID) FROM [dbo].[ApplicationLogs]), 0)
WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelBaselines] WHERE TableName = 'ApplicationLogs');
INSERT INTO [docUpload].[TokenwheelBaselines] (TableName, LastID)
SELECT 'RetryAttempts', COALESCE((SELECT MAX(RetryID) FROM [dbo].[RetryAttempts]), 0)
WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelBaselines] WHERE TableName = 'RetryAttempts');
GO
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 1, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 1);
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 2, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 2);
GO
