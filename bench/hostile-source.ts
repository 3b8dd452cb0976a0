/** What a kind of document may draw on: chance with a seed, and real files to cut up. */
export interface Source {
  /** A whole number below `limit`. */
  random(limit: number): number
  real(): Buffer
}

/**
 * What has to become of a kind. `refused`: a 4xx. `read`: harmless, so that its invoice may be read as well, every word of it. `told`: a 4xx,
 * or an answer whose warnings say that there was nothing to be read. `either`:
 * nobody can say what a file is after chance has been at it.
 */
export type Fate = 'refused' | 'read' | 'told' | 'either'

export interface Kind {
  readonly fate: Fate
  readonly make: (source: Source) => Buffer
}

export const refused = (make: Kind['make']): Kind => ({ fate: 'refused', make })
export const read = (make: Kind['make']): Kind => ({ fate: 'read', make })
export const told = (make: Kind['make']): Kind => ({ fate: 'told', make })
export const either = (make: Kind['make']): Kind => ({ fate: 'either', make })

/** The invoice that lies in every harmless document. */
export const INVOICE_NUMBER = 'H-4711-2026'
export const INVOICE = ['Muster Works Ltd', `Invoice number: ${INVOICE_NUMBER}`, 'Invoice date: 2026-03-14', 'Total: 119.00 EUR']
