/** Whose act a request is, for the history of what it changes: the name of its API key; null where none is asked for. */
export function actingKey({ caller }: { readonly caller: { readonly authenticated: boolean; readonly name: string } }): string | null {
  return caller.authenticated ? caller.name : null
}
