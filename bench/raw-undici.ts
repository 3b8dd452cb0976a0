import { Pool } from 'undici'
import { BENCH_TOKEN, type Contestant, drainInLanes } from './load.ts'

/** The floor: fetch and parse in a loop with undici's own `request`, results in an array. No limits, no retries, nothing durable. */
export async function openRawUndici(upstreamUrl: string, lanes: number): Promise<Contestant> {
  const pool = new Pool(upstreamUrl, { connections: lanes })
  const headers = { authorization: `Bearer ${BENCH_TOKEN}`, accept: 'application/json' }
  return {
    async run(emails) {
      const results: unknown[] = []
      const result = await drainInLanes(emails, lanes, async email => {
        const { statusCode, body } = await pool.request({ path: `/v1.0/users/${encodeURIComponent(email)}`, method: 'GET', headers })
        const profile = await body.json()
        if (statusCode !== 200) throw new Error(`the stub answered ${statusCode}`)
        results.push(profile)
      })
      if (results.length !== emails.length) throw new Error(`${results.length} results of ${emails.length} addresses`)
      return result
    },
    close: () => pool.close(),
  }
}
