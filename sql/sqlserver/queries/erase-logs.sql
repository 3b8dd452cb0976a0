-- One person's address out of a stretch of the service's own rows. @after is null at first; the answer says how far it came, and what the last id is.
SET NOCOUNT ON;
DECLARE @from INT;
DECLARE @last INT;
DECLARE @lastAttempt INT;
SET @from = @after;
IF @from IS NULL SET @from = (SELECT MIN(m.First) FROM (
  SELECT MIN(LogID) - 1 AS First FROM [dbo].[ApplicationLogs] UNION ALL SELECT MIN(RetryID) - 1 FROM [dbo].[RetryAttempts]) AS m);
SET @from = COALESCE(@from, 0);
SET @last = COALESCE((SELECT MAX(LogID) FROM [dbo].[ApplicationLogs]), 0);
SET @lastAttempt = COALESCE((SELECT MAX(RetryID) FROM [dbo].[RetryAttempts]), 0);
IF @lastAttempt > @last SET @last = @lastAttempt;
UPDATE [dbo].[ApplicationLogs]
SET Message = REPLACE(Message, @text, '[erased]'), Exception = REPLACE(Exception, @text, '[erased]')
WHERE LogID > @from AND LogID <= @from + @span AND Logger LIKE 'tokenwheel%'
  AND (CHARINDEX(@text, Message) > 0 OR CHARINDEX(@text, Exception) > 0);
UPDATE [dbo].[RetryAttempts] SET ErrorMessage = REPLACE(ErrorMessage, @text, '[erased]') -- ours
WHERE RetryID > @from AND RetryID <= @from + @span AND WrittenBy = 'tokenwheel' AND CHARINDEX(@text, ErrorMessage) > 0; -- ours
SELECT @from + @span AS Upto, @last AS Last;
