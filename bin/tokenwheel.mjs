#!/usr/bin/env node
// Starts the command line client on the pinned Node 24, whatever `node` the machine has: the sources are TypeScript that only it can run.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))
const pinned = join(
  dirname(createRequire(import.meta.url).resolve('node/package.json')),
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
)
// Ctrl-C reaches the client through the terminal's process group; this one has to outlive it to pass its exit code on.
process.on('SIGINT', () => {})
const { status, error } = spawnSync(pinned, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
if (error !== undefined)
  console.error(`tokenwheel: Node 24 could not be started (${error.message}). Run \`npm ci\` in ${dirname(dirname(main))}.`)
process.exit(status ?? 1)
