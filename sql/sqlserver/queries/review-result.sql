-- Only the very reviews that were read: somebody else's in between are not overwritten.
UPDATE [docUpload].[KeptResults]
SET Reviews = @reviews, Revision = Revision + 1
WHERE ResultID = @id AND Revision = @revision;
SELECT @@ROWCOUNT AS Reviewed;
