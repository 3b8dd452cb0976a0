import { existsSync, readFileSync } from 'node:fs'

/** The kernel's pages have 4 kB, but for some ARM servers, where they are larger and the bound is the data segment's. */
const PAGE_BYTES = 4096
/** The unit in which Linux states processor time to programs, on every machine. */
const TICK_MS = 10

/** 0 where the system does not tell: there the process looks at itself after each job, and the pool replaces it. */
export function residentMbOf(pid: number): number {
  return (Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE_BYTES) / 1_048_576
}

/** Where it does not, the clock alone bounds a job. */
export const TELLS_PROCESSOR_TIME = existsSync('/proc/self/task')

/**
 * What the main thread of a process has worked. Documents are read in this one; the threads beside it compile and collect garbage, and would
 * make the figure more than what went by. 0 where the system does not tell.
 */
export function processorMsOf(pid: number): number {
  const stat = read(`/proc/${pid}/task/${pid}/stat`)
  // The second field is the program's name, in brackets, and may hold blanks. After it come state, parent, … with user and system 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
