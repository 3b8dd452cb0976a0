import type { FieldInfo, FieldsOf } from '../engine.ts'
import type { Invoice } from '../invoice.ts'

/** Of a value that rules read, and that its own page does not show in that form. */
const UNCONFIRMED = 0.5

/** What an engine knows of its values, with what the proof says of them: the engine's place and confidence stay where it has them. */
export function mergeFields(own: FieldsOf<Invoice>, proven: FieldsOf<Invoice>): FieldsOf<Invoice> {
  return merge(own, proven) as FieldsOf<Invoice>
}

function merge(own: unknown, proven: unknown): unknown {
  if (own === null || typeof own !== 'object') return proven ?? null
  if (Array.isArray(own)) return own.map((item, index) => merge(item, (proven as unknown[] | null)?.[index]))
  if ('match' in own && 'confidence' in own) return mergeField(own as FieldInfo, proven as FieldInfo | null)
  return Object.fromEntries(
    Object.entries(own).map(([key, child]) => [key, merge(child, (proven as Record<string, unknown> | null)?.[key])]),
  )
}

function mergeField(own: FieldInfo, proven: FieldInfo | null): FieldInfo {
  const match = proven?.match ?? null
  const confidence = own.confidence ?? proven?.confidence ?? null
  return {
    match,
    source: own.source ?? proven?.source ?? null,
    confidence: match === 'absent' && confidence !== null ? Math.min(confidence, UNCONFIRMED) : confidence,
  }
}

/** Of a page that nobody compared the values with: neither confirmed nor denied. */
export function unprovenFields(invoice: Invoice): FieldsOf<Invoice> {
  const unproven = (node: unknown): unknown => {
    if (node === null) return null
    if (Array.isArray(node)) return node.map(unproven)
    if (typeof node === 'object') return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, unproven(child)]))
    return { confidence: null, match: null, source: null } satisfies FieldInfo
  }
  return unproven(invoice) as FieldsOf<Invoice>
}

/** Where pages are left over, what was not found may stand there. */
export function withoutDenials(fields: FieldsOf<Invoice>): FieldsOf<Invoice> {
  const open = (node: unknown): unknown => {
    if (node === null || typeof node !== 'object') return null
    if (Array.isArray(node)) return node.map(open)
    if ('match' in node && 'confidence' in node) return node.match === 'absent' ? { confidence: null, match: null, source: null } : node
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, open(child)]))
  }
  return open(fields) as FieldsOf<Invoice>
}

/** What was found in a part of a file, whose pages counted from 1, as of the file itself. */
export function fieldsInFile(fields: FieldsOf<Invoice> | null, firstPage: number): FieldsOf<Invoice> | null {
  const moved = (node: unknown): unknown => {
    if (node === null || typeof node !== 'object') return null
    if (Array.isArray(node)) return node.map(moved)
    if (!('match' in node && 'confidence' in node))
      return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, moved(child)]))
    const { source, ...info } = node as FieldInfo
    return { ...info, source: source === null ? null : { ...source, page: source.page + firstPage - 1 } }
  }
  return moved(fields) as FieldsOf<Invoice> | null
}
