import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settingsJsonSchema, settingsPage } from '../../../docs/settings/settings-page.ts'
import { appSettingsSchema } from '../../../src/settings/app-settings.ts'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

test('the page of settings and the schema for editors are as `npm run settings` writes them', () => {
  expect(read('docs/settings.md')).toBe(settingsPage())
  expect(JSON.parse(read('docs/settings/appSetting.schema.json'))).toEqual(settingsJsonSchema())
})

test('a file may name its schema, and the example is valid', () => {
  expect(appSettingsSchema.safeParse({ $schema: './docs/settings/appSetting.schema.json' }).success).toBe(true)
  expect(appSettingsSchema.safeParse(JSON.parse(read('appSetting.example.json'))).success).toBe(true)
})
