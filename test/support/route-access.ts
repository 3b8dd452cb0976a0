/** Which scopes open which route. A route that is missing here, or that is gone, fails the tests that read the router's own list. */
export type RouteAccess = readonly [method: string, path: string, allowed: readonly string[]]

/** Scopes for which a route is open: the names of keys that have this one scope, and `all`. */
export const ANY = ['all', 'jobs', 'ops', 'admin', 'extract']
const JOBS = ['all', 'jobs']
const READ_JOBS = ['all', 'jobs', 'ops']
const OPS = ['all', 'ops', 'admin']
const ADMIN = ['all', 'admin']
const EXTRACT = ['all', 'extract']

const ROUTES: readonly RouteAccess[] = [
  ['POST', '/jobs/create-batch', JOBS],
  ['GET', '/jobs', READ_JOBS],
  ['GET', '/jobs/queue/status', READ_JOBS],
  ['GET', '/jobs/active', READ_JOBS],
  ['GET', '/jobs/pending', READ_JOBS],
  ['GET', '/jobs/recent', READ_JOBS],
  ['GET', '/jobs/nope', READ_JOBS],
  ['GET', '/jobs/nope/results', JOBS],
  ['GET', '/jobs/nope/events', READ_JOBS],
  ['GET', '/jobs/nope/history', READ_JOBS],
  ['POST', '/jobs/nope/cancel', JOBS],
  ['POST', '/jobs/nope/pause', JOBS],
  ['POST', '/jobs/nope/resume', JOBS],
  ['POST', '/jobs/nope/retry-failed', JOBS],
  ['POST', '/jobs/nope/save-to-linkedin-profiles', JOBS],
  ['DELETE', '/jobs/nope', JOBS],
  ['GET', '/tokens/status', OPS],
  ['GET', '/tokens/map', OPS],
  ['GET', '/tokens/plan', ['jobs', 'ops', 'admin', 'all']],
  ['POST', '/tokens/add', ADMIN],
  ['POST', '/tokens/add-multiple', ADMIN],
  ['POST', '/tokens/add-from-file', ADMIN],
  ['GET', '/tokens/nope', OPS],
  ['GET', '/tokens/nope/history', OPS],
  ['PATCH', '/tokens/nope', ADMIN],
  ['POST', '/tokens/nope/test', ADMIN],
  ['DELETE', '/tokens/nope', ADMIN],
  ['POST', '/tokens/nope/enable', ADMIN],
  ['POST', '/tokens/nope/disable', ADMIN],
  ['GET', '/profiles/a@x.com', JOBS],
  ['GET', '/profiles/a@x.com/export', JOBS],
  ['DELETE', '/profiles/a@x.com', JOBS],
  ['GET', '/system/health', OPS],
  ['GET', '/system/metrics', OPS],
  ['GET', '/metrics', OPS],
  ['GET', '/system/info', OPS],
  ['GET', '/system/history', OPS],
  ['GET', '/system/health/live', ANY],
  ['GET', '/system/health/ready', ANY],
  ['GET', '/openapi.json', ANY],
  ['GET', '/dashboard', ANY],
  ['GET', '/docs', ANY],
  ['POST', '/extract', EXTRACT],
  ['GET', '/extract/nope', EXTRACT],
  ['POST', '/extract/nope/review', EXTRACT],
  ['GET', '/system/extraction-accuracy', OPS],
  ['GET', '/companies', OPS],
  ['GET', '/companies/NOPE/token-status', OPS],
  ['GET', '/companies/NOPE/usage', OPS],
  ['GET', '/companies/NOPE/tokens', OPS],
  ['POST', '/companies/NOPE/tokens', ADMIN],
  ['PATCH', '/companies/NOPE/tokens/1', ADMIN],
  ['POST', '/companies/NOPE/usage/import', ADMIN],
]
/** A GET has a HEAD of its own in the router, which must be as closed; the event stream alone has none. */
export const ROUTE_ACCESS = ROUTES.flatMap<RouteAccess>(route =>
  route[0] === 'GET' && !route[1].endsWith('/events') ? [route, ['HEAD', route[1], route[2]]] : [route],
)

/** Scripts, styles and a picture, which come with the package and know nothing: everything else of a page has its line above. */
const ASSET = /^(GET|HEAD) \/(dashboard|docs)\/assets\/:\/[\w./-]+\.(js|css|svg)$/

/** What the router answers and the table does not say, and what the table says and the router has not. */
export function differencesTo(routes: readonly string[]): { readonly unlisted: readonly string[]; readonly gone: readonly string[] } {
  const listed = ROUTE_ACCESS.map(patternOf)
  return {
    unlisted: routes.filter(route => !listed.includes(route) && !ASSET.test(route)),
    gone: listed.filter(route => !routes.includes(route)),
  }
}

/** As the router's list has it: parameters as `:`. */
export function patternOf([method, path]: RouteAccess): string {
  return `${method} ${path.replace(/nope|a@x\.com|NOPE/, ':').replace(/tokens\/1$/, 'tokens/:')}`
}
