import assert from 'node:assert/strict'
import test from 'node:test'
import { ownLines, placeholdersIn, templateOf } from '../../../src/facts/mail/placeholders.ts'

const unfilled: Record<string, string> = {
  'Hello {{ first_name }}, welcome': '{{ first_name }}',
  'Hello {{contact.firstname|default:"you"}}': '{{contact.firstname|default:"you"}}',
  'Dear *|FNAME|*': '*|FNAME|*',
  'Dear *|IF:FNAME|*': '*|IF:FNAME|*',
  'Hi %FNAME%': '%FNAME%',
  'Hi %%First Name%%': '%%First Name%%',
  'Hi %recipient.name%': '%recipient.name%',
  'Hi {first_name}': '{first_name}',
  'Hi \u0024{firstName},': '\u0024{firstName}',
  'Hi [[last_name]]': '[[last_name]]',
  'Hi [%first_name%]': '[%first_name%]',
  'Hi {name},': 'Hi {name}',
  'Hi <%= user.name %>': '<%= user.name %>',
  '{% if vip %}thanks{% endif %}': '{% if vip %}',
  'Dear undefined,': 'Dear undefined',
  'your order [object Object]': '[object Object]',
  'Dear ,\nyour order': 'Dear ,',
}
for (const [text, found] of Object.entries(unfilled))
  test(`unfilled: ${text}`, () => assert.equal(placeholdersIn([text])[0], found))

const ordinary = [
  'p { color: red } .a{margin:0}',
  'function f() { return {name} }',
  'GET /users/{name}/posts',
  'a set {1, 2, 3} and {{}} and {{ 1 }}',
  'set %PATH% and %APPDATA%\\x, or $HOME and \u0024{HOME}',
  'save 20%off or 100% of 5%',
  '[[Main Page]] in the wiki',
  'Dear Anna, hello',
  '* | * | *',
  'https://a.example/?q=%7B%22a%22%3A1%7D',
  'a 20% name 30%',
]
for (const text of ordinary)
  test(`no placeholder: ${text}`, () => assert.deepEqual(placeholdersIn([text, templateOf(text)]), []))

test('each is told once, ten at most, and not those that are shown as examples', () => {
  const many = Array.from({ length: 30 }, (_, i) => `{{field${i % 15}}}`).join(' ')
  assert.equal(placeholdersIn([many, many]).length, 10)
  assert.deepEqual(placeholdersIn(['write {{name}} there'], 'Hello {{name}}'), [])
})

test('what others wrote, and code, is not looked at', () => {
  assert.equal(
    ownLines('Hello\n> {{quoted}}\n    {{code}}\n\t{{code}}\n```\n{{fenced}}\n```\n+ {{patch}}\r\nBye'),
    'Hello\nBye',
  )
})

test('a link with the signs of a template encoded', () => {
  assert.deepEqual(placeholdersIn([templateOf('https://shop.example/?u=%7B%7Buser_id%7D%7D')]), ['{{user_id}}'])
  assert.deepEqual(placeholdersIn([templateOf('https://shop.example/?e=*%7CEMAIL%7C*')]), ['*|EMAIL|*'])
})

test('hostile text takes no time', () => {
  const began = performance.now()
  for (const piece of ['{{', '{', '*|A', '%', '<%=', '{% if ', '[[', 'Dear ', '$'])
    placeholdersIn([piece.repeat(1_000_000 / piece.length)])
  const examples = Array.from({ length: 60_000 }, (_, i) => `{{field${i}}}`).join(' ')
  assert.deepEqual(placeholdersIn([examples], examples), [])
  assert.ok(performance.now() - began < 4000, `${performance.now() - began} ms`)
})
