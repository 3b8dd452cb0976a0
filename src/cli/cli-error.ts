/** What a run ends with; documented in the README and in `--help`. */
export const EXIT = {
  ok: 0,
  /** The command worked, but not everything it was about did: addresses failed, files could not be extracted, the service is unhealthy. */
  partly: 1,
  usage: 2,
  /** The service refused the request: unknown id, conflict, bad input. */
  refused: 3,
  /** No API key, a wrong one, or one without the scope. */
  denied: 4,
  /** The service cannot be reached, is overloaded or failed. */
  unavailable: 5,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** An end with an explanation and, where there is something to do about it, a hint. */
export class CliError extends Error {
  readonly exitCode: ExitCode
  readonly hint: string | undefined
  /** The service's own error envelope, for `--json`. */
  readonly envelope: unknown

  constructor(message: string, exitCode: ExitCode, more: { hint?: string | undefined; envelope?: unknown } = {}) {
    super(message)
    this.name = 'CliError'
    this.exitCode = exitCode
    this.hint = more.hint
    this.envelope = more.envelope
  }
}

export function usageError(message: string, hint?: string): CliError {
  return new CliError(message, EXIT.usage, { hint })
}
