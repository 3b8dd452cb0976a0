/** Stands where an address stood that was erased: in lists, results and logs. No address looks like it. */
export const ERASED = '[erased]'
