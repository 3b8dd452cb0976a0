-- Rows were written in the order of their ids, so only the oldest @limit are looked at, and no index on the time is needed.
SET NOCOUNT ON;
DECLARE @deleted INT;
DELETE FROM [dbo].[ApplicationLogs] WHERE LogID IN (
  SELECT o.LogID FROM (SELECT TOP (@limit) LogID, Timestamp FROM [dbo].[ApplicationLogs] ORDER BY LogID) AS o WHERE o.Timestamp < @before);
SET @deleted = @@ROWCOUNT;
DELETE FROM [dbo].[RetryAttempts] WHERE RetryID IN (
  SELECT o.RetryID FROM (SELECT TOP (@limit) RetryID, Timestamp FROM [dbo].[RetryAttempts] ORDER BY RetryID) AS o WHERE o.Timestamp < @before);
SET @deleted = @deleted + @@ROWCOUNT;
SELECT @deleted AS Deleted;
