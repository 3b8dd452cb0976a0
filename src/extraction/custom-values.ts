import { createContext, Script } from 'node:vm'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { invalidInput } from '../shared/app-error.ts'
import { safeText } from '../shared/redact.ts'
import type { JsonSchema } from './engine.ts'
import { toCheckedSchema, toPortableSchema } from './providers/portable-schema.ts'
import { schemaViolated, type Warning } from './warnings.ts'

/** A schema is one object from the form to the answer: it is compiled once. */
const compiled = new WeakMap<JsonSchema, ValidateFunction>()

/**
 * Said before anything is paid: a schema that cannot be asked for or checked is refused.
 * @throws AppError `VALIDATION_FAILED`
 */
export function checkSchema(schema: JsonSchema): void {
  toPortableSchema(schema)
  validatorOf(schema)
}

/** What of the answered values does not fit the caller's schema, constraints included that no provider enforces. */
export function checkCustomValues(schema: JsonSchema, values: Record<string, unknown>): Warning[] {
  const validate = validatorOf(schema)
  if (validate(values)) return []
  const problems = (validate.errors ?? []).filter(({ keyword }) => !COMBINING.has(keyword)).map(inWords)
  // Each alternative of a value complains for itself; one complaint a place will do.
  const byPath = new Map(problems.toReversed().map(({ path, problem }) => [path, problem]))
  return byPath.size === 0 ? [] : [schemaViolated([...byPath].toReversed())]
}

const COMBINING = new Set(['anyOf', 'oneOf'])

function validatorOf(schema: JsonSchema): ValidateFunction {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, code: { regExp: boundedPatterns() } })
  addFormats.default(ajv, { mode: 'fast' })
  const checked = toCheckedSchema(schema)
  let validate: ValidateFunction
  try {
    validate = ajv.compile(checked)
  } catch (error) {
    const problem = `cannot be checked: ${safeText(error instanceof Error ? error.message : String(error), 300)}`
    throw invalidInput(`The field "schema" ${problem}`, [{ field: 'schema', problem }])
  }
  compiled.set(schema, validate)
  return validate
}

/** `/lines/0/sku` as `custom.lines[0].sku`. */
function inWords({ instancePath, message = 'does not fit', params, keyword }: ErrorObject): { path: string; problem: string } {
  const parts = instancePath
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const missing = keyword === 'required' ? [String((params as { missingProperty?: unknown }).missingProperty)] : []
  const path = [...parts, ...missing].reduce((text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : `${text}.${part}`), 'custom')
  return { path: safeText(path, 200), problem: missing.length > 0 ? 'is missing' : safeText(message, 200) }
}

/** What one value may cost; a simple pattern takes some microseconds. */
const PATTERN_LIMIT_MS = 100
const TEST = new Script('pattern.test(text)')

/**
 * The caller's regular expressions with a bound on their time: the engine backtracks, and both pattern and text are foreign. One that takes
 * too long costs its caller the check of all patterns of the schema, and everybody else a tenth of a second.
 */
function boundedPatterns() {
  let isTooSlow = false
  const compile = (source: string, flags: string) => {
    const context = createContext({ pattern: new RegExp(source, flags), text: '' }) as { text: string }
    const test = (text: string): boolean => {
      if (isTooSlow) return true
      context.text = text
      try {
        return TEST.runInContext(context, { timeout: PATTERN_LIMIT_MS }) as boolean
      } catch {
        isTooSlow = true
        return true
      }
    }
    // Ajv knows equal patterns by their text.
    return { test, toString: () => `/${source}/${flags}` }
  }
  return Object.assign(compile, { code: 'boundedPattern' })
}
