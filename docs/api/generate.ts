import { writeFileSync } from 'node:fs'
import { clientTypes } from './client-types.ts'
import { errorCodesPage } from './error-codes-page.ts'
import { openapiDocument } from './openapi-document.ts'

/** `npm run api`: writes docs/error-codes.md and the types of the TypeScript client. */
writeFileSync(new URL('../error-codes.md', import.meta.url), errorCodesPage())
writeFileSync(new URL('../../clients/typescript/openapi.d.ts', import.meta.url), await clientTypes(await openapiDocument()))
