-- One usage: log row, summary, status, all or nothing. @requestId is recorded once; the row lock on TokenMaster, taken first by everybody
-- who also writes the summary, lets the writers of one key follow each other, so that no update is lost and none deadlocks.
SET XACT_ABORT ON;
SET NOCOUNT ON;
SET LOCK_TIMEOUT 10000;
DECLARE @isNew INT;
BEGIN TRANSACTION;
INSERT INTO [docUpload].[TokenUsageRequests] (RequestID, RecordedAt)
SELECT @requestId, SYSUTCDATETIME()
WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenUsageRequests] WHERE RequestID = @requestId);
SET @isNew = @@ROWCOUNT;
IF @isNew = 1
BEGIN
  UPDATE [docUpload].[TokenMaster] SET Status = Status WHERE TokenID = @keyId;

  INSERT INTO [docUpload].[TokenUsageLogs] (TokenID, Branch, RequestedBy, InputTokens, OutputTokens, TextPromptTokens, ImagePromptTokens,
    TextCandidatesTokens, TotalTokensUsed, RequestCount, LoggedAt, RequestID, CompanyID, LicenceID, Provider, Model, RawUsage)
  SELECT (SELECT TokenID FROM [docUpload].[TokenMaster] WHERE TokenID = @keyId), @branch, @requestedBy, @inputTokens, @outputTokens,
    @textPromptTokens, @imagePromptTokens, @textCandidatesTokens, @used, @requestCount, @loggedAt, @requestId, @company, @licenceId,
    @provider, @model, @rawUsage;

  INSERT INTO [docUpload].[TokenUsageSummary] (TokenID, TotalUsedTokens, TotalRemainingTokens, Threshold)
  SELECT TokenID, 0, TotalTokenLimit, @defaultThreshold FROM [docUpload].[TokenMaster]
  WHERE TokenID = @keyId AND NOT EXISTS (SELECT 1 FROM [docUpload].[TokenUsageSummary] WHERE TokenID = @keyId);

  -- In BIGINT and kept within INT: a total that overflowed would refuse its row for ever.
  UPDATE [docUpload].[TokenUsageSummary]
  SET TotalUsedTokens = CASE WHEN CAST(COALESCE(TotalUsedTokens, 0) AS BIGINT) + @used > 2147483647 THEN 2147483647
      ELSE COALESCE(TotalUsedTokens, 0) + @used END,
    TotalRemainingTokens = (
      SELECT CASE WHEN t.TotalTokenLimit IS NULL THEN NULL
        WHEN CAST(COALESCE(TotalUsedTokens, 0) AS BIGINT) + @used >= t.TotalTokenLimit THEN 0
        ELSE t.TotalTokenLimit - COALESCE(TotalUsedTokens, 0) - @used END
      FROM [docUpload].[TokenMaster] AS t WHERE t.TokenID = @keyId),
    LastUpdated = @loggedAt
  -- Where there was no unique constraint there may be two rows of one key: the first one counts.
  WHERE SummaryID = (SELECT MIN(SummaryID) FROM [docUpload].[TokenUsageSummary] WHERE TokenID = @keyId);

  -- It only ever goes down: a key that was switched off meanwhile stays off. No limit, no change.
  UPDATE [docUpload].[TokenMaster]
  SET Status = (SELECT CASE WHEN s.TotalRemainingTokens <= 0 THEN 'FullyUtilized' ELSE 'BelowThreshold' END
    FROM [docUpload].[TokenUsageSummary] AS s
    WHERE s.SummaryID = (SELECT MIN(SummaryID) FROM [docUpload].[TokenUsageSummary] WHERE TokenID = @keyId))
  WHERE TokenID = @keyId AND Status IN ('Active', 'BelowThreshold') AND EXISTS (
    SELECT 1 FROM [docUpload].[TokenUsageSummary] AS s
    WHERE s.SummaryID = (SELECT MIN(SummaryID) FROM [docUpload].[TokenUsageSummary] WHERE TokenID = @keyId)
      AND (s.TotalRemainingTokens <= 0 OR s.TotalRemainingTokens < COALESCE(s.Threshold, @defaultThreshold)));
END;
COMMIT TRANSACTION;
SELECT @isNew AS Recorded;
