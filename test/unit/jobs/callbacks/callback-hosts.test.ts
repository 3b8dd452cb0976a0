import { expect, it } from 'vitest'
import { isCallbackAllowed } from '../../../../src/jobs/callbacks/callback-hosts.ts'

const HOSTS = ['Hooks.example.com', 'intern.example:8443', 'plain.example:80', '[::1]:9000']

it.each([
  'https://hooks.example.com/x',
  'https://hooks.example.com:443/x',
  'http://hooks.example.com/x',
  'https://intern.example:8443/',
  'http://plain.example/',
  'http://[::1]:9000/',
])('%s is allowed', url => {
  expect(isCallbackAllowed(url, HOSTS)).toBe(true)
})

it.each([
  'http://hooks.example.com:6379/',
  'https://hooks.example.com:22/',
  'http://hooks.example.com:443/',
  'https://intern.example/',
  'https://plain.example/',
  'http://[::1]/',
  'https://evil.hooks.example.com/',
])('%s is not', url => {
  expect(isCallbackAllowed(url, HOSTS)).toBe(false)
})
