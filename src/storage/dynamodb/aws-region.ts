import { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** Where nobody names one. */
const DEFAULT_REGION = 'us-east-1'

/**
 * The region of the settings, else the one that the SDK finds by its own rules: that of the profile (`AWS_PROFILE`, `~/.aws/config`).
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-region.html
 */
export async function awsRegion(named: string | undefined): Promise<string> {
  if (named !== undefined) return named
  const client = new DynamoDBClient({})
  try {
    return await client.config.region()
  } catch {
    // Its one failure is that no region is named anywhere.
    return DEFAULT_REGION
  } finally {
    client.destroy()
  }
}
