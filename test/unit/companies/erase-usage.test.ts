import { expect, it } from 'vitest'
import { eraseFromUsage } from '../../../src/companies/erase-usage.ts'
import { usageRecord } from '../../support/companies.ts'

it('a label goes as a whole with the address in it, and stays where the address is only the end of another one', () => {
  const record = usageRecord({ requestedBy: 'Ada King <ADA@x.example>', branch: 'mac.ada@x.example', licenceId: 'of ada@x.example' })
  expect(eraseFromUsage(record, 'ada@x.example')).toEqual({ ...record, requestedBy: '[erased]', licenceId: '[erased]' })
})
