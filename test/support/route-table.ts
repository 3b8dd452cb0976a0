import type { FastifyInstance } from 'fastify'

/** Every `METHOD /path` that the router answers, parameters as `:`. Read from the router's own tree, where nothing can hide. */
export function routesOf(server: FastifyInstance): string[] {
  const path: string[] = []
  const routes: string[] = []
  for (const line of server.printRoutes({ commonPrefix: false }).split('\n')) {
    const node = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line)
    if (node === null) continue
    path.splice(node[1]!.length / 4, Number.POSITIVE_INFINITY, node[2]!)
    for (const method of node[3]?.split(', ') ?? []) routes.push(`${method} ${path.join('').replaceAll(/:\w+/g, ':')}`)
  }
  return routes
}
