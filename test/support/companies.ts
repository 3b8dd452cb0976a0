import type { NewKey, UsageRecord } from '../../src/companies/company-store.ts'

let serial = 0

export function newKey(change: Partial<NewKey> = {}): NewKey {
  serial += 1
  return {
    companyId: 'ACME',
    companyName: 'Acme GmbH',
    storedKey: `key-${serial}-0123456789`,
    provider: 'Gemini',
    totalTokenLimit: 100_000,
    threshold: 3000,
    status: 'Active',
    ...change,
  }
}

export function usageRecord(change: Partial<UsageRecord> = {}): UsageRecord {
  serial += 1
  return {
    requestId: `request-${serial}`,
    keyId: null,
    companyId: 'ACME',
    branch: 'Berlin',
    requestedBy: 'anna',
    licenceId: null,
    inputTokens: 100,
    outputTokens: 20,
    textPromptTokens: 60,
    imagePromptTokens: 40,
    textCandidatesTokens: 20,
    requestCount: 1,
    provider: 'gemini',
    model: 'gemini-3.5-flash-lite',
    rawUsage: '{"totalTokenCount":120}',
    loggedAt: '2026-11-21T12:00:00.000Z',
    ...change,
  }
}
