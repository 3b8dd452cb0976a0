import { createCipheriv, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { companyKeyPlace, createSecretBox, tokenPlace, UnreadableSecretError } from '../../../src/shared/secret-box.ts'

const [OLD, NEW] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const PLACE = tokenPlace('tok-1')

/** As the versions before wrote it: no key is named, no place is bound. */
function sealedBefore(key: Buffer, plain: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return `enc:v1:${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')}`
}

describe('a stored secret', () => {
  it('opens in its own place, and nowhere else', () => {
    const box = createSecretBox(NEW)
    const stored = box.seal('s3cret', PLACE)
    expect(stored).toMatch(/^enc:v1:[0-9a-f]{8}:/)
    expect(stored).not.toContain('s3cret')
    expect(box.open(stored, PLACE)).toBe('s3cret')
    for (const place of [tokenPlace('tok-2'), companyKeyPlace('tok-1'), ''])
      expect(() => box.open(stored, place)).toThrow(/encrypted for another row/)
  })

  it('stays readable after a change of the key, while the one before is named', () => {
    const stored = createSecretBox(OLD).seal('s3cret', PLACE)
    const box = createSecretBox(NEW, [randomBytes(32), OLD])
    expect([box.open(stored, PLACE), box.formOf(stored)]).toEqual(['s3cret', 'outdated'])
    expect(() => createSecretBox(NEW).open(stored, PLACE)).toThrow(/SECRETS_KEY_PREVIOUS/)
    expect(() => createSecretBox(undefined).open(stored, PLACE)).toThrow(/SECRETS_KEY is not set/)
  })

  it('of an earlier version opens, and counts as outdated', () => {
    for (const box of [createSecretBox(NEW), createSecretBox(OLD, [NEW])]) {
      const stored = sealedBefore(NEW, 's3cret')
      expect([box.open(stored, PLACE), box.formOf(stored)]).toEqual(['s3cret', 'outdated'])
    }
    expect(() => createSecretBox(OLD).open(sealedBefore(NEW, 's3cret'), PLACE)).toThrow(UnreadableSecretError)
  })

  it('that is plain is told as such, with a key and without', () => {
    for (const box of [createSecretBox(undefined), createSecretBox(NEW)])
      expect([box.open('plain', PLACE), box.formOf('plain')]).toEqual(['plain', 'plain'])
    expect(createSecretBox(NEW).formOf(createSecretBox(NEW).seal('x', PLACE))).toBe('current')
  })

  it.each(['enc:v1:', 'enc:v1:x', 'enc:v1:0011aabb:', 'enc:v1:::', `enc:v1:${'A'.repeat(8)}`])(
    '%j is unreadable, not a fault of ours',
    stored => {
      expect(() => createSecretBox(NEW).open(stored, PLACE)).toThrow(UnreadableSecretError)
    },
  )

  it('of a company is the same however its name is spelled', () => {
    expect(companyKeyPlace(' ACME ')).toBe(companyKeyPlace('acme'))
    expect(companyKeyPlace('ACME')).not.toBe(companyKeyPlace('OTHER'))
  })
})
