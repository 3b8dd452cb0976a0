-- As purge-logs.sql, of the other table.
SET NOCOUNT ON;
SET LOCK_TIMEOUT 3000; -- ours
DECLARE @deleted INT;
DECLARE @more INT;
DECLARE @from INT; -- ours
DECLARE @upto INT; -- ours
DECLARE @young INT; -- ours
DECLARE @last INT; -- ours
SET @deleted = 0;
SET @more = 0;
-- The newest row of the last time is another one, or gone: the table was emptied (TRUNCATE begins its ids anew), and all of it is looked at.
UPDATE [docUpload].[TokenwheelPurges] SET LastID = 0, NewestID = NULL, NewestAt = NULL -- ours
WHERE TableName = 'RetryAttempts' AND NewestID IS NOT NULL AND NOT EXISTS ( -- ours
  SELECT 1 FROM [dbo].[RetryAttempts] AS n WHERE n.RetryID = NewestID AND (n.Timestamp = NewestAt OR (n.Timestamp IS NULL AND NewestAt IS NULL))); -- ours
SET @last = (SELECT MAX(RetryID) FROM [dbo].[RetryAttempts]); -- ours
SET @from = (SELECT LastID FROM [docUpload].[TokenwheelPurges] WHERE TableName = 'RetryAttempts'); -- ours
SET @upto = (SELECT MAX(s.RetryID) FROM (SELECT TOP (@limit) RetryID FROM [dbo].[RetryAttempts] WHERE RetryID > @from ORDER BY RetryID) AS s); -- ours
-- The end is looked at as a whole: the place that is remembered does not go into it.
IF @last - @from <= 12000 SET @upto = @last; -- ours
SET @young = (SELECT MIN(RetryID) FROM [dbo].[RetryAttempts] -- ours
  WHERE RetryID > @from AND RetryID <= @upto AND WrittenBy = 'tokenwheel' AND (Timestamp >= @before OR Timestamp IS NULL)); -- ours
DELETE FROM [dbo].[RetryAttempts] WHERE RetryID IN (SELECT TOP (@limit) o.RetryID FROM [dbo].[RetryAttempts] AS o -- ours
  WHERE o.RetryID > @from AND o.RetryID <= @upto AND o.WrittenBy = 'tokenwheel' AND o.Timestamp < @before ORDER BY o.RetryID); -- ours
SET @deleted = @@ROWCOUNT; -- ours
SET @more = CASE WHEN @young IS NULL AND @upto < @last THEN 1 ELSE 0 END; -- ours
-- Never up to the very end: rows with lower ids may be under way to it.
UPDATE [docUpload].[TokenwheelPurges] -- ours
SET LastID = CASE WHEN @young IS NOT NULL AND @young - 1 < @last - 10000 THEN @young - 1 WHEN @upto < @last - 10000 THEN @upto -- ours
    WHEN @from < @last - 10000 THEN @last - 10000 ELSE @from END, -- ours
  NewestID = @last, NewestAt = (SELECT n.Timestamp FROM [dbo].[RetryAttempts] AS n WHERE n.RetryID = @last) -- ours
WHERE TableName = 'RetryAttempts' AND LastID = @from AND @last IS NOT NULL; -- ours
SELECT @deleted AS Deleted, @more AS More;
