import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** One file as it is served: the bytes, their gzip form and the tag that names exactly these bytes. */
export interface PageAsset {
  readonly type: string
  readonly etag: string
  readonly bytes: Buffer
  /** Compressed once, at the first request that accepts it. */
  gzipped(): Promise<Buffer>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

const compress = promisify(gzip)

/** @param content replaces the file's own text, for pages with a placeholder */
export function readAsset(file: URL, content?: string): PageAsset {
  const bytes = content === undefined ? readFileSync(file) : Buffer.from(content)
  // Weak: the compressed form shares it.
  const etag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  let compressed: Promise<Buffer> | undefined
  return {
    type: TYPES[extname(file.pathname)] ?? 'application/octet-stream',
    etag,
    bytes,
    gzipped() {
      compressed ??= compress(bytes, { level: 9 })
      return compressed
    },
  }
}

/** Names the whole set: a change of any file changes the path of all, so each may be cached for good. */
export function fingerprint(assets: Iterable<PageAsset>): string {
  const hash = createHash('sha256')
  for (const { etag } of assets) hash.update(etag)
  return hash.digest('hex').slice(0, 12)
}
