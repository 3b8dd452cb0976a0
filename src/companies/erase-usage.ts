import { ERASED, eraserOf, mentionOf } from '../shared/erase-text.ts'
import type { UsageRecord } from './company-store.ts'

/** What a caller fills in as it likes: an address may stand there with the name before it, so all of it goes. */
const LABELS = ['requestedBy', 'branch', 'licenceId'] as const
const TEXTS = ['companyId', 'provider', 'model', 'rawUsage'] as const

/** A usage row without a person's address. What is counted stays, and the id under which it is counted once. */
export function eraseFromUsage(record: UsageRecord, address: string): UsageRecord {
  const [erase, isNamed] = [eraserOf(address), mentionOf(address)]
  const changed: Partial<Record<keyof UsageRecord, string>> = {}
  for (const field of LABELS) if (isNamed(record[field] ?? '')) changed[field] = ERASED
  for (const field of TEXTS) {
    const text = record[field]
    const left = text === null ? null : erase(text)
    if (left !== null && left !== text) changed[field] = left
  }
  return { ...record, ...changed } as UsageRecord
}
