-- What a look at the database tells an operator before the service starts.
SELECT d.is_read_committed_snapshot_on AS IsSnapshot, DB_NAME() AS DatabaseName, CAST(SERVERPROPERTY('ProductVersion') AS VARCHAR(50)) AS Version
FROM sys.databases AS d WHERE d.name = DB_NAME();
