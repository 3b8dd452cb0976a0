/** Where the page is: the room, or one thing of it. It stands in the address, so that it can be sent to somebody. */

/** @typedef {'job' | 'token' | 'company' | 'search'} Kind */
/** @typedef {{ kind: Kind, id: string } | null} Route null: the room */

const KINDS = ['job', 'token', 'company', 'search']

/** @returns {Route} */
export function currentRoute() {
  const [, kind = '', id = ''] = /^#\/([a-z]+)\/(.+)$/.exec(location.hash) ?? []
  if (!KINDS.includes(kind)) return null
  try {
    return { kind: /** @type {Kind} */ (kind), id: decodeURIComponent(id) }
  } catch {
    return null
  }
}

/**
 * @param {Kind} kind
 * @param {string} id
 */
export const linkTo = (kind, id) => `#/${kind}/${encodeURIComponent(id)}`

/** @param {(route: Route) => void} show called now, and whenever the address changes */
export function onRoute(show) {
  addEventListener('hashchange', () => show(currentRoute()))
  show(currentRoute())
}
