import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openapiDocument } from '../api/openapi-document.ts'
import { postmanCollection, postmanEnvironment } from './postman-collection.ts'

/** `npm run postman [FOLDER]`: writes docs/postman from the service's own OpenAPI document. */
const folder = process.argv[2] ?? new URL('.', import.meta.url).pathname

const document = await openapiDocument()
const write = (name: string, value: unknown) => writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`)
write('tokenwheel.postman_collection.json', postmanCollection(document))
write('tokenwheel.postman_environment.json', postmanEnvironment())
