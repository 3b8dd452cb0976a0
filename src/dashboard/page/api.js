/** The public API, and nothing else. The key lives in this tab's session storage and travels in a header. */

const KEY = 'tokenwheel.api-key'
/** A figure that took longer would be old when it came: a service that is frozen must not look alive. */
const ANSWER_MS = 10_000

/** What the server said no to, in its own words. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   */
  constructor(status, code, message) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** @type {(() => void) | undefined} */
let askForKey

/** @param {() => void} ask called whenever the server wants a key, or another one */
export function onKeyWanted(ask) {
  askForKey = ask
}

export const hasKey = () => sessionStorage.getItem(KEY) !== null
/** @param {string | null} key */
export function keepKey(key) {
  if (key === null) sessionStorage.removeItem(KEY)
  else sessionStorage.setItem(KEY, key)
}

/**
 * @param {string} path
 * @param {RequestInit & { headers?: Record<string, string> }} [options]
 * @returns {Promise<Response>} of a success; everything else is thrown
 */
export async function request(path, options = {}) {
  const key = sessionStorage.getItem(KEY)
  const headers = { ...options.headers, ...(key === null ? {} : { 'x-api-key': key }) }
  let response
  try {
    response = await fetch(path, { ...options, headers, credentials: 'omit', redirect: 'error' })
  } catch (error) {
    if (options.signal?.aborted === true) throw error
    throw new ApiError(0, 'OFFLINE', 'The service does not answer. This page tries again by itself.')
  }
  // An unhealthy service answers its health report with 503: still a report.
  if (response.ok || (response.status === 503 && path === '/system/health')) return response
  const problem = await response.json().catch(() => ({}))
  if (response.status === 401) askForKey?.()
  throw new ApiError(response.status, problem.code ?? 'ERROR', problem.message ?? `The service answered ${response.status}.`)
}

/**
 * @param {string} path
 * @returns {Promise<any>}
 */
export async function get(path) {
  const waiting = new AbortController()
  const { signal } = waiting
  const due = setTimeout(() => waiting.abort(), ANSWER_MS)
  try {
    const response = await request(path, { signal })
    return await response.json()
  } catch (error) {
    if (signal.aborted)
      throw new ApiError(0, 'TIMEOUT', `The service did not answer within ${ANSWER_MS / 1000} s. This page tries again by itself.`)
    throw error
  } finally {
    clearTimeout(due)
  }
}

/**
 * @param {string} path
 * @param {unknown} [body]
 * @param {string} [method]
 * @returns {Promise<any>}
 */
export const send = async (path, body, method = 'POST') => {
  const json = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  return (await request(path, { method, ...json })).json()
}

/**
 * Saves what an endpoint streams as a file. A link could not carry the key's header.
 * @param {string} path
 * @param {string} accept
 * @param {string} name
 */
export async function download(path, accept, name) {
  const response = await request(path, { headers: { accept } })
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads the blob after this turn; a minute is ample for it to begin.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
