-- Answered with an error where one of the five tables, a column of them, or the right to read it is missing.
SET LOCK_TIMEOUT 1000;
SELECT TOP (0) TokenID, CompanyID, CompanyName, ApiKey, Provider, TotalTokenLimit, Status, CreatedAt FROM [docUpload].[TokenMaster];
SELECT TOP (0) UsageID, TokenID, Branch, RequestedBy, InputTokens, OutputTokens, TextPromptTokens, ImagePromptTokens, TextCandidatesTokens,
  TotalTokensUsed, RequestCount, LoggedAt FROM [docUpload].[TokenUsageLogs];
SELECT TOP (0) SummaryID, TokenID, TotalUsedTokens, TotalRemainingTokens, Threshold, LastUpdated FROM [docUpload].[TokenUsageSummary];
SELECT TOP (0) LogID, Timestamp, LogLevel, Logger, Message, Exception, Module, FunctionName, LineNumber FROM [dbo].[ApplicationLogs];
SELECT TOP (0) RetryID, TokenID, CompanyID, Attempt, ErrorMessage, IsRetryable, Timestamp FROM [dbo].[RetryAttempts];
