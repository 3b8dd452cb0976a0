import { createHttpProfileProvider } from './profiles/http-profile-provider.ts'
import { type Settings, SettingsError } from './settings/settings.ts'
import { AppError } from './shared/app-error.ts'
import { checkStoreSettings } from './storage/check-store-settings.ts'

/**
 * What only the parts themselves can tell about their settings, checked before anything is opened.
 * @throws SettingsError
 */
export function checkSettings(settings: Settings): void {
  checkStoreSettings(settings)
  try {
    void createHttpProfileProvider({ settings: settings.app.profiles }).close()
  } catch (error) {
    throw error instanceof AppError ? new SettingsError([`appSetting.json: profiles: ${error.message}`]) : error
  }
}
