import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const PREFIX = 'enc:v1:'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Turns secrets into what is stored and back. Without a key it stores plain text and still reads it; sealed rows then cannot be opened.
 *
 * `place` names the row that the secret is of, and is sealed in with it: what was copied from another row does not open.
 */
export interface SecretBox {
  /** False where nothing is encrypted. */
  readonly seals: boolean
  seal(plain: string, place: string): string
  /** @throws UnreadableSecretError */
  open(stored: string, place: string): string
  /** `plain`: not sealed. `outdated`: sealed, but not as it would be today (another key, or by a version that bound no place). */
  formOf(stored: string): 'plain' | 'outdated' | 'current'
}

/** A stored secret that no key of the settings opens, or that is of another row. Says what to do; nothing of the secret. */
export class UnreadableSecretError extends Error {
  override readonly name = 'UnreadableSecretError'
}

/**
 * AES-256-GCM with a random 96-bit nonce per value: `enc:v1:KEY:` + base64(nonce ‖ tag ‖ ciphertext). KEY tells which key it was, so that rows of
 * another one are found without trying. Values of earlier versions have no KEY, and no place in them; they open all the same.
 *
 * @param previous keys that are still read, after a change of `key`
 */
export function createSecretBox(key: Buffer | undefined, previous: readonly Buffer[] = []): SecretBox {
  const current = key === undefined ? '' : `${PREFIX}${keyId(key)}:`
  const keys = (key === undefined ? [] : [key, ...previous]).map(each => ({ key: each, id: keyId(each) }))
  return {
    seals: key !== undefined,
    seal(plain, place) {
      if (key === undefined) return plain
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return current + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')
    },
    open(stored, place) {
      if (!stored.startsWith(PREFIX)) return stored
      if (keys.length === 0) throw new UnreadableSecretError('It is encrypted, and SECRETS_KEY is not set.')
      const [id, sealed] = parse(stored)
      const fitting = id === null ? keys : keys.filter(each => each.id === id)
      if (fitting.length === 0) throw new UnreadableSecretError(OTHER_KEY)
      for (const each of fitting) {
        const plain = decrypt(each.key, sealed, id === null ? null : place)
        if (plain !== null) return plain
      }
      throw new UnreadableSecretError(
        id === null ? OTHER_KEY : 'It was encrypted for another row, or has been changed: set the secret anew.',
      )
    },
    formOf(stored) {
      if (!stored.startsWith(PREFIX)) return 'plain'
      return current !== '' && stored.startsWith(current) ? 'current' : 'outdated'
    },
  }
}

const OTHER_KEY = 'It was encrypted with another SECRETS_KEY: name that one in SECRETS_KEY_PREVIOUS, or set the secret anew.'

/** Where a bearer token lies. */
export function tokenPlace(tokenId: string): string {
  return `token ${tokenId}`
}

/** Where a company's AI keys lie: the database gives a row its number only once the key is in it. */
export function companyKeyPlace(companyId: string): string {
  return `company key ${companyId.trim().toLowerCase()}`
}

function parse(stored: string): [id: string | null, sealed: Buffer] {
  const [first = '', second] = stored.slice(PREFIX.length).split(':')
  return second === undefined ? [null, Buffer.from(first, 'base64')] : [first, Buffer.from(second, 'base64')]
}

function decrypt(key: Buffer, sealed: Buffer, place: string | null): string | null {
  const [nonce, tag] = [sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)]
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAuthTag(tag)
    if (place !== null) decipher.setAAD(Buffer.from(place))
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

/** Tells keys apart, and nothing about them. */
function keyId(key: Buffer): string {
  return createHmac('sha256', key).update('tokenwheel key id').digest('hex').slice(0, 8)
}

/** Keyed fingerprint of a secret: finds duplicates and names fallback tokens without ever storing or showing the secret. */
export function fingerprint(key: Buffer, secret: string): string {
  return createHmac('sha256', key).update(secret).digest('hex')
}

/** Compares in constant time, whatever the lengths. */
export function secretEquals(a: string, b: string): boolean {
  const key = randomBytes(32)
  const digest = (value: string) => createHmac('sha256', key).update(value).digest()
  return timingSafeEqual(digest(a), digest(b))
}
