/** What a process has announced in the store that all share. */
export interface CallRecord {
  /** The id of its process's last write. */
  readonly write: string
  /** How often a block was fenced: who writes has to know of all of them. */
  readonly fences: number
  /** By block: the number of the last call that may have been begun with it. */
  readonly calls: ReadonlyMap<number, number>
  /** Blocks of which no further call can be announced. */
  readonly fenced: ReadonlySet<number>
}

/** One write to the process's own record: `calls` replaces what stood there. */
export interface Announcement {
  /** Its id, new for every try: a try that arrives after another one has is refused. */
  readonly write: string
  /** The write it follows. */
  readonly after: string
  readonly fences: number
  readonly calls: ReadonlyMap<number, number>
}

/**
 * PORT: a record per process of the calls that it is about to make, for whoever takes its blocks over on another machine. All may throw
 * StoreUnavailableError.
 */
export interface CallRecords {
  /** Makes the record, with nothing announced. Safe to repeat. */
  create(record: string, write: string): Promise<void>
  /**
   * One conditional write: takes place only if the record's last write is `after` and it was fenced `fences` times. Returns the record as it is
   * then (the write took place if that names it), null when there is none.
   */
  announce(record: string, announcement: Announcement): Promise<CallRecord | null>
  /**
   * One conditional write: from then on every announcement that does not know of this fence is refused. Returns the record as it is then, null
   * when there is none. Safe to repeat.
   */
  fence(record: string, block: number): Promise<CallRecord | null>
}
