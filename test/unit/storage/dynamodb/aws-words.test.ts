import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { loadSettings } from '../../../../src/settings/settings.ts'
import { StoreUnavailableError } from '../../../../src/shared/app-error.ts'
import { awsRegion } from '../../../../src/storage/dynamodb/aws-region.ts'
import { explainOutOfReach, explainRefusal } from '../../../../src/storage/dynamodb/aws-words.ts'

function refusal(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}

/** The words of AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const DENIED =
  'User: arn:aws:iam::123456789012:user/tw is not authorized to perform: dynamodb:CreateTable on resource: arn:aws:dynamodb:eu-central-1:123456789012:table/batch_jobs because no identity-based policy allows the dynamodb:CreateTable action'

describe('what AWS refuses', () => {
  it.each([
    [
      refusal('CredentialsProviderError', 'Could not load credentials from any providers'),
      /no AWS credentials were found.*AWS_ACCESS_KEY_ID/,
    ],
    [refusal('UnrecognizedClientException', 'The security token included in the request is invalid.'), /does not accept the credentials/],
    [refusal('ExpiredTokenException', 'The security token included in the request is expired'), /have expired/],
    [
      refusal('AccessDeniedException', DENIED),
      /lack the right dynamodb:CreateTable on arn:aws:dynamodb:eu-central-1:123456789012:table\/batch_jobs/,
    ],
    [refusal('AccessDeniedException', 'no words'), /the credentials lack a right that AWS does not name\. docs/],
  ])('%s is said in words, and ends the start with 78', (cause, words) => {
    for (const error of [cause, new StoreUnavailableError('DynamoDB store', cause)]) {
      expect(explainRefusal(error)?.message).toMatch(words)
      expect(explainRefusal(error)?.exitCode).toBe(78)
    }
  })

  it.each([refusal('InternalServerError', 'x'), refusal('TimeoutError', 'x'), 'x', null])('%s may pass by itself', error => {
    expect(explainRefusal(error)).toBeNull()
    expect(explainRefusal(new StoreUnavailableError('DynamoDB store', error))).toBeNull()
  })
})

describe('where nobody answers', () => {
  const network = (code: string) => new StoreUnavailableError('DynamoDB store', Object.assign(new Error(`connect ${code}`), { code }))

  it.each([
    [
      'ENOTFOUND',
      undefined,
      'DynamoDB: DynamoDB of the region mars-north-1 is out of reach (ENOTFOUND). Check AWS_REGION and the network.',
    ],
    [
      'ECONNREFUSED',
      'http://ann:secret@db.local:8001',
      'DynamoDB: db.local:8001 is out of reach (ECONNREFUSED). Check DYNAMODB_ENDPOINT and the network.',
    ],
  ])('%s is said in words, and may pass: the start ends with 1', (code, endpoint, words) => {
    expect(explainOutOfReach(network(code), 'mars-north-1', endpoint)).toMatchObject({ message: words, exitCode: 1 })
  })

  it('a file with credentials that is not there is no network', () => {
    expect(explainOutOfReach(network('ENOENT'), 'eu-west-1', undefined)).toMatchObject({
      message: expect.stringContaining('AWS_WEB_IDENTITY_TOKEN_FILE'),
      exitCode: 78,
    })
  })

  it.each([refusal('InternalServerError', 'x'), refusal('ResourceInUseException', 'x'), 'x', null])('%s is something else', error => {
    expect(explainOutOfReach(new StoreUnavailableError('DynamoDB store', error), 'eu-west-1', undefined)).toBeNull()
  })
})

describe('the region', () => {
  afterEach(() => vi.unstubAllEnvs())

  const region = (env: Record<string, string>) => awsRegion(loadSettings(env).AWS_REGION)

  /** https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html */
  async function profiles(text: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'tokenwheel-aws-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await writeFile(join(folder, 'config'), text)
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'))
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) vi.stubEnv(name, undefined)
  }

  it('is that of AWS_REGION, else of AWS_DEFAULT_REGION, whatever a profile says', async () => {
    await profiles('[default]\nregion = ap-south-1\n')
    expect(await region({ AWS_DEFAULT_REGION: 'eu-central-1' })).toBe('eu-central-1')
    expect(await region({ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-central-1' })).toBe('eu-west-1')
  })

  it.each([' ', 'eu west 1', 'eu-west-1,eu-west-2', 'eu_west_1', 'eu-west-1.amazonaws.com'])('is not "%s"', async named => {
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION'])
      expect(() => loadSettings({ [name]: named })).toThrow(/AWS_REGION: must be a region such as eu-west-1/)
  })

  it('is that of the profile where neither is set, else us-east-1', async () => {
    await profiles('[default]\nregion = ap-south-1\n\n[profile shop]\nregion = sa-east-1\n')
    expect(await region({ AWS_REGION: '', AWS_DEFAULT_REGION: '' })).toBe('ap-south-1')
    vi.stubEnv('AWS_PROFILE', 'shop')
    expect(await region({})).toBe('sa-east-1')
    await profiles('[default]\noutput = json\n')
    vi.stubEnv('AWS_PROFILE', undefined)
    expect(await region({})).toBe('us-east-1')
  })
})
