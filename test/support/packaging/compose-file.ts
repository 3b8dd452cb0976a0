import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export interface ComposeService {
  readonly image: string
  readonly build?: string
  readonly platform?: string
  readonly user?: string
  readonly init?: boolean
  readonly command?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly networks?: readonly string[]
  readonly network_mode?: string
  readonly tmpfs?: readonly string[]
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly cap_add?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly restart?: string
  readonly stop_grace_period?: string
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>
  readonly volumes: Readonly<Record<string, object>>
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}`; an empty value counts as none. */
const VARIABLE = /\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})/g

/** docker-compose.yml as Compose reads it: variables replaced, anchors merged. @throws with its message when a required variable is missing */
export function readCompose(variables: Readonly<Record<string, string>>): ComposeFile {
  const file: unknown = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true })
  return replaceIn(file, variables) as ComposeFile
}

/** Each variable of the file, and whether Compose refuses to go on without it. */
export function composeVariables(): Map<string, boolean> {
  const found = new Map<string, boolean>()
  replaceIn(parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }), {}, (name, kind) =>
    found.set(name, found.get(name) === true || kind === '?'),
  )
  return found
}

function replaceIn(value: unknown, variables: Readonly<Record<string, string>>, seen?: (name: string, kind: string) => void): unknown {
  if (Array.isArray(value)) return value.map(item => replaceIn(item, variables, seen))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceIn(item, variables, seen)]))
  if (typeof value !== 'string') return value
  return value.replaceAll(VARIABLE, (whole: string, name: string | undefined, kind = '', text = '') => {
    if (name === undefined) return whole.slice(1)
    seen?.(name, kind)
    const given = variables[name] ?? ''
    if (given === '' && kind === '?' && seen === undefined) throw new Error(`${name}: ${text}`)
    return given === '' && kind === '-' ? text : given
  })
}
