import { StoreUnavailableError } from '../../src/shared/app-error.ts'

/** A store that can be taken away: while it is, every method throws as an adapter does that does not reach its database. */
export function reachable<T extends object>(store: T): { readonly store: T; away: boolean; lossy: boolean } {
  const control = { store, away: false, lossy: false }
  const wrapped = new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return async (...args: unknown[]) => {
        if (control.away) throw new StoreUnavailableError('token store', new Error('away'))
        const answer: unknown = await (method as (...args: unknown[]) => Promise<unknown>)(...args)
        // Done, and nobody hears of it.
        if (control.lossy) throw new StoreUnavailableError('token store', new Error('answer lost'))
        return answer
      }
    },
  })
  return Object.assign(control, { store: wrapped })
}
