import { z } from 'zod'
import { PROVIDER_NAMES } from '../../src/settings/ai-providers.ts'
import { appSettingsSchema } from '../../src/settings/app-settings.ts'
import { environmentSchema } from '../../src/settings/environment.ts'
import { APP_EFFECTS, ENVIRONMENT_EFFECTS } from './effects.ts'

type Schema = z.core.JSONSchema.BaseSchema

/** The JSON Schema of `appSetting.json`, for editors: `"$schema": "./docs/settings/appSetting.schema.json"`. */
export function settingsJsonSchema(): Schema {
  const schema = z.toJSONSchema(appSettingsSchema, { io: 'input' }) as Schema
  for (const [path, leaf] of leavesOf(schema)) leaf.description = effectOf(path)
  return { $schema: schema.$schema!, title: 'tokenwheel: appSetting.json', ...schema }
}

/** `docs/settings.md`. */
export function settingsPage(): string {
  const schema = settingsJsonSchema()
  const unknown = Object.keys(APP_EFFECTS).filter(path => !leavesOf(schema).some(([leaf]) => named(leaf) === path))
  if (unknown.length > 0) throw new Error(`docs/settings/effects.ts describes settings that there are not: ${unknown.join(', ')}`)
  const rows = leavesOf(schema).map(([path, leaf]) => [`\`${path}\``, rangeOf(leaf), defaultOf(leaf), effectOf(path)])
  return [
    '# Settings',
    'Written by `npm run settings` from the schemas that the service reads its settings with. A misspelt key, or a value out of its range, ends the',
    'start with its name; `npm start -- --check-config` checks without starting.',
    '',
    '## Environment',
    'From the environment, else from `.env`. An empty value counts as unset.',
    '',
    table(['variable', 'values', 'default', 'effect'], environmentRows()),
    '',
    '## `appSetting.json`',
    'Editors complete and check it with `"$schema": "./docs/settings/appSetting.schema.json"`.',
    '',
    table(['key', 'values', 'default', 'effect'], rows),
    '',
  ].join('\n')
}

function environmentRows(): string[][] {
  const defaults = environmentSchema.parse({}) as Readonly<Record<string, unknown>>
  const names = Object.keys(environmentSchema.shape)
  const odd = [
    ...names.filter(name => ENVIRONMENT_EFFECTS[name] === undefined),
    ...Object.keys(ENVIRONMENT_EFFECTS).filter(n => !names.includes(n)),
  ]
  if (odd.length > 0) throw new Error(`docs/settings/effects.ts and the environment's schema differ in ${odd.join(', ')}`)
  return names.map(name => {
    const field = environmentSchema.shape[name as keyof typeof environmentSchema.shape]
    const value = defaults[name]
    const shown = value === undefined || (Array.isArray(value) && value.length === 0) ? '–' : `\`${String(value)}\``
    return [`\`${name}\``, valuesOfVariable(field), shown, ENVIRONMENT_EFFECTS[name]!]
  })
}

function valuesOfVariable(field: z.ZodType): string {
  const input = rangeOf(z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' }) as Schema)
  const output = z.toJSONSchema(field, { io: 'output', unrepresentable: 'any' }) as Schema
  return output.type === 'integer' ? rangeOf(output) : input
}

/** Settings by their path, in the order of the schema: lists and maps are one setting. */
function leavesOf(schema: Schema, prefix = ''): [path: string, leaf: Schema][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`
    const node = child as Schema
    return node.properties === undefined ? [[path, node] as [string, Schema]] : leavesOf(node, path)
  })
}

/** Providers have the same settings: one sentence for all of them. */
const named = (path: string): string =>
  path
    .split('.')
    .map(part => ((PROVIDER_NAMES as readonly string[]).includes(part) ? '*' : part))
    .join('.')

function effectOf(path: string): string {
  const effect = APP_EFFECTS[named(path)]
  if (effect === undefined) throw new Error(`docs/settings/effects.ts says nothing of ${named(path)}`)
  return effect
}

function rangeOf(leaf: Schema): string {
  if (leaf.enum !== undefined) return leaf.enum.map(value => `\`${String(value)}\``).join(', ')
  const { type, minimum, maximum } = leaf
  if (type === 'integer' || type === 'number') return `${type === 'integer' ? 'whole, ' : ''}${minimum} to ${maximum}`
  if (type === 'boolean') return '`true`, `false`'
  if (type === 'array') return 'list'
  return type === 'object' ? 'map' : 'text'
}

const defaultOf = ({ default: value }: Schema): string => (value === undefined ? '–' : `\`${JSON.stringify(value)}\``)

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
