-- What a log row or a failed attempt is about, where it says so.
ALTER TABLE ApplicationLogs ADD COLUMN RequestID VARCHAR(100) NULL; -- ours
ALTER TABLE ApplicationLogs ADD COLUMN CompanyID VARCHAR(50) NULL; -- ours
ALTER TABLE ApplicationLogs ADD COLUMN TokenID INT NULL; -- ours
ALTER TABLE ApplicationLogs ADD COLUMN Provider VARCHAR(100) NULL; -- ours
ALTER TABLE RetryAttempts ADD COLUMN RequestID VARCHAR(100) NULL; -- ours
ALTER TABLE RetryAttempts ADD COLUMN Provider VARCHAR(100) NULL; -- ours
