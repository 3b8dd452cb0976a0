import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkAddress } from '../../../../src/jobs/submit/address.ts'
import { createAddressSet } from '../../../../src/jobs/submit/address-set.ts'

describe('an address', () => {
  it.each(['user1@domain.com', 'a.b+c@sub.domain.co', "o'hara@x.io", '=cmd@x.com', 'ÜBER@x.com', '"a b"@x.com', '1@2.museum'])(
    '%s is sent',
    email => {
      expect(checkAddress(email)).toEqual({ ok: true, email })
    },
  )

  it.each(['user@münchen.de', 'иван@пример.рф', 'аdmin@mixed-кириллица.example', '用户@例え.テスト', 'josé@x.com', 'a@xn--p1ai.xn--p1ai'])(
    '%s, beyond ASCII, is sent, and kept as it was written',
    email => {
      expect(checkAddress(email)).toEqual({ ok: true, email })
    },
  )

  it.each([
    ['\u200buser@x.com', 'user@x.com'],
    ['us\u00ader@x.com\u2060', 'user@x.com'],
    ['\ufeffuser@x.com', 'user@x.com'],
    ['user\u00a0@x.com\u202f', 'user@x.com'],
    ['\u202auser@x.com\u202c', 'user@x.com'],
    ['user＠x.com', 'user@x.com'],
    ['jose\u0301@x.com', 'jos\u00e9@x.com'],
  ])('%j is cleaned of what nobody sees', (entry, email) => {
    expect(checkAddress(entry)).toEqual({ ok: true, email })
  })

  it.each([
    'a@mün%2echen.de',
    'a@mün/chen.de',
    'a@mün:80.de',
    'a@..ü.de',
    'a@ü',
    'a@\ud800ü.de',
    'a@１.２.３.４',
    `a@${'ü'.repeat(70)}.de`,
  ])('%j has no domain', entry => {
    expect(checkAddress(entry)).toMatchObject({ ok: false, errorType: 'data_validation' })
  })

  it('says so when it was not decoded', () => {
    expect(checkAddress('M\ufffdller@x.com')).toMatchObject({ ok: false, problem: expect.stringContaining('could not be read') })
  })

  it('nested deeper than anything can show it is one invalid entry', () => {
    let deep: unknown = 'a@x.com'
    for (let level = 0; level < 100_000; level += 1) deep = [deep]
    expect(checkAddress(deep)).toEqual({
      ok: false,
      email: '(nested too deeply to be shown)',
      errorType: 'data_validation',
      problem: 'is not a string',
    })
  })

  it('is trimmed', () => {
    expect(checkAddress('  \tuser1@domain.com \r\n')).toEqual({ ok: true, email: 'user1@domain.com' })
  })

  it.each([
    '',
    '   ',
    'x',
    '@',
    'a@',
    '@b.com',
    'a@b',
    'a@@b.com',
    'a b@c.com',
    'a@b.com,c@d.com',
    'a@b..com',
    'a.@b.com',
    '\ud800@x.com'.slice(1),
  ])('%j is not one', entry => {
    expect(checkAddress(entry)).toMatchObject({ ok: false, errorType: 'data_validation' })
  })

  it.each([null, undefined, 7, true, {}, ['a@b.com'], { email: 'a@b.com' }])('%j is not even text', entry => {
    expect(checkAddress(entry)).toMatchObject({ ok: false, errorType: 'data_validation', problem: 'is not a string' })
  })

  it.each(['a@b.com\r\nBcc: c@d.com', 'a\u0000@b.com', 'a@b.com\u2028x', 'a\u0085b@c.com', 'a\u007f@b.com', 'a\tb@c.com'])(
    '%j is an injection, and shown without its control characters',
    entry => {
      const verdict = checkAddress(entry)
      expect(verdict).toMatchObject({ ok: false, errorType: 'header_injection' })
      expect(verdict.email).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/)
    },
  )

  it('has at most 254 characters, and what is longer is shown shortened', () => {
    const longest = `${'x'.repeat(242)}@example.com`
    expect(checkAddress(longest)).toMatchObject({ ok: true })
    const verdict = checkAddress(`x${longest}`)
    expect(verdict).toMatchObject({ ok: false, errorType: 'data_validation' })
    expect(checkAddress('y'.repeat(1_000_000)).email.length).toBeLessThan(300)
    expect(verdict.email.length).toBeLessThan(300)
  })

  it('is decided quickly, and never with control characters in it, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.emailAddress(), fc.jsonValue()), entry => {
        const verdict = checkAddress(entry)
        expect(verdict.email).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/)
        if (verdict.ok) expect(verdict.email).toMatch(/^\S.*@.*\S$/)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('the set of addresses', () => {
  it('agrees with a Set of lower-case strings', () => {
    const email = fc.oneof(fc.constantFrom('A@x.com', 'a@X.com', 'b@x.com', 'É@x.com', 'é@x.com'), fc.string({ maxLength: 3 }))
    fc.assert(
      fc.property(fc.array(email, { maxLength: 200 }), emails => {
        const [ours, theirs] = [createAddressSet(), new Set<string>()]
        for (const each of emails) {
          const isNew = !theirs.has(each.toLowerCase())
          theirs.add(each.toLowerCase())
          expect(ours.add(each)).toBe(isNew)
        }
      }),
    )
  })

  it('forgets nothing while it grows', () => {
    const set = createAddressSet()
    for (let n = 0; n < 50_000; n += 1) expect(set.add(`user${n}@domain.com`)).toBe(true)
    for (let n = 0; n < 50_000; n += 1) expect(set.add(`USER${n}@domain.com`)).toBe(false)
  })
})
