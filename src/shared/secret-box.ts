import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const PREFIX = 'enc:v1:'

/** Turns secrets into what is stored and back. Without a key it stores plain text and still reads it; sealed rows then cannot be opened. */
export interface SecretBox {
  seal(plain: string): string
  /** @throws Error when the row is sealed and the key is missing or another one. */
  open(stored: string): string
}

/** AES-256-GCM with a random 96-bit nonce per value: `enc:v1:` + base64(nonce ‖ tag ‖ ciphertext). */
export function createSecretBox(key: Buffer | undefined): SecretBox {
  return {
    seal(plain) {
      if (key === undefined) return plain
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')
    },
    open(stored) {
      if (!stored.startsWith(PREFIX)) return stored
      if (key === undefined) throw new Error('A stored secret is encrypted, but SECRETS_KEY is not set.')
      const raw = Buffer.from(stored.slice(PREFIX.length), 'base64')
      const decipher = createDecipheriv('aes-256-gcm', key, raw.subarray(0, 12))
      decipher.setAuthTag(raw.subarray(12, 28))
      try {
        return Buffer.concat([decipher.update(raw.subarray(28)), decipher.final()]).toString('utf8')
      } catch {
        throw new Error('A stored secret was encrypted with another SECRETS_KEY.')
      }
    },
  }
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
