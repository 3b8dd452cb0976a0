import { describe, expect, it } from 'vitest'
import { loadSettings } from '../../../../src/settings/settings.ts'
import { StoreUnavailableError } from '../../../../src/shared/app-error.ts'
import { explainRefusal } from '../../../../src/storage/dynamodb/aws-words.ts'

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
    [refusal('AccessDeniedException', 'no words'), /lack the right an action/],
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

it('the region is that of AWS_REGION, else of AWS_DEFAULT_REGION', () => {
  const region = (env: Record<string, string>) => loadSettings(env).AWS_REGION
  expect(region({ AWS_DEFAULT_REGION: 'eu-central-1' })).toBe('eu-central-1')
  expect(region({ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-central-1' })).toBe('eu-west-1')
  expect(region({ AWS_REGION: '', AWS_DEFAULT_REGION: '' })).toBe('us-east-1')
})
