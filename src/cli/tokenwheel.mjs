#!/usr/bin/env node
// Starts the command line client on the pinned Node 24, whatever `node` the machine has: the sources are TypeScript that only it can run.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'))
const child = spawn(join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'), [main, ...process.argv.slice(2)], {
  stdio: 'inherit',
})
// Ctrl-C reaches the client through the terminal's process group; this one outlives it to pass its exit code on.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('error', error => {
  console.error(`tokenwheel: Node 24 could not be started (${error.message}). Run \`npm ci\` in the project's folder.`)
  process.exit(1)
})
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
