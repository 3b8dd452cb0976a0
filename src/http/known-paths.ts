import type { FastifyInstance } from 'fastify'

/** Which methods a path knows: asked only where no route was found, so that a wrong method is told from a wrong path. */
export interface KnownPaths {
  methodsOf(path: string): readonly string[]
}

/** Before the first route is registered. */
export function installKnownPaths(server: FastifyInstance): KnownPaths {
  const methods = new Map<string, Set<string>>()
  const patterns = new Map<string, RegExp>()
  server.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set<string>()
    for (const each of Array.isArray(method) ? method : [method]) known.add(each)
    methods.set(url, known)
    patterns.set(url, patternOf(url))
  })
  return {
    methodsOf(path) {
      const found = [...patterns].filter(([, pattern]) => pattern.test(path)).map(([url]) => url)
      // A path that is spelled out wins over one with parameters, as with the router.
      const url = found.find(each => !each.includes(':')) ?? found[0]
      return url === undefined ? [] : [...methods.get(url)!].toSorted()
    },
  }
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map(part => (part.startsWith(':') ? '[^/]+' : part.replaceAll('.', '\\.').replaceAll('*', '.*')))
  return new RegExp(`^${parts.join('/').replace(/\/$/, '')}/?$`)
}
