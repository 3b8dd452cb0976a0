import { describe, expect, it } from 'vitest'
import { inOneSpelling, spellingsOf } from '../../../src/profiles/spellings.ts'

const LETTERS = 'jürgen@münchen.example'
const A_LABEL = 'jürgen@xn--mnchen-3ya.example'

describe('spellingsOf', () => {
  it.each([
    ['as it was submitted', LETTERS],
    ['in capitals', 'JÜRGEN@MÜNCHEN.example'],
    ['decomposed, as macOS writes it', LETTERS.normalize('NFD')],
    ['with a full-width @', LETTERS.replace('@', '＠')],
    ['with what nobody sees', ` jürgen\u200b@mün\u00adchen.example`],
    ['with an A-label', A_LABEL],
    ['with an A-label in capitals', A_LABEL.toUpperCase()],
  ])('knows the mailbox %s', (_, written) => {
    expect([...spellingsOf(written)].sort()).toEqual([LETTERS, A_LABEL].sort())
  })

  it('of nearly every address there is one', () => {
    expect(spellingsOf('Ada.K+x@Example.com')).toEqual(['ada.k+x@example.com'])
    expect(spellingsOf('no address')).toEqual(['no address'])
    expect(spellingsOf('a@xn--\u0000')).toEqual(['a@xn--\u0000'])
  })
})

describe('inOneSpelling', () => {
  it.each([
    ['GET /v1/ada%2Bx%40example.com failed', 'Ada+x@example.com'],
    ['GET /v1/ada+x%40Example.com failed', 'Ada+x@example.com'],
    [`no user j%c3%bcrgen%40xn--mnchen-3ya.example here`, LETTERS],
    [`no user ${A_LABEL} here`, LETTERS],
  ])('%s', (words, email) => {
    expect(inOneSpelling(words, email)).toBe(words.replace(/\S*(%40|@)\S*/, match => (match.startsWith('/v1/') ? `/v1/${email}` : email)))
  })

  it('leaves everything else as it is', () => {
    expect(inOneSpelling('no $& user%40', 'a$&b@x.example')).toBe('no $& user%40')
  })
})
