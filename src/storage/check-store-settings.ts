import { type Settings, SettingsError } from '../settings/settings.ts'
import { readSqlServerUrl } from './sqlserver/sql-server-url.ts'

/** Settings that are given and come to nothing with these stores, in words. */
export function idleSettings({ COMPANY_STORE, app }: Settings): readonly string[] {
  const zone = app.sqlserver.time_zone
  if (COMPANY_STORE === 'sqlserver' || zone === 'UTC') return []
  return [`sqlserver.time_zone "${zone}" has no effect: COMPANY_STORE is ${COMPANY_STORE}, whose times and days of usage are UTC.`]
}

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
