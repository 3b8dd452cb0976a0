import type { ServerResponse } from 'node:http'
import { afterEach } from 'vitest'
import { createHttpProfileProvider } from '../../src/profiles/http-profile-provider.ts'
import type { ProfileProvider } from '../../src/profiles/profile-provider.ts'
import { appSettingsSchema } from '../../src/settings/app-settings.ts'
import { answerJson, type StubAnswer, type StubUpstream, startStubUpstream } from './stub-upstream.ts'

/** What the provider takes for now. */
const NOW = Date.parse('2026-11-21T12:00:00.000Z')

export const TOKEN = 'canary-bearer-token-0123456789'

const closing: (() => Promise<void>)[] = []

/** Runs after the current test, last registered first. */
export function afterwards(close: () => Promise<void>): void {
  closing.push(close)
}

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

export async function startUpstream(answer: StubAnswer): Promise<StubUpstream> {
  const upstream = await startStubUpstream(answer)
  afterwards(() => upstream.stop())
  return upstream
}

/** The http provider against `url`/users/{email}; `overrides` are keys of the settings. */
export function provide(url: string, overrides: { request?: object; profiles?: object } = {}): ProfileProvider {
  const request = { url: `${url}/users/{email}`, ...overrides.request }
  const settings = appSettingsSchema.parse({ profiles: { request, ...overrides.profiles } })
  const clock = { now: () => NOW, sleep: () => Promise.reject(new Error('the provider must not sleep')) }
  const provider = createHttpProfileProvider({ settings: settings.profiles, clock })
  afterwards(() => provider.close())
  return provider
}

export function answerAda(response: ServerResponse): void {
  answerJson(response, 200, { displayName: 'Ada', jobTitle: null, address: { city: 'London' } })
}
