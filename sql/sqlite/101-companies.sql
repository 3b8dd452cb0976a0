-- The company side's five tables, with the columns operators know (SQL Server: [docUpload].*); what is ours is nullable and marked.
-- DATETIME columns hold ISO 8601 in UTC, so that text order is time order. NOCASE: SQL Server's default collation ignores case too.
CREATE TABLE TokenMaster (
  TokenID INTEGER PRIMARY KEY AUTOINCREMENT,
  CompanyID VARCHAR(50) COLLATE NOCASE,
  CompanyName VARCHAR(200),
  ApiKey VARCHAR(500),
  Provider VARCHAR(100),
  TotalTokenLimit INT,
  Status VARCHAR(50) COLLATE NOCASE,
  CreatedAt DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  RestUntil DATETIME NULL, -- ours: out of quota until then
  RestReason VARCHAR(200) NULL -- ours
);
CREATE INDEX IX_TokenMaster_CompanyID ON TokenMaster (CompanyID);

CREATE TABLE TokenUsageLogs (
  UsageID INTEGER PRIMARY KEY AUTOINCREMENT,
  TokenID INT REFERENCES TokenMaster (TokenID),
  Branch VARCHAR(50),
  RequestedBy VARCHAR(100),
  InputTokens INT,
  OutputTokens INT,
  TextPromptTokens INT,
  ImagePromptTokens INT,
  TextCandidatesTokens INT,
  TotalTokensUsed INT,
  RequestCount INT,
  LoggedAt DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  RequestID VARCHAR(100) NULL, -- ours: a usage is counted once, however often it is delivered
  CompanyID VARCHAR(50) NULL COLLATE NOCASE, -- ours: the fallback key has no TokenID
  LicenceID VARCHAR(100) NULL, -- ours
  Provider VARCHAR(100) NULL, -- ours
  Model VARCHAR(100) NULL, -- ours
  RawUsage TEXT NULL -- ours: what the provider reported, word for word
);
CREATE UNIQUE INDEX UX_TokenUsageLogs_RequestID ON TokenUsageLogs (RequestID) WHERE RequestID IS NOT NULL;
CREATE INDEX IX_TokenUsageLogs_CompanyID ON TokenUsageLogs (CompanyID, LoggedAt);

CREATE TABLE TokenUsageSummary (
  SummaryID INTEGER PRIMARY KEY AUTOINCREMENT,
  TokenID INT REFERENCES TokenMaster (TokenID),
  TotalUsedTokens INT DEFAULT 0,
  TotalRemainingTokens INT,
  Threshold INT DEFAULT 3000,
  LastUpdated DATETIME
);
CREATE UNIQUE INDEX UX_TokenUsageSummary_TokenID ON TokenUsageSummary (TokenID);

CREATE TABLE ApplicationLogs (
  LogID INTEGER PRIMARY KEY AUTOINCREMENT,
  Timestamp DATETIME,
  LogLevel VARCHAR(20),
  Logger VARCHAR(255),
  Message TEXT,
  Exception TEXT,
  Module VARCHAR(255),
  FunctionName VARCHAR(255),
  LineNumber INT
);

CREATE TABLE RetryAttempts (
  RetryID INTEGER PRIMARY KEY AUTOINCREMENT,
  TokenID INT,
  CompanyID VARCHAR(50) COLLATE NOCASE,
  Attempt INT,
  ErrorMessage TEXT,
  IsRetryable BIT,
  Timestamp DATETIME
);
