import { writeFileSync } from 'node:fs'
import { settingsJsonSchema, settingsPage } from './settings-page.ts'

/** `npm run settings`: writes docs/settings.md and the JSON Schema of appSetting.json. */
writeFileSync(new URL('../settings.md', import.meta.url), settingsPage())
writeFileSync(new URL('appSetting.schema.json', import.meta.url), `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`)
