SET NOCOUNT ON;
DECLARE @deleted INT;
SET @deleted = 0;
IF OBJECT_ID(N'[docUpload].[KeptResults]', N'U') IS NOT NULL
BEGIN
  DELETE FROM [docUpload].[KeptResults] WHERE ResultID IN (
    SELECT TOP (@limit) ResultID FROM [docUpload].[KeptResults] WHERE CreatedAt < @before
  );
  SET @deleted = @@ROWCOUNT;
END;
SELECT @deleted AS Deleted;
