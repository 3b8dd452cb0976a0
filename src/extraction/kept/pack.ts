import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

const compress = promisify(gzip)
const inflate = promisify(gunzip)
/** Twice what the largest answer of a provider comes to. */
const MAX_BYTES = 16 * 1_048_576

/** JSON as it is kept: small, and plain ASCII in every code page. Off the serving thread. */
export async function pack(value: unknown): Promise<string> {
  return (await compress(JSON.stringify(value))).toString('base64')
}

/** @throws where it is none, or larger than anything that was packed */
export async function unpack(packed: string): Promise<unknown> {
  return JSON.parse((await inflate(Buffer.from(packed, 'base64'), { maxOutputLength: MAX_BYTES })).toString('utf8'))
}
