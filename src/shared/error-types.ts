/**
 * Whose fault a failure is at first sight. It decides what follows:
 *
 * - `address`: the upstream answered, and the answer is about the person. The address fails, the token has shown that it works.
 * - `token`: the upstream refuses the credential. The token is excluded and its errors are counted; the address goes to another one.
 * - `token-for-now`: the credential is good but may not be used at the moment. It rests; the address goes to another one.
 * - `upstream`: no usable answer. It costs neither token nor address anything while it may be passing.
 * - `entry`: it never was an address. Nothing is sent.
 * - `nobody`: an answer that nobody can place. The address fails, nobody is charged.
 */
export type Fault = 'address' | 'token' | 'token-for-now' | 'upstream' | 'entry' | 'nobody'

/** What follows from an error type. Everything that depends on one reads it here. */
interface Consequences {
  readonly fault: Fault
  /**
   * Such an answer shows that upstream and token work. Of the failures only "there is no such person" does: a list of people who have left must
   * run through. An upstream that is broken, or whose consent was withdrawn, answers everybody with any of the others.
   */
  readonly isProof: boolean
  /** The shared retry policy repeats the call, with its waits, before the address fails. */
  readonly repeated: boolean
  /** `retry-failed` takes the address into its new job: it may come out differently another time. */
  readonly retryFailed: boolean
  /** Begins the operators' log line of an address that failed so. */
  readonly icon: string
}

/**
 * THE TABLE: each error type that a result can carry. A new one is an entry here, and the compiler asks for all of its consequences; which
 * answers of an upstream lead to it is said in `profiles/classify.ts` and in the rules of the settings.
 */
export const ERROR_TYPES = {
  user_restricted: { fault: 'address', isProof: false, repeated: false, retryFailed: true, icon: '🔒' },
  access_denied: { fault: 'address', isProof: false, repeated: false, retryFailed: true, icon: '🚫' },
  header_injection: { fault: 'entry', isProof: false, repeated: false, retryFailed: false, icon: '🛡️' },
  data_validation: { fault: 'entry', isProof: false, repeated: false, retryFailed: false, icon: '⚠️' },
  erased: { fault: 'entry', isProof: false, repeated: false, retryFailed: false, icon: '🧹' },
  not_found: { fault: 'address', isProof: true, repeated: false, retryFailed: true, icon: '🔎' },
  token_error: { fault: 'token', isProof: false, repeated: false, retryFailed: true, icon: '❌' },
  rate_limited: { fault: 'token-for-now', isProof: false, repeated: false, retryFailed: true, icon: '⏳' },
  upstream_error: { fault: 'upstream', isProof: false, repeated: true, retryFailed: true, icon: '🌐' },
  timeout: { fault: 'upstream', isProof: false, repeated: true, retryFailed: true, icon: '⏱️' },
  empty_profile: { fault: 'address', isProof: false, repeated: false, retryFailed: true, icon: '📭' },
  unknown: { fault: 'nobody', isProof: false, repeated: false, retryFailed: true, icon: '❓' },
} as const satisfies Record<string, Consequences>

export type ErrorType = keyof typeof ERROR_TYPES

/** The error types that are somebody's fault: `ErrorTypeOf<'entry'>` are those of entries that are never sent. */
export type ErrorTypeOf<F extends Fault> = { [T in ErrorType]: (typeof ERROR_TYPES)[T]['fault'] extends F ? T : never }[ErrorType]

/** In the order of the table. */
export const ERROR_TYPE_NAMES = Object.keys(ERROR_TYPES) as [ErrorType, ...ErrorType[]]

/** Of a type as stored: a row may be a newer version's, whose types this one does not know. */
export function consequencesOf(errorType: string): Consequences {
  return Object.hasOwn(ERROR_TYPES, errorType) ? ERROR_TYPES[errorType as ErrorType] : ERROR_TYPES.unknown
}

export function isFaultOf<F extends Fault>(errorType: ErrorType, ...faults: readonly F[]): errorType is ErrorTypeOf<F> {
  return (faults as readonly Fault[]).includes(ERROR_TYPES[errorType].fault)
}
