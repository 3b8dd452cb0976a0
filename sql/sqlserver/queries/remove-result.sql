DELETE FROM [docUpload].[KeptResults] WHERE ResultID = @id;
