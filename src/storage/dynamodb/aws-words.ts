import { StoreUnavailableError } from '../../shared/app-error.ts'
import { StartError } from '../../shared/start-error.ts'

/** Errors by which AWS, or the SDK before it, refuses who asks. */
const WITHOUT_CREDENTIALS = new Set(['CredentialsProviderError', 'TokenProviderError'])
const WRONG_CREDENTIALS = new Set([
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'MissingAuthenticationTokenException',
  'InvalidClientTokenId',
])
const EXPIRED_CREDENTIALS = new Set(['ExpiredTokenException', 'ExpiredToken'])

/** By which a network, or the SDK on it, says that nobody answers. */
const NOBODY_ANSWERS = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPROTO|TimeoutError)$/

/** What a start that AWS refuses is to say, and what to do; null for anything that time may heal. */
export function explainRefusal(error: unknown): StartError | null {
  const cause = error instanceof StoreUnavailableError ? error.cause : error
  if (!(cause instanceof Error)) return null
  const say = (words: string) => new StartError(`DynamoDB: ${words}`, 78, cause)
  if (WITHOUT_CREDENTIALS.has(cause.name))
    return say(
      'no AWS credentials were found. Give the process a role (ECS, EKS, EC2), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; with DYNAMODB_ENDPOINT any values will do.',
    )
  if (WRONG_CREDENTIALS.has(cause.name))
    return say('AWS does not accept the credentials. Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION.')
  if (EXPIRED_CREDENTIALS.has(cause.name)) return say('the AWS credentials have expired. Sign in again, or give the process a role.')
  if (cause.name === 'AccessDeniedException') {
    const [, action, resource] = /not authorized to perform: (\S+)(?: on resource: (\S+))?/.exec(cause.message) ?? []
    const on = resource === undefined ? '' : ` on ${resource}`
    const right = action === undefined ? 'a right that AWS does not name' : `the right ${action}${on}`
    return say(`the credentials lack ${right}. docs/operations.md (Least privilege) lists all rights that are needed.`)
  }
  return null
}

/**
 * What a start is to say that reached nobody, and where to look; null for anything else.
 *
 * @param endpoint that of the settings; of it nothing but the host is told
 */
export function explainOutOfReach(error: unknown, region: string, endpoint: string | undefined): StartError | null {
  const cause = error instanceof StoreUnavailableError ? error.cause : error
  if (!(cause instanceof Error)) return null
  const code = [(cause as { code?: unknown }).code, cause.name].map(String).find(name => NOBODY_ANSWERS.test(name) || name === 'ENOENT')
  if (code === undefined) return null
  if (code === 'ENOENT')
    return new StartError(
      'DynamoDB: a file that the AWS credentials are to be read from does not exist. Check AWS_WEB_IDENTITY_TOKEN_FILE, AWS_PROFILE and the files that it names.',
      78,
      cause,
    )
  const where =
    endpoint === undefined
      ? `DynamoDB of the region ${region} is out of reach (${code}). Check AWS_REGION`
      : `${new URL(endpoint).host} is out of reach (${code}). Check DYNAMODB_ENDPOINT`
  return new StartError(`DynamoDB: ${where} and the network.`, 1, cause)
}
