import type { OpenAPIV3_1 } from 'openapi-types'

const PREFIX = '#/components/schemas/'

/**
 * Every named schema comes in two forms, as it is taken (`JobInput`) and as it is answered (`Job`). What no operation refers to goes, and a form
 * that is alone, or the same as the other, gets the plain name: a reader of the document finds each thing once.
 */
export function nameSchemas(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const schemas = document.components?.schemas ?? {}
  const used = reachable(document.paths, schemas)
  const nameOf = (name: string) => {
    const plain = name.replace(/Input$/, '')
    const differs = used.has(plain) && JSON.stringify(schemas[plain]) !== JSON.stringify(schemas[name])
    return differs ? name : plain
  }
  const kept = Object.fromEntries(
    [...used].sort((a, b) => (a < b ? -1 : 1)).map(name => [nameOf(name), renamed(schemas[name], nameOf) as OpenAPIV3_1.SchemaObject]),
  )
  return { ...renamed({ ...document, components: {} }, nameOf), components: { ...document.components, schemas: kept } }
}

/** The names of the schemas that `root` refers to, directly or through others. */
function reachable(root: unknown, schemas: Readonly<Record<string, unknown>>): Set<string> {
  const found = new Set<string>()
  const open = [root]
  while (open.length > 0) {
    for (const name of refsIn(open.pop())) {
      if (found.has(name)) continue
      found.add(name)
      open.push(schemas[name])
    }
  }
  return found
}

function refsIn(value: unknown): string[] {
  const names: string[] = []
  JSON.stringify(value, (key, inner) => {
    if (key === '$ref' && typeof inner === 'string' && inner.startsWith(PREFIX)) names.push(inner.slice(PREFIX.length))
    return inner
  })
  return names
}

function renamed<T>(value: T, nameOf: (name: string) => string): T {
  return JSON.parse(JSON.stringify(value), (key, inner) =>
    key === '$ref' && typeof inner === 'string' && inner.startsWith(PREFIX) ? PREFIX + nameOf(inner.slice(PREFIX.length)) : inner,
  )
}
