import { createHttpProfileProvider } from '../src/profiles/http-profile-provider.ts'
import type { Profile } from '../src/profiles/profile-provider.ts'
import { appSettingsSchema } from '../src/settings/app-settings.ts'
import { BENCH_TOKEN, type Contestant, drainInLanes } from './load.ts'

/** The HTTP profile provider alone, in the same loop as raw undici: what it costs before the engine adds anything. */
export async function openProviderLoop(upstreamUrl: string, lanes: number): Promise<Contestant> {
  const request = { url: `${upstreamUrl}/v1.0/users/{email}` }
  const { profiles } = appSettingsSchema.parse({ profiles: { preset: 'microsoft-graph', request, max_connections: lanes } })
  const provider = createHttpProfileProvider({ settings: profiles })
  // As the engine does: one signal for all calls.
  const { signal } = new AbortController()
  return {
    async run(emails) {
      const results: Profile[] = []
      const result = await drainInLanes(emails, lanes, async email => {
        const outcome = await provider.fetch(email, BENCH_TOKEN, signal)
        if (!outcome.ok) throw new Error(outcome.message)
        results.push(outcome.profile)
      })
      if (results.length !== emails.length) throw new Error(`${results.length} results of ${emails.length} addresses`)
      return result
    },
    close: () => provider.close(),
  }
}
