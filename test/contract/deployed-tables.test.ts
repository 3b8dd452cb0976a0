import { readFileSync } from 'node:fs'
import { CreateTableCommand, type CreateTableCommandInput, DescribeTableCommand, type TableDescription } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { systemClock } from '../../src/shared/clock.ts'
import { prepareTables } from '../../src/storage/dynamodb/dynamo-tables.ts'
import { createRecoveryWatch } from '../../src/storage/dynamodb/point-in-time-recovery.ts'
import { describeOnDynamoDb } from '../support/dynamo-stores.ts'
import { createTestDynamo, freshNames, openTables } from '../support/dynamo-tables-support.ts'
import { ManualClock } from '../support/manual-clock.ts'

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default: string }>>
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>>
}
const template = parse(readFileSync('docs/deploy/dynamodb.cloudformation.yaml', 'utf8')) as Template
const RESOURCES = { tokens: 'Tokens', jobs: 'Jobs', results: 'Results', profiles: 'Profiles' } as const

describeOnDynamoDb('the tables of the CloudFormation template', endpoint => {
  test('are those that the service would create, and enough for one that may create none', async () => {
    const [dynamo, names] = [createTestDynamo(endpoint), freshNames()]
    const own = await openTables(endpoint)
    const describe = async (name: string) => shapeOf((await dynamo.client.send(new DescribeTableCommand({ TableName: name }))).Table!)
    for (const [name, resource] of Object.entries(RESOURCES) as [keyof typeof RESOURCES, string][]) {
      const { BillingMode, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = template.Resources[resource]!
        .Properties as unknown as CreateTableCommandInput
      await dynamo.client.send(
        new CreateTableCommand({ TableName: names[name], BillingMode, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes }),
      )
      expect(await describe(names[name]), resource).toEqual(await describe(own.names[name]))
    }
    await prepareTables(dynamo, names, { create: false, clock: systemClock })
    own.dynamo.close()
    dynamo.close()
  })

  test('DynamoDB Local knows no recovery, and nobody is told about it', async () => {
    const [{ dynamo, names, facts }, clock] = [await openTables(endpoint), new ManualClock()]
    expect(facts.created.toSorted()).toEqual(Object.values(names).toSorted())
    const recovery = createRecoveryWatch({ dynamo, tables: facts.created.map(name => ({ name, isNew: true })), clock })
    recovery.start()
    while (clock.sleeping === 0) await new Promise(resolve => setImmediate(resolve))
    expect(recovery.warnings()).toEqual([])
    await recovery.stop()
    dynamo.close()
  })
})

function shapeOf({ KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingModeSummary }: TableDescription) {
  const byName = <T extends { readonly AttributeName?: string | undefined }>(list: readonly T[] = []) =>
    [...list].sort((a, b) => (a.AttributeName! < b.AttributeName! ? -1 : 1))
  const indexes = (GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema: keys, Projection }) => ({
    IndexName,
    keys,
    type: Projection?.ProjectionType,
    attributes: [...(Projection?.NonKeyAttributes ?? [])].sort(),
  }))
  return {
    KeySchema,
    attributes: byName(AttributeDefinitions),
    billing: BillingModeSummary?.BillingMode,
    indexes: indexes.sort((a, b) => (a.IndexName! < b.IndexName! ? -1 : 1)),
  }
}
