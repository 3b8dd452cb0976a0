import { stat } from 'node:fs/promises'
import { readTokenFile } from '../settings/token-file.ts'
import type { Clock } from '../shared/clock.ts'
import { fingerprint } from '../shared/secret-box.ts'
import type { TokenStore } from './token-store.ts'

/** The tokens of `token.txt`, used when the pool has none. They are counted in the token store under their fingerprint; the secrets stay here. */
export interface FallbackTokens {
  /** Reads the file if it has changed, and makes sure that each token has its row in the store. Returns how many there are. */
  refresh(): Promise<number>
  /** The secret of a row, or null when the file does not hold it (any more). */
  secretOf(tokenId: string): string | null
}

/** The file is looked at again at most this often. */
const RECHECK_MS = 2_000

export function createFallbackTokens(parts: {
  readonly file: string
  readonly store: TokenStore
  readonly clock: Clock
  readonly dailyLimit: number
}): FallbackTokens {
  let secrets = new Map<string, string>()
  let checkedAt = Number.NEGATIVE_INFINITY
  let version = ''

  const load = async (): Promise<void> => {
    const found = await fileVersion(parts.file)
    if (found === version) return
    const key = await parts.store.fingerprintKey()
    const next = new Map<string, string>()
    for (const secret of found === '' ? [] : await readTokenFile(parts.file)) {
      const print = fingerprint(key, secret)
      const tokenId = `file-${print.slice(0, 16)}`
      const { dailyLimit } = parts
      const now = parts.clock.now()
      const added = await parts.store.add({
        tokenId,
        secret: null,
        fingerprint: print,
        source: 'file',
        dailyLimit,
        createdAt: now,
        expiresAt: null,
      })
      // A duplicate is either this very row, or a registered token: that one is counted, and used, in the pool.
      if (added.outcome !== 'duplicate' || added.tokenId === tokenId) next.set(tokenId, secret)
    }
    secrets = next
    version = found
  }

  return {
    async refresh() {
      const now = parts.clock.now()
      if (now - checkedAt >= RECHECK_MS) {
        await load()
        checkedAt = now
      }
      return secrets.size
    },
    secretOf: tokenId => secrets.get(tokenId) ?? null,
  }
}

async function fileVersion(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file)
    return `${ino}:${mtimeMs}:${size}`
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
