import { invalidInput } from './app-error.ts'

/** Opaque page cursors: callers pass them back and build nothing on what is inside. */
export function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** @throws AppError (400) when the cursor is none of ours */
export function decodeCursor<T>(cursor: string, isValid: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (isValid(value)) return value
  } catch {
    // Answered below, like any other wrong cursor.
  }
  throw invalidInput('The cursor is not valid.', [{ field: 'cursor', problem: 'is not one that this endpoint gave out' }])
}
