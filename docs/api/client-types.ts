import type { OpenAPIV3_1 } from 'openapi-types'
import openapiTs, { astToString, type OpenAPI3 } from 'openapi-typescript'

/** clients/typescript/openapi.d.ts. A field with a default may be left out of a request, as it may on the wire. */
export async function clientTypes(document: OpenAPIV3_1.Document): Promise<string> {
  const nodes = await openapiTs(document as unknown as OpenAPI3, { defaultNonNullable: false })
  return `// Written by \`npm run api\` from the service's OpenAPI document.\n${astToString(nodes)}`
}
