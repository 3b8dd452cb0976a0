/** An answer of `/extract` as it is kept. `body` and `reviews` are packed and, with SECRETS_KEY, sealed: no store looks into them. */
export interface StoredResult {
  /** Unique, whatever callers call their requests. */
  readonly id: string
  /** What the caller knows it by; two of them may share one. */
  readonly requestId: string
  readonly companyId: string
  /** ISO 8601. */
  readonly createdAt: string
  readonly body: string
  /** Null while nobody has looked at it. */
  readonly reviews: string | null
  /** Counts the changes of `reviews`. */
  readonly revision: number
}

/** PORT: answers that are kept for `extraction.keep_days`, with what people corrected in them. */
export interface ResultStore {
  /** A second one of the same id changes nothing. */
  put(result: Omit<StoredResult, 'reviews' | 'revision'>): Promise<void>
  /** Those of a request id, the newest first, 20 at most. */
  find(requestId: string): Promise<StoredResult[]>
  /** One conditional write: only while the row has this revision. False when somebody else was quicker, or it is gone. */
  review(id: string, revision: number, reviews: string): Promise<boolean>
  /** The same contents under another key. One conditional write: only while the row has this revision, which stays. False when it has not. */
  reseal(id: string, revision: number, sealed: Pick<StoredResult, 'body' | 'reviews'>): Promise<boolean>
  /** The next results in the order of their ids; fewer than `limit` means the end. */
  page(after: string | null, limit: number): Promise<StoredResult[]>
  remove(id: string): Promise<void>
  /** Deletes up to `limit` that were made before then. @returns how many */
  purge(before: string, limit: number): Promise<number>
}
