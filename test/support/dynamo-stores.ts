import { describe, inject } from 'vitest'

/** A describe block that is skipped, by name and with the line that would enable it, where DynamoDB Local cannot run. */
export function describeOnDynamoDb(name: string, body: (endpoint: string) => void): void {
  const local = inject('dynamodb')
  if ('endpoint' in local) describe(name, () => body(local.endpoint))
  else describe.skip(`${name} (skipped: no Java; to enable: ${local.enable})`, () => body(''))
}
