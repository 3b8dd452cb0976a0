import { describe, expect, it } from 'vitest'
import { loadSettings, SettingsError } from '../../../src/settings/settings.ts'

function problemsOf(API_KEYS: string): readonly string[] {
  try {
    loadSettings({ API_KEYS })
    return []
  } catch (error) {
    return (error as SettingsError).problems
  }
}

describe('API_KEYS', () => {
  it.each([',', ' ', ' , ,', ',,,'])('%j names nobody, and opens nothing', value => {
    expect(problemsOf(value)).toEqual([expect.stringMatching(/^API_KEYS: names no key/)])
  })

  // What was meant as the key may stand in any place of an entry.
  it.each([
    'S3CRET-key-0123456789',
    'S3CRET-key-0123456789:jobs',
    'S3CRET-key-0123456789:extract',
    'S3CRET-key-0123456789:jobs+extract',
    'S3CRET-key-0123456789:extract@ACME+ops',
    'S3CRET-key-0123456789:',
    ':S3CRET-key-0123456789',
    'team:jobs:S3CRET-key-0123456789',
    'team:long-enough:S3CRET-key-0123456789',
    'team:long-enough:jobs+S3CRET-key-0123456789',
    'team:S3CRET-key-0123456789:jobs:x',
    'team:S3CRET-key-0123456789,S3CRET-key-0123456789:long-enough,S3CRET-key-0123456789:another-one',
    'team:S3CRET-key-0123456789,other:S3CRET-key-0123456789',
    'S3CRET-key-0123456789:S3CRET-key-0123456789',
    'team:S3CRET-key-0123456789,S3CRET-key-0123456789:long-enough',
    'S3CRET-key-0123456789:long-enough,team:S3CRET-key-0123456789',
    'team:S3CRET-ключ-0123456789',
  ])('%j is refused without a word of it', value => {
    const problems = problemsOf(value)
    expect(problems).toEqual([expect.stringMatching(/^API_KEYS: entry \d /)])
    expect(problems.join()).not.toContain('S3CRET')
  })

  it.each([
    ['nobody:long-enough', /must not be called/],
    ['Anonymous:long-enough', /must not be called/],
    ['Ann:long-enough,ann:another-one', /entry 2 repeats the name/],
  ])('%s: the log would not tell the two apart', (value, words) => {
    expect(problemsOf(value)).toEqual([expect.stringMatching(words)])
  })

  it('reads names, keys and scopes, and blanks between entries', () => {
    const { API_KEYS } = loadSettings({ API_KEYS: 'a:key-of-a-1234:jobs+extract@KB-12 , b:key-of-b-1234,' })
    expect(API_KEYS).toEqual([
      { name: 'a', key: 'key-of-a-1234', scopes: ['jobs', 'extract@KB-12'] },
      { name: 'b', key: 'key-of-b-1234', scopes: ['jobs', 'extract', 'ops', 'admin'] },
    ])
  })

  it('throws the error that names all problems', () => {
    expect(() => loadSettings({ API_KEYS: ',', PORT: 'x' })).toThrow(SettingsError)
  })
})
