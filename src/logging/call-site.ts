import { getCallSites } from 'node:util'

export interface CallSite {
  readonly functionName: string | null
  readonly lineNumber: number | null
  /** Path of the file below the project's root, without its ending. */
  readonly module: string | null
}

export const UNKNOWN_CALL_SITE: CallSite = { functionName: null, lineNumber: null, module: null }

/** Deep enough to see past pino's own frames. */
const FRAMES = 14

/** Who is logging: the first frame on the stack that is neither pino's nor this folder's. Some 10 us: not for the hot path. */
export function captureCallSite(): CallSite {
  for (const site of getCallSites(FRAMES, { sourceMap: false })) {
    if (site.scriptName.startsWith('node:') || /\/node_modules\/|\/src\/logging\//.test(site.scriptName)) continue
    return { functionName: site.functionName || null, lineNumber: site.lineNumber, module: moduleOf(site.scriptName) }
  }
  return UNKNOWN_CALL_SITE
}

const FRAME = /^\s+at (?:async )?(?:(.+?) \()?(?:file:\/\/)?([^()]+?):(\d+):\d+\)?$/

/** Where an error was thrown, from its stack's text: the first frame of our own, else the first of all. */
export function callSiteOfStack(stack: string): CallSite {
  const frames = stack.split('\n').flatMap(line => {
    const [, functionName, script = '', lineNumber] = FRAME.exec(line) ?? []
    return lineNumber === undefined ? [] : [{ functionName: functionName ?? null, script, lineNumber: Number(lineNumber) }]
  })
  const frame = frames.find(({ script }) => /\/src\//.test(script) && !/\/node_modules\//.test(script)) ?? frames[0]
  if (frame === undefined) return UNKNOWN_CALL_SITE
  return { functionName: frame.functionName, lineNumber: frame.lineNumber, module: moduleOf(frame.script) }
}

function moduleOf(script: string): string {
  return script.replace(/^.*\/(?=(?:src|test|bench)\/)/, '').replace(/\.[cm]?[jt]s$/, '')
}
