import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { fingerprint, type PageAsset, readAsset } from './page-assets.ts'

interface Page {
  /** Where it is served; its files are under `<url>/assets/<build>/`. */
  readonly url: string
  /** Holds `%BUILD%` where the assets' fingerprint belongs. */
  readonly html: URL
  readonly files: Readonly<Record<string, URL>>
  readonly policy: string
}

/** Nothing inline, nothing from elsewhere, no frame around it; `blob:` is an invoice that the user dropped, shown by its own page. */
const STRICT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
/** Swagger UI draws its icons from data URIs and sets style attributes; scripts stay as strict. */
const DOCS_POLICY = STRICT_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace('blob:', 'data:')

/** What the page uses of it. Whatever else it could do, such as taking text for HTML, is not served. */
const LIT_HTML = ['lit-html.js', 'directive.js', 'directive-helpers.js', 'directives/repeat.js']
/** Named, and not with the weight of a refusal. */
const ACCEPTS_GZIP = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i
const A_YEAR = 'public, max-age=31536000, immutable'

/** `/dashboard` and `/docs`: pages without data. What they show they ask the public API for, with the caller's own key. */
export function dashboardRoutes(): FastifyPluginAsync {
  return async app => {
    const require = createRequire(import.meta.url)
    const vendor = (path: string) => pathToFileURL(require.resolve(path))
    servePage(app, {
      url: '/dashboard',
      html: new URL('./page/index.html', import.meta.url),
      files: {
        ...filesIn(new URL('./page/', import.meta.url)),
        'uplot.js': vendor('uplot/dist/uPlot.iife.min.js'),
        'uplot.css': vendor('uplot/dist/uPlot.min.css'),
        // Loaded when a PDF is dropped. The package exports it to `import` only, so it is found beside its neighbour.
        'pdfjs.js': new URL('./pdfjs.mjs', vendor('unpdf')),
        // `require` finds the build for Node.js; that for browsers lies one folder up.
        ...modulesOf('lit-html', new URL('../', vendor('lit-html')), LIT_HTML),
        ...modulesOf('eventsource-parser', new URL('./', vendor('eventsource-parser')), ['stream.js', 'parse.js', 'errors.js']),
      },
      policy: STRICT_POLICY,
    })
    servePage(app, {
      url: '/docs',
      html: new URL('./docs/index.html', import.meta.url),
      files: {
        ...filesIn(new URL('./docs/', import.meta.url)),
        'logo.svg': new URL('./page/logo.svg', import.meta.url),
        'swagger-ui.js': vendor('@fastify/swagger-ui/static/swagger-ui-bundle.js'),
        'swagger-ui.css': vendor('@fastify/swagger-ui/static/swagger-ui.css'),
      },
      policy: DOCS_POLICY,
    })
  }
}

/** The folder is listed once: a request names one of these files or nothing. */
function filesIn(folder: URL): Record<string, URL> {
  const names = readdirSync(folder).filter(name => /\.(js|css|svg)$/.test(name))
  return Object.fromEntries(names.map(name => [name, new URL(name, folder)]))
}

/** What a module imports lies beside it as in its package: the browser follows the same relative paths. */
function modulesOf(name: string, folder: URL, files: readonly string[]): Record<string, URL> {
  return Object.fromEntries(files.map(file => [`vendor/${name}/${file}`, new URL(file, folder)]))
}

function servePage(app: FastifyInstance, page: Page): void {
  const assets = new Map(Object.entries(page.files).map(([name, file]) => [name, readAsset(file)]))
  const build = fingerprint(assets.values())
  const html = readAsset(page.html, readFileSync(page.html, 'utf8').replaceAll('%BUILD%', `${page.url}/assets/${build}`))

  app.route({
    method: 'GET',
    url: page.url,
    config: { access: 'public' },
    schema: { hide: true },
    handler: (request, reply) => {
      reply.headers({
        'content-security-policy': page.policy,
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy': 'camera=(), geolocation=(), microphone=()',
      })
      return sendAsset(request, reply, html, 'no-cache')
    },
  })

  // A route for each file, so that the router's own list shows all there is to ask for.
  for (const [name, asset] of assets)
    app.route<{ Params: { build: string } }>({
      method: 'GET',
      url: `${page.url}/assets/:build/${name}`,
      config: { access: 'public' },
      schema: { hide: true },
      // A page of another release asks for its own files: better ours than none, but not for good.
      handler: (request, reply) => sendAsset(request, reply, asset, request.params.build === build ? A_YEAR : 'no-cache'),
    })
}

async function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: PageAsset, caching: string): Promise<FastifyReply> {
  reply.headers({ 'cache-control': caching, etag: asset.etag, vary: 'accept-encoding' })
  if (request.headers['if-none-match']?.includes(asset.etag)) return reply.code(304).send()
  reply.type(asset.type)
  if (!ACCEPTS_GZIP.test(request.headers['accept-encoding'] ?? '')) return reply.send(asset.bytes)
  return reply.header('content-encoding', 'gzip').send(await asset.gzipped())
}
