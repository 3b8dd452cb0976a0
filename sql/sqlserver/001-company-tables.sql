-- The company side's five tables as operators know them. What is there already is left as it is, with its data.
-- Run by the service, or by a DBA where its login may not: sqlcmd -b -d DATABASE -i 001-company-tables.sql
-- Only what SQL Server 2019 and Babelfish for PostgreSQL both understand.
IF SCHEMA_ID(N'docUpload') IS NULL EXEC (N'CREATE SCHEMA [docUpload]');
GO
IF OBJECT_ID(N'[docUpload].[TokenMaster]', N'U') IS NULL
CREATE TABLE [docUpload].[TokenMaster] (
  TokenID INT IDENTITY(1,1) NOT NULL,
  CompanyID VARCHAR(50) NULL,
  CompanyName VARCHAR(200) NULL,
  ApiKey VARCHAR(500) NULL,
  Provider VARCHAR(100) NULL,
  TotalTokenLimit INT NULL,
  Status VARCHAR(50) NULL,
  CreatedAt DATETIME NULL DEFAULT GETDATE(),
  PRIMARY KEY (TokenID)
);
GO
IF OBJECT_ID(N'[docUpload].[TokenUsageLogs]', N'U') IS NULL
CREATE TABLE [docUpload].[TokenUsageLogs] (
  UsageID INT IDENTITY(1,1) NOT NULL,
  TokenID INT NULL,
  Branch VARCHAR(50) NULL,
  RequestedBy VARCHAR(100) NULL,
  InputTokens INT NULL,
  OutputTokens INT NULL,
  TextPromptTokens INT NULL,
  ImagePromptTokens INT NULL,
  TextCandidatesTokens INT NULL,
  TotalTokensUsed INT NULL,
  RequestCount INT NULL,
  LoggedAt DATETIME NULL DEFAULT GETDATE(),
  PRIMARY KEY (UsageID),
  FOREIGN KEY (TokenID) REFERENCES [docUpload].[TokenMaster] (TokenID)
);
GO
IF OBJECT_ID(N'[docUpload].[TokenUsageSummary]', N'U') IS NULL
CREATE TABLE [docUpload].[TokenUsageSummary] (
  SummaryID INT IDENTITY(1,1) NOT NULL,
  TokenID INT NULL,
  TotalUsedTokens INT NULL DEFAULT 0,
  TotalRemainingTokens INT NULL,
  Threshold INT NULL DEFAULT 3000,
  LastUpdated DATETIME NULL,
  PRIMARY KEY (SummaryID),
  FOREIGN KEY (TokenID) REFERENCES [docUpload].[TokenMaster] (TokenID)
);
GO
IF OBJECT_ID(N'[dbo].[ApplicationLogs]', N'U') IS NULL
CREATE TABLE [dbo].[ApplicationLogs] (
  LogID INT IDENTITY(1,1) NOT NULL,
  Timestamp DATETIME NULL,
  LogLevel VARCHAR(20) NULL,
  Logger VARCHAR(255) NULL,
  Message VARCHAR(MAX) NULL,
  Exception VARCHAR(MAX) NULL,
  Module VARCHAR(255) NULL,
  FunctionName VARCHAR(255) NULL,
  LineNumber INT NULL,
  PRIMARY KEY (LogID)
);
GO
IF OBJECT_ID(N'[dbo].[RetryAttempts]', N'U') IS NULL
CREATE TABLE [dbo].[RetryAttempts] (
  RetryID INT IDENTITY(1,1) NOT NULL,
  TokenID INT NULL,
  CompanyID VARCHAR(50) NULL,
  Attempt INT NULL,
  ErrorMessage VARCHAR(MAX) NULL,
  IsRetryable BIT NULL,
  Timestamp DATETIME NULL,
  PRIMARY KEY (RetryID)
);
GO
