-- Answers of /extract that are kept for extraction.keep_days, packed and sealed, with what people corrected in them: a table of its own.
-- Run by the service, or by a DBA where its login may not: sqlcmd -b -d DATABASE -i 008-kept-results.sql
IF OBJECT_ID(N'[docUpload].[KeptResults]', N'U') IS NULL
CREATE TABLE [docUpload].[KeptResults] (
  ResultID VARCHAR(100) NOT NULL,
  RequestName VARCHAR(100) NOT NULL,
  CompanyID VARCHAR(50) NOT NULL,
  CreatedAt DATETIME2(3) NOT NULL,
  Body NVARCHAR(MAX) NOT NULL,
  Reviews NVARCHAR(MAX) NULL,
  Revision INT NOT NULL DEFAULT 0,
  PRIMARY KEY (ResultID)
);
GO
IF NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 8)
CREATE INDEX IX_tokenwheel_KeptResults_RequestName ON [docUpload].[KeptResults] (RequestName);
GO
INSERT INTO [docUpload].[TokenwheelMigrations] (Number, AppliedAt)
SELECT 8, SYSUTCDATETIME() WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenwheelMigrations] WHERE Number = 8);
GO
