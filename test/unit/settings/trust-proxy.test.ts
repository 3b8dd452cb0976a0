import { expect, test } from 'vitest'
import { loadSettings, SettingsError } from '../../../src/settings/settings.ts'

const KEY = { API_KEYS: 'root:admin-key-1234567' }

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadSettings(env)
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
    throw error
  }
  return []
}

test.each([
  ['', []],
  ['false', []],
  ['loopback', ['loopback']],
  ['10.1.2.3, 192.168.0.0/16,fd00::/8,::1', ['10.1.2.3', '192.168.0.0/16', 'fd00::/8', '::1']],
])('TRUST_PROXY=%j is %j', (value, expected) => {
  expect(loadSettings({ ...KEY, TRUST_PROXY: value }).TRUST_PROXY).toEqual(expected)
})

test.each([
  'true',
  '1',
  '*',
  'proxy.example',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  '10.0.0.0/',
  '0.0.0.0/0',
  '::/0',
  'fd00::/129',
  '10.0.0.0/08',
])('TRUST_PROXY=%s is refused by name', value => {
  expect(problemsOf({ ...KEY, TRUST_PROXY: value })).toEqual([expect.stringContaining(`TRUST_PROXY: "${value}" must be an address`)])
})

test('without keys a proxy in front is refused, unless anonymous callers are meant', () => {
  expect(problemsOf({ TRUST_PROXY: 'loopback' })).toEqual([expect.stringMatching(/^TRUST_PROXY: .*API_KEYS/)])
  expect(problemsOf({ TRUST_PROXY: 'loopback', ALLOW_ANONYMOUS: 'true' })).toEqual([])
})
