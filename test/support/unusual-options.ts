import type { GivenOptions } from '../../src/jobs/job-options.ts'

/** Every option that a job can have, none at its default: whoever loses one is found out. The type asks for a new one. */
export const UNUSUAL: Required<GivenOptions> = {
  priority: 'LOW',
  callback_url: 'http://localhost:1/finished',
  delay_seconds: 0.5,
  save_to_dynamodb: false,
  requests_per_token: 7,
  parallel_tokens: 3,
}
