import { invalidInput } from './app-error.ts'
import { nestsDeeper } from './json-depth.ts'

/** Opaque page cursors: callers pass them back and build nothing on what is inside. */
export function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** Keys of a store, one level each. */
const MAX_CURSOR_DEPTH = 8

/** @throws AppError (400) when the cursor is none of ours */
export function decodeCursor<T>(cursor: string, isValid: (value: unknown) => value is T): T {
  try {
    const json = Buffer.from(cursor, 'base64url').toString('utf8')
    const value: unknown = nestsDeeper(json, MAX_CURSOR_DEPTH) ? null : JSON.parse(json)
    if (isValid(value)) return value
  } catch {
    // Answered below, like any other wrong cursor.
  }
  throw invalidInput('The cursor is not valid.', [{ field: 'cursor', problem: 'is not one that this endpoint gave out' }])
}
