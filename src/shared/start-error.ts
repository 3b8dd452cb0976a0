/** Why the service cannot start, in words for whoever runs it, and what to do about it. Ends the process without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError'
  /** 78 where a setting or a right has to be changed, else 1. */
  readonly exitCode: 1 | 78

  constructor(message: string, exitCode: 1 | 78, cause: unknown) {
    super(message, { cause })
    this.exitCode = exitCode
  }
}
