import type { JsonSchema } from '../../../engine.ts'
import { cellsOf, type PageText, type Span } from '../text/page-text.ts'
import { findMoney, parseDecimal } from './amount.ts'
import { dateOrderOf, findDates } from './date.ts'
import { compact, findLabels } from './label.ts'

/**
 * Values for the caller's own fields: each top-level property is looked up as a label, by its title and its name ("customer_number" is
 * the label "customer number"), and what stands beside or under it is read as the property's type. Everything else is null: rules
 * cannot understand a description.
 */
export function readCustomFields(schema: JsonSchema, pages: readonly PageText[]): Record<string, unknown> {
  const properties = asRecord(schema.properties)
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, readField(name, asRecord(property), pages)]))
}

function readField(name: string, property: Readonly<Record<string, unknown>>, pages: readonly PageText[]): unknown {
  const title = typeof property.title === 'string' ? [compact(property.title)] : []
  const labels = [...title, compact(name)].filter(label => label.length >= 2)
  for (const { after, below } of findLabels(pages, { labels })) {
    for (const span of [after, below]) {
      const value = span === null ? null : convert(span, property)
      if (value !== null) return value
    }
  }
  return null
}

function convert(span: Span, property: Readonly<Record<string, unknown>>): unknown {
  const types = Array.isArray(property.type) ? property.type : [property.type]
  const text = (cellsOf({ ...span.line, words: span.words })[0]?.text ?? '').replace(/^[\s:#.=-]+/, '').trim()
  if (types.includes('number') || types.includes('integer')) {
    return findMoney(text)[0]?.value ?? parseDecimal(/[-\d][\d.,]*/.exec(text)?.[0] ?? '')
  }
  if (property.format === 'date') return findDates(text, dateOrderOf(text))[0]?.value ?? null
  return types.includes('string') && text !== '' ? text : null
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
