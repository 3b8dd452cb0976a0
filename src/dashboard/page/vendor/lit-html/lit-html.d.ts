// The module itself is served from the package (dashboard.routes.ts); its types stand here.
export * from 'lit-html'
