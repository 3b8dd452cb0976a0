/**
 * Text that comes from outside (an upstream's error body, a provider's message) before it may reach a log, a row or an answer:
 * anything that looks like a credential is cut, control characters are shown, and the length is bounded.
 */
export function safeText(text: string, maxLength = 300): string {
  const cut = text
    .slice(0, maxLength * 4)
    .replace(/\b(bearer|basic)(\s+)([^\s"',;&}]{6,})/gi, '$1$2[redacted]')
    .replace(
      /(api[-_ ]?key|token|secret|password|pwd|authorization|signature|[?&]key)(["']?\s*[:=]\s*["']?)([^\s"',;&}]{4,})/gi,
      '$1$2[redacted]',
    )
    .replace(/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, '[redacted]')
    .replace(/\b(?:sk|pk|rk)-[\w-]{8,}|\bAIza[\w-]{10,}/g, '[redacted]')
    .replace(/:\/\/[^/\s:@]+:[^/\s@]+@/g, '://[redacted]@')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .trim()
  return cut.length > maxLength ? `${cut.slice(0, maxLength - 1)}…` : cut
}

/** Removes known secrets verbatim: the call site that holds the secret knows best what must not leave. */
export function withoutSecrets(text: string, secrets: readonly (string | undefined)[]): string {
  let clean = text
  for (const secret of secrets) if (secret !== undefined && secret.length >= 4) clean = clean.replaceAll(secret, '[redacted]')
  return clean
}

/**
 * Takes a person's address out of words that are kept or shown where no person is to be named: an upstream's message, as the evidence against a
 * token. Its part before the @ stays where it stands alone: it may be any word.
 */
export function withoutAddress(text: string, email: string): string {
  const forms = [email, encodeURIComponent(email.toWellFormed())].filter(form => form !== '')
  const escaped = forms.map(form => form.replace(/[^\w@]/gu, sign => `\\u{${sign.codePointAt(0)!.toString(16)}}`))
  return forms.length === 0 ? text : text.replace(new RegExp(escaped.join('|'), 'giu'), '[address]')
}

/**
 * Takes everything that looks like an address out of words that are kept: an upstream may name others than the one it was asked for. The length is
 * bounded first, so that no text costs time.
 */
export function withoutAddresses(text: string): string {
  return text.slice(0, 2_000).replace(/[^\s@"'<>()[\]{},;:=]+(?:@|%40)[^\s@"'<>()[\]{},;:=]+/giu, '[address]')
}

/** What a log may say about an error: name, message, code and stack frames, all passed through {@link safeText}. Nothing else of it. */
export function safeError(error: unknown): { type: string; message: string; code?: string; stack?: string; cause?: string } {
  if (!(error instanceof Error)) return { type: typeof error, message: safeText(String(error)) }
  const code = (error as { code?: unknown }).code
  const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line))
  return {
    type: error.name,
    message: safeText(error.message, 1000),
    ...(typeof code === 'string' ? { code: safeText(code, 80) } : {}),
    ...(frames.length > 0 ? { stack: frames.slice(0, 12).join('\n') } : {}),
    ...(error.cause instanceof Error ? { cause: safeText(`${error.cause.name}: ${error.cause.message}`) } : {}),
  }
}
