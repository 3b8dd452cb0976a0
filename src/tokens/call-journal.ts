/**
 * PORT: which calls have been begun with each block, told after the process that made them has died (`kill -9` included). A call is noted before it is
 * sent, without a wait: every address pays for it.
 */
export interface CallJournal {
  /** From now on the block's calls are noted; before the first of them, and before it is reserved. Null where nothing can be noted. */
  open(reservationId: string, used: number): CallNotes | null
  /**
   * Calls begun with the block, as noted by processes of this machine that had it; null when there are none. `final`: all of those processes are
   * dead, so that none of them will begin another one.
   */
  begun(reservationId: string): { readonly calls: number; readonly final: boolean } | null
}

/** The notes of one block. */
export interface CallNotes {
  /** @throws when it cannot be noted: then the call must not be made */
  begin(calls: number): void
  /** The block has been handed back: nobody will ask for its calls. */
  close(): void
}

/** Notes nothing: after a crash each block may have had a call that nobody knows of. */
export const noJournal: CallJournal = { open: () => null, begun: () => null }
