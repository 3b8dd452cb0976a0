-- One usage: log row, summary, status, all or nothing. @requestId is recorded once. The row of the summary comes first, for everybody who writes to
-- more than one of the tables: its lock lets the writers of one key follow each other, so that no update is lost and none deadlocks. Nothing is
-- written that changes nothing: the triggers of whoever owns the tables run for what happens, and for nothing else.
SET XACT_ABORT ON;
SET NOCOUNT ON;
SET LOCK_TIMEOUT 10000;
DECLARE @isNew INT;
DECLARE @key INT;
DECLARE @summary INT;
DECLARE @limit INT;
DECLARE @before BIGINT;
DECLARE @left INT;
DECLARE @threshold INT;
DECLARE @isRaised INT;
DECLARE @written VARCHAR(50);
DECLARE @next VARCHAR(50);
BEGIN TRANSACTION;
INSERT INTO [docUpload].[TokenUsageRequests] (RequestID, RecordedAt)
SELECT @requestId, SYSUTCDATETIME()
WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenUsageRequests] WHERE RequestID = @requestId);
SET @isNew = @@ROWCOUNT;
IF @isNew = 1
BEGIN
  SELECT @key = TokenID, @limit = TotalTokenLimit FROM [docUpload].[TokenMaster] WHERE TokenID = @keyId;
  -- Where there was no unique constraint there may be two rows of one key: the first one counts.
  SET @summary = (SELECT MIN(SummaryID) FROM [docUpload].[TokenUsageSummary] WHERE TokenID = @key);
  IF @key IS NOT NULL AND @summary IS NULL
  BEGIN
    -- No constraint keeps two first writers from making two summaries: they follow each other on a row of the service's own.
    UPDATE [docUpload].[TokenUsageRequests] SET RecordedAt = SYSUTCDATETIME() WHERE RequestID = @firstOfKey;
    IF @@ROWCOUNT = 0 INSERT INTO [docUpload].[TokenUsageRequests] (RequestID, RecordedAt) VALUES (@firstOfKey, SYSUTCDATETIME());
    -- A key that nobody has summed up begins at its history.
    SET @before = COALESCE((SELECT SUM(CAST(TotalTokensUsed AS BIGINT)) FROM [docUpload].[TokenUsageLogs] WHERE TokenID = @key), 0);
    IF @before > 2147483647 SET @before = 2147483647;
    SET @left = CASE WHEN @limit IS NULL THEN NULL WHEN @before >= @limit THEN 0 ELSE @limit - @before END;
    INSERT INTO [docUpload].[TokenUsageSummary] (TokenID, TotalUsedTokens, TotalRemainingTokens, Threshold)
    SELECT @key, @before, @left, @defaultThreshold WHERE NOT EXISTS (SELECT 1 FROM [docUpload].[TokenUsageSummary] WHERE TokenID = @key);
    SET @summary = (SELECT MIN(SummaryID) FROM [docUpload].[TokenUsageSummary] WHERE TokenID = @key);
  END;

  -- A limit that was raised by hand, before the summary's new figures hide it.
  SELECT @before = COALESCE(TotalUsedTokens, 0), @left = TotalRemainingTokens FROM [docUpload].[TokenUsageSummary] WHERE SummaryID = @summary;
  SET @isRaised = 0;
  IF @left < 0 SET @left = 0;
  IF @limit - @before > @left OR @limit IS NULL AND @left IS NOT NULL SET @isRaised = 1;

  -- In BIGINT and kept within INT: a total that overflowed would refuse its row for ever.
  UPDATE [docUpload].[TokenUsageSummary]
  SET TotalUsedTokens = CASE WHEN CAST(COALESCE(TotalUsedTokens, 0) AS BIGINT) + @used > 2147483647 THEN 2147483647
      ELSE COALESCE(TotalUsedTokens, 0) + @used END,
    TotalRemainingTokens = CASE WHEN @limit IS NULL THEN NULL
      WHEN CAST(COALESCE(TotalUsedTokens, 0) AS BIGINT) + @used >= @limit THEN 0
      ELSE @limit - COALESCE(TotalUsedTokens, 0) - @used END,
    LastUpdated = @loggedAt
  WHERE SummaryID = @summary;

  INSERT INTO [docUpload].[TokenUsageLogs] (TokenID, Branch, RequestedBy, InputTokens, OutputTokens, TextPromptTokens, ImagePromptTokens,
    TextCandidatesTokens, TotalTokensUsed, RequestCount, LoggedAt, RequestID, CompanyID, LicenceID, Provider, Model, RawUsage)
  VALUES (@key, @branch, @requestedBy, @inputTokens, @outputTokens, @textPromptTokens, @imagePromptTokens, @textCandidatesTokens, @used,
    @requestCount, @loggedAt, @requestId, @company, @licenceId, @provider, @model, @rawUsage);

  -- It only ever goes down, but for a limit that was raised by hand; a key that was switched off meanwhile stays off. No limit, no change.
  SELECT @left = TotalRemainingTokens, @threshold = COALESCE(Threshold, @defaultThreshold) FROM [docUpload].[TokenUsageSummary]
  WHERE SummaryID = @summary;
  SET @written = (SELECT LTRIM(RTRIM(Status)) FROM [docUpload].[TokenMaster] WHERE TokenID = @key);
  SET @next = @written;
  IF @isRaised = 1 AND @written IN ('BelowThreshold', 'FullyUtilized', 'Exceeded') SET @next = 'Active';
  IF @next IN ('Active', 'BelowThreshold') SET @next = CASE WHEN @left <= 0 THEN 'FullyUtilized' WHEN @left < @threshold THEN 'BelowThreshold' ELSE @next END;
  IF @next <> @written UPDATE [docUpload].[TokenMaster] SET Status = @next WHERE TokenID = @key AND LTRIM(RTRIM(Status)) = @written;
END;
COMMIT TRANSACTION;
SELECT @isNew AS Recorded;
