import { createHash } from 'node:crypto'
import type { OpenAPIV3_1 } from 'openapi-types'

interface Operation {
  readonly method: string
  readonly path: string
  readonly spec: OpenAPIV3_1.OperationObject
}

/** The order within each tag in which the whole collection runs through: what makes a thing comes before what needs it. What is not named comes first. */
const ORDER = [
  ...[
    'addToken',
    'addTokens',
    'addTokensFromFile',
    'getTokensStatus',
    'disableToken',
    'enableToken',
    'getToken',
    'getTokenHistory',
    'editToken',
    'testToken',
    'removeToken',
  ],
  ...['createBatch', 'getJob', 'getJobHistory', 'listJobs', 'pauseJob', 'resumeJob', 'cancelJob', 'streamJobEvents', 'getJobResults'],
  ...['saveMissingProfiles', 'retryFailedAddresses', 'deleteJob'],
  ...['addCompanyKey', 'listCompanyKeys', 'getCompanyTokenStatus', 'importCompanyUsage', 'getCompanyUsage', 'changeCompanyKey'],
]
const TAG_ORDER = ['system', 'tokens', 'extraction', 'jobs', 'profiles', 'companies']

/** Answers that are as right as a success, depending on what the service holds. */
const ALSO_RIGHT: Readonly<Record<string, readonly number[]>> = {
  addToken: [409],
  addTokensFromFile: [400],
  pauseJob: [409],
  resumeJob: [409],
  cancelJob: [409],
  retryFailedAddresses: [400, 409],
  getProfile: [404],
  exportProfile: [404],
  eraseProfile: [404],
  extractInvoice: [403],
  getExtraction: [404],
  reviewExtraction: [404],
  getHealth: [503],
  getReadiness: [503],
}

/** What later requests need of an answer, kept in collection variables. */
const REMEMBERED: Readonly<Record<string, readonly [variable: string, field: string]>> = {
  createBatch: ['job_id', 'job_id'],
  addCompanyKey: ['company_key_id', 'token_id'],
}

const VARIABLES = {
  job_id: 'f32ae973-816b-4f6b-bf3f-3fc811d1665b',
  token_id: 'alpha',
  company_key_id: '1',
  email: 'ada@example.com',
  request_id: '7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77',
}

/** A collection (format 2.1) that documents every operation and, run from top to bottom, tries each of them. */
export function postmanCollection(document: OpenAPIV3_1.Document): object {
  const operations = operationsOf(document)
  const tags = [...(document.tags ?? [])].sort((a, b) => rank(TAG_ORDER, a.name) - rank(TAG_ORDER, b.name))
  return {
    info: {
      _postman_id: stableId('collection'),
      name: document.info.title,
      description: document.info.description,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: {
      type: 'apikey',
      apikey: [
        { key: 'key', value: 'X-API-Key', type: 'string' },
        { key: 'value', value: '{{api_key}}', type: 'string' },
        { key: 'in', value: 'header', type: 'string' },
      ],
    },
    variable: Object.entries(VARIABLES).map(([key, value]) => ({ key, value })),
    item: tags.map(({ name, description }) => ({
      name,
      description,
      item: operations.filter(({ spec }) => spec.tags?.includes(name)).map(toItem),
    })),
  }
}

export function postmanEnvironment(): object {
  const value = (key: string, text: string, type = 'default') => ({ key, value: text, type, enabled: true })
  return {
    id: stableId('environment'),
    name: 'tokenwheel on this machine',
    values: [value('base_url', 'http://127.0.0.1:8000'), value('api_key', '', 'secret'), value('company_id', 'NT047')],
    _postman_variable_scope: 'environment',
  }
}

function operationsOf(document: OpenAPIV3_1.Document): Operation[] {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post', 'patch', 'delete'] as const).flatMap(method => {
      const spec = item?.[method]
      return spec === undefined ? [] : [{ method: method.toUpperCase(), path, spec }]
    }),
  )
  return operations.sort((a, b) => rank(ORDER, a.spec.operationId) - rank(ORDER, b.spec.operationId))
}

const rank = (order: readonly string[], name: string | undefined): number => order.indexOf(name ?? '')

function toItem({ method, path, spec }: Operation): object {
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `{{${variableOf(path, name)}}}`)
  const parameters = (spec.parameters ?? []) as OpenAPIV3_1.ParameterObject[]
  const query = parameters.filter(parameter => parameter.in === 'query')
  return {
    id: stableId(spec.operationId!),
    name: spec.summary,
    request: {
      method,
      ...(spec.security?.length === 0 ? { auth: { type: 'noauth' } } : {}),
      header: headersOf(spec, parameters),
      ...bodyOf(spec, path),
      url: {
        raw: `{{base_url}}${url}`,
        host: ['{{base_url}}'],
        path: url.slice(1).split('/'),
        ...(query.length === 0
          ? {}
          : { query: query.map(({ name, description }) => ({ key: name, value: '', ...described(description), disabled: true })) }),
      },
    },
    response: savedAnswers(spec),
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: testOf(spec) } }],
  }
}

function variableOf(path: string, name: string): string {
  if (name === 'companyID') return 'company_id'
  return path.startsWith('/companies') && name === 'token_id' ? 'company_key_id' : name
}

const described = (description: string | undefined) => (description === undefined ? {} : { description })

function headersOf(spec: OpenAPIV3_1.OperationObject, parameters: readonly OpenAPIV3_1.ParameterObject[]): object[] {
  const body = (spec.requestBody as OpenAPIV3_1.RequestBodyObject | undefined)?.content
  return [
    ...(body?.['application/json'] === undefined ? [] : [{ key: 'Content-Type', value: 'application/json' }]),
    ...parameters
      .filter(parameter => parameter.in === 'header')
      .map(({ name, example, description }) => ({ key: name, value: String(example), ...described(description), disabled: true })),
  ]
}

function bodyOf(spec: OpenAPIV3_1.OperationObject, path: string): object {
  const content = (spec.requestBody as OpenAPIV3_1.RequestBodyObject | undefined)?.content ?? {}
  const [json, form] = [content['application/json'], content['multipart/form-data']]
  if (json !== undefined) {
    const text = JSON.stringify(json.example, null, 2)
    // The key that was added further up, whatever its number.
    const raw = path.startsWith('/companies') ? text.replace(/"token_id": \d+/, '"token_id": {{company_key_id}}') : text
    return { body: { mode: 'raw', raw, options: { raw: { language: 'json' } } } }
  }
  if (form === undefined) return {}
  const fields = Object.entries(form.example as Record<string, string>).map(([key, value]) => {
    if (value.startsWith('@')) return { key, type: 'file', src: value.slice(1) }
    return { key, type: 'text', value: key === 'companyID' ? '{{company_id}}' : value }
  })
  return { body: { mode: 'formdata', formdata: fields } }
}

function savedAnswers(spec: OpenAPIV3_1.OperationObject): object[] {
  return Object.entries(spec.responses ?? {}).flatMap(([status, response]) => {
    const example = (response as OpenAPIV3_1.ResponseObject).content?.['application/json']?.example as unknown
    if (example === undefined || !/^2/.test(status)) return []
    const header = [{ key: 'Content-Type', value: 'application/json' }]
    const body = JSON.stringify(example, null, 2)
    return [
      {
        id: stableId(`${spec.operationId}-${status}`),
        name: `${status}`,
        code: Number(status),
        _postman_previewlanguage: 'json',
        header,
        body,
      },
    ]
  })
}

function testOf(spec: OpenAPIV3_1.OperationObject): string[] {
  const id = spec.operationId!
  const statuses = [
    ...Object.keys(spec.responses ?? {})
      .filter(status => /^2/.test(status))
      .map(Number),
    ...(ALSO_RIGHT[id] ?? []),
  ]
  const remembered = REMEMBERED[id]
  return [
    `pm.test('${id} answers as documented', () => pm.expect(pm.response.code).to.be.oneOf(${JSON.stringify(statuses)}))`,
    ...(remembered === undefined
      ? []
      : [`if (pm.response.code < 300) pm.collectionVariables.set('${remembered[0]}', String(pm.response.json().${remembered[1]}))`]),
  ]
}

/** The same name is the same id: regenerating changes nothing. */
function stableId(name: string): string {
  const hex = createHash('sha256').update(`tokenwheel ${name}`).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
