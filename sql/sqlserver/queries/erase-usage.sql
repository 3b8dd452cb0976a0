-- One person's address out of a stretch of the service's own usage rows, with what stands beside it in a label; what is counted stays. @after is null at
-- first; the answer says how far it came, and what the last id is. A label
-- goes where the address stands in it, and not merely one that ends or goes on with the same letters; a label that holds the letters twice goes, too.
SET NOCOUNT ON;
DECLARE @from INT;
DECLARE @last INT;
SET @from = @after;
IF @from IS NULL SET @from = (SELECT MIN(UsageID) - 1 FROM [docUpload].[TokenUsageLogs]);
SET @from = COALESCE(@from, 0);
SET @last = COALESCE((SELECT MAX(UsageID) FROM [docUpload].[TokenUsageLogs]), 0);
UPDATE [docUpload].[TokenUsageLogs] SET -- ours
  RequestedBy = CASE WHEN CHARINDEX(@text, RequestedBy) > 0 AND (CHARINDEX(@text, RequestedBy, CHARINDEX(@text, RequestedBy) + 1) > 0 -- ours
    OR CHARINDEX(SUBSTRING(' ' + RequestedBy, CHARINDEX(@text, RequestedBy), 1), @before) = 0 -- ours
      AND CHARINDEX(SUBSTRING(RequestedBy + ' ', CHARINDEX(@text, RequestedBy) + LEN(@text), 1), @behind) = 0) THEN '[erased]' ELSE RequestedBy END, -- ours
  Branch = CASE WHEN CHARINDEX(@text, Branch) > 0 AND (CHARINDEX(@text, Branch, CHARINDEX(@text, Branch) + 1) > 0 -- ours
    OR CHARINDEX(SUBSTRING(' ' + Branch, CHARINDEX(@text, Branch), 1), @before) = 0 -- ours
      AND CHARINDEX(SUBSTRING(Branch + ' ', CHARINDEX(@text, Branch) + LEN(@text), 1), @behind) = 0) THEN '[erased]' ELSE Branch END, -- ours
  LicenceID = CASE WHEN CHARINDEX(@text, LicenceID) > 0 AND (CHARINDEX(@text, LicenceID, CHARINDEX(@text, LicenceID) + 1) > 0 -- ours
    OR CHARINDEX(SUBSTRING(' ' + LicenceID, CHARINDEX(@text, LicenceID), 1), @before) = 0 -- ours
      AND CHARINDEX(SUBSTRING(LicenceID + ' ', CHARINDEX(@text, LicenceID) + LEN(@text), 1), @behind) = 0) THEN '[erased]' ELSE LicenceID END, -- ours
  RawUsage = REPLACE(RawUsage, @text, '[erased]') -- ours
WHERE UsageID > @from AND UsageID <= @from + @span AND RequestID IS NOT NULL AND (CHARINDEX(@text, RequestedBy) > 0 -- ours
  OR CHARINDEX(@text, Branch) > 0 OR CHARINDEX(@text, LicenceID) > 0 OR CHARINDEX(@text, RawUsage) > 0); -- ours
SELECT @from + @span AS Upto, @last AS Last;
