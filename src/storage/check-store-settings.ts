import { type Settings, SettingsError } from '../settings/settings.ts'
import { readSqlServerUrl } from './sqlserver/sql-server-url.ts'

/**
 * What only an adapter can tell about its settings. Nothing is opened.
 * @throws SettingsError
 */
export function checkStoreSettings({ SQLSERVER_URL: url }: Settings): void {
  if (url === undefined) return
  try {
    readSqlServerUrl(url)
  } catch (error) {
    throw new SettingsError([`SQLSERVER_URL: ${(error as Error).message}`])
  }
}
