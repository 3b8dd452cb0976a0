import { expect, it } from 'vitest'
import { mentionOf } from '../../../src/shared/erase-text.ts'

it.each([
  ['ann@x.example', true],
  ['Ann Lee <ANN@X.example>', true],
  ['mailto:ann@x.example?subject=1', true],
  ['"user":"ann@x.example"', true],
  ['ann@x.example, joann@x.example', true],
  ['joann@x.example, ann@x.example.', true],
  // Escapes end in a letter or a figure.
  ['{"note":"first\\nann@x.example"}', true],
  ['\\u003cann@x.example\\u003e', true],
  ['joann@x.example', false],
  ['jo.ann@x.example', false],
  ['jo-ann@x.example', false],
  ['jo+ann@x.example', false],
  ['öann@x.example', false],
  ['ann@x.examples', false],
  ['ann@xxexample', false],
])('%s: %s', (text, isNamed) => {
  expect(mentionOf('Ann@x.example')(text)).toBe(isNamed)
})
