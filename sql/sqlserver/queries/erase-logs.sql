-- One person's address out of a stretch of the service's own rows. @after is null at first; the answer says how far it came, and what the last id is.
SET NOCOUNT ON;
DECLARE @from INT;
DECLARE @last INT;
DECLARE @erased INT;
SET @erased = 0;
SET @from = COALESCE(@after, (SELECT MIN(LogID) - 1 FROM [dbo].[ApplicationLogs]), 0);
SET @last = COALESCE((SELECT MAX(LogID) FROM [dbo].[ApplicationLogs]), 0);
UPDATE [dbo].[ApplicationLogs]
SET Message = REPLACE(Message, @text, '[erased]'), Exception = REPLACE(Exception, @text, '[erased]')
WHERE LogID > @from AND LogID <= @from + @span AND Logger LIKE 'tokenwheel%'
  AND (CHARINDEX(@text, Message) > 0 OR CHARINDEX(@text, Exception) > 0);
SET @erased = @@ROWCOUNT;
SELECT @erased AS Erased, @from + @span AS Upto, @last AS Last;
