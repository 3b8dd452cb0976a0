#!/bin/bash
# Makes what the service finds at its start: its database, and a login that may do nothing elsewhere. Safe to repeat; run again with another
# password it changes the login's. Takes from the environment, where other processes do not see them: SERVER, SQLCMDPASSWORD (the
# administrator's, read by sqlcmd itself) and SERVICE_PASSWORD (the login's, read by the script).
set -euo pipefail

# The password stands in a URL (SQLSERVER_URL) and between quotes in T-SQL. These characters mean the same in both.
if [[ ! $SERVICE_PASSWORD =~ ^[A-Za-z0-9._~-]{8,128}$ ]]; then
  echo 'MSSQL_SERVICE_PASSWORD needs 8 to 128 characters, all of them letters, digits or - . _ ~' >&2
  exit 78
fi

# -b: the first error ends it with an exit code. -C: the server's certificate is its own, see docker-compose.yml.
exec /opt/mssql-tools18/bin/sqlcmd -C -b -l 30 -S "$SERVER" -U sa -i "$(dirname "$0")/create-database.sql"
