import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/shared/clock.ts'
import { prepareTables } from '../../src/storage/dynamodb/dynamo-tables.ts'
import { describeOnDynamoDb } from '../support/dynamo-stores.ts'
import { createTestDynamo, freshNames } from '../support/dynamo-tables-support.ts'
import { startDynamoDbLocal } from '../support/dynamodb-local.ts'

describeOnDynamoDb('tables with provisioned capacity', () => {
  test("a predecessor's table gets its index with the capacity that it has itself, and stays provisioned", async () => {
    // A DynamoDB Local of its own: one that has served hundreds of tables may never finish an index.
    const local = await startDynamoDbLocal(256)
    if (!('endpoint' in local)) throw new Error(local.enable)
    onTestFinished(() => local.stop())
    const [dynamo, names] = [createTestDynamo(local.endpoint, 30_000), freshNames()]
    await dynamo.client.send(
      new CreateTableCommand({
        TableName: names.tokens,
        KeySchema: [{ AttributeName: 'token_id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'token_id', AttributeType: 'S' }],
        ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 3 },
      }),
    )
    await prepareTables(dynamo, names, { create: true, clock: systemClock })
    const { Table: table } = await dynamo.client.send(new DescribeTableCommand({ TableName: names.tokens }))
    expect(table?.ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 7, WriteCapacityUnits: 3 })
    expect(table?.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: 'pick', ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 3 } },
    ])
    dynamo.close()
  })
})
