import type { Settings } from '../settings/settings.ts'
import { StartError } from '../shared/start-error.ts'
import { loadDriver } from './sqlserver/driver.ts'
import { readSqlServerUrl } from './sqlserver/sql-server-url.ts'
import { LoginFailedError, tryLogin } from './sqlserver/try-login.ts'

/**
 * For `--check-config`: whether the login of `SQLSERVER_URL` is taken, and what is missing in the database. Changes nothing.
 * @throws StartError: 78 where the login is refused, 1 where the server cannot be reached
 */
export async function tryCompanyDatabase({ COMPANY_STORE, SQLSERVER_URL }: Settings): Promise<readonly string[]> {
  if (COMPANY_STORE !== 'sqlserver' || SQLSERVER_URL === undefined) return []
  const driver = await loadDriver()
  try {
    const found = await tryLogin(readSqlServerUrl(SQLSERVER_URL), driver)
    return ['The login of SQLSERVER_URL is taken.', ...found]
  } catch (error) {
    if (!(error instanceof LoginFailedError)) throw error
    throw new StartError(`SQLSERVER_URL: ${error.message}`, error.isRefused ? 78 : 1, error)
  }
}
