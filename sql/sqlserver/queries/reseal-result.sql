-- The same contents under another key: only while nobody has reviewed it in between.
UPDATE [docUpload].[KeptResults]
SET Body = @body, Reviews = @reviews
WHERE ResultID = @id AND Revision = @revision;
SELECT @@ROWCOUNT AS Resealed;
