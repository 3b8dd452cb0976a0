-- Only what the service wrote itself, since its first start: rows of others are theirs. Rows were written in the order of their ids, so the oldest
-- @limit of them are looked at, and no index on the time is needed.
SET NOCOUNT ON;
DECLARE @deleted INT;
SET @deleted = 0;
DELETE FROM [dbo].[ApplicationLogs] WHERE LogID IN ( -- ours
  SELECT o.LogID FROM (SELECT TOP (@limit) LogID, Timestamp FROM [dbo].[ApplicationLogs] -- ours
    WHERE LogID > (SELECT b.LastID FROM [docUpload].[TokenwheelBaselines] AS b WHERE b.TableName = 'ApplicationLogs') -- ours
      AND Logger LIKE 'tokenwheel%' ORDER BY LogID) AS o -- ours
  WHERE o.Timestamp < @before); -- ours
SET @deleted = @deleted + @@ROWCOUNT; -- ours
DELETE FROM [dbo].[RetryAttempts] WHERE RetryID IN ( -- ours
  SELECT o.RetryID FROM (SELECT TOP (@limit) RetryID, Timestamp FROM [dbo].[RetryAttempts] -- ours
    WHERE RetryID > (SELECT b.LastID FROM [docUpload].[TokenwheelBaselines] AS b WHERE b.TableName = 'RetryAttempts') -- ours
    ORDER BY RetryID) AS o -- ours
  WHERE o.Timestamp < @before); -- ours
SET @deleted = @deleted + @@ROWCOUNT; -- ours
SELECT @deleted AS Deleted;
