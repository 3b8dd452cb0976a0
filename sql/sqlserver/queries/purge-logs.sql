-- Old rows that say they are the service's own; rows of others are neither deleted nor, after the first time, looked at again. @limit rows are looked
-- at by one statement, in the order of their ids, so no index on the time is needed. More: 1 where the next ones may be old too.
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
WHERE TableName = 'ApplicationLogs' AND NewestID IS NOT NULL AND NOT EXISTS ( -- ours
  SELECT 1 FROM [dbo].[ApplicationLogs] AS n WHERE n.LogID = NewestID AND (n.Timestamp = NewestAt OR (n.Timestamp IS NULL AND NewestAt IS NULL))); -- ours
SET @last = (SELECT MAX(LogID) FROM [dbo].[ApplicationLogs]); -- ours
SET @from = (SELECT LastID FROM [docUpload].[TokenwheelPurges] WHERE TableName = 'ApplicationLogs'); -- ours
SET @upto = (SELECT MAX(s.LogID) FROM (SELECT TOP (@limit) LogID FROM [dbo].[ApplicationLogs] WHERE LogID > @from ORDER BY LogID) AS s); -- ours
-- The end is looked at as a whole: the place that is remembered does not go into it.
IF @last - @from <= 12000 SET @upto = @last; -- ours
SET @young = (SELECT MIN(LogID) FROM [dbo].[ApplicationLogs] -- ours
  WHERE LogID > @from AND LogID <= @upto AND WrittenBy = 'tokenwheel' AND (Timestamp >= @before OR Timestamp IS NULL)); -- ours
DELETE FROM [dbo].[ApplicationLogs] WHERE LogID IN (SELECT TOP (@limit) o.LogID FROM [dbo].[ApplicationLogs] AS o -- ours
  WHERE o.LogID > @from AND o.LogID <= @upto AND o.WrittenBy = 'tokenwheel' AND o.Timestamp < @before ORDER BY o.LogID); -- ours
SET @deleted = @@ROWCOUNT; -- ours
SET @more = CASE WHEN @young IS NULL AND @upto < @last THEN 1 ELSE 0 END; -- ours
-- Never up to the very end: rows with lower ids may be under way to it.
UPDATE [docUpload].[TokenwheelPurges] -- ours
SET LastID = CASE WHEN @young IS NOT NULL AND @young - 1 < @last - 10000 THEN @young - 1 WHEN @upto < @last - 10000 THEN @upto -- ours
    WHEN @from < @last - 10000 THEN @last - 10000 ELSE @from END, -- ours
  NewestID = @last, NewestAt = (SELECT n.Timestamp FROM [dbo].[ApplicationLogs] AS n WHERE n.LogID = @last) -- ours
WHERE TableName = 'ApplicationLogs' AND LastID = @from AND @last IS NOT NULL; -- ours
SELECT @deleted AS Deleted, @more AS More;
