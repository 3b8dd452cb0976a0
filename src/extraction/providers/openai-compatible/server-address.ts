/** Where a server of this kind is, and how it wants the key. */
export interface ServerAddress {
  readonly baseUrl: string
  /** What stands behind the question mark of the base URL, Azure's `api-version` for instance: sent with every call. */
  readonly query: Readonly<Record<string, string>>
  readonly isAzure: boolean
}

/**
 * Azure's own hosts (https://learn.microsoft.com/azure/foundry/openai/api-version-lifecycle), which take a key in the header `api-key`; or a
 * gateway with the path of its deployments. A key in `Authorization` is read as a token of Entra ID on that path.
 */
const AZURE_HOST = /\.(openai\.azure|cognitiveservices\.azure|services\.ai\.azure|ai\.azure)\.(com|us|cn)$/
const AZURE_PATH = /\/openai\/deployments\/[^/]+$/

/** Of a base URL as operators have it: with a query, with a slash at its end, or with the path of the call itself. */
export function serverAt(given: string): ServerAddress {
  const url = new URL(given)
  const path = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')
  const isAzure = AZURE_HOST.test(url.hostname) || AZURE_PATH.test(path)
  return { baseUrl: url.origin + path, query: Object.fromEntries(url.searchParams), isAzure }
}
