import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openAsker } from '../../src/mta/postfix/door.ts'
import { openTables } from '../../src/mta/postfix/tables.ts'
import { configuration, hostMachine, run } from '../support/host-machine.ts'
import { numbers } from '../support/main-cf-texts.ts'
import { describeWith, removeFolder } from '../support/real-server.ts'

const logins = `# comment
[smtp.example.com]:587 user:pass:word
Smtp.Example.com      other:pass
  # inside
"quoted key"  quoted
broken"quote  x
alone
@example.com          domain
user@example.com      a  b
 c
user@example.com      twice
`
const rules = `/^postmaster@/  post
if /@example\\.com$/
!/^user@/  notuser
/^user@/i  wrong-case
endif
/b.*c?d{2}@example/  repeat
/^news[0-9]*@([^.]+)\\.(net|org)$/  class
/quit/!/quiet/ second
/\\$[a-c]/  dollar
/^(a|bc)+@/  group
`
const keys = [
  ...[
    '[smtp.example.com]:587',
    'smtp.example.com',
    'SMTP.example.com',
    '"quoted',
    '"quoted key"',
    'broken"quote',
    'alone',
  ],
  ...[
    '@example.com',
    'user@example.com',
    'User@Example.com',
    'nobody@example.org',
    'postmaster@a',
    'abca@x',
    'bxxdd@example',
  ],
  ...['news12@list.net', 'newsx@list.net', 'quit@x', 'quit-quiet@x', 'a$b', 'x', 'a', 'one', '*'],
]

async function compareTables(): Promise<void> {
  const folder = configuration({
    told: '',
    'main.cf': '',
    texthash: logins.replace(/^.* twice\n/m, ''),
    rules,
  })
  const at = (name: string) => join(folder, name)
  const here = run('postconf', ['-c', folder, '-m']).stdout.split('\n')
  // Some kinds are packages of their own; where everything is to be tested they have to be there.
  if (process.env.CI)
    for (const type of ['lmdb', 'cdb', 'pcre']) assert.ok(here.includes(type), `postfix-${type} is missing`)
  const compiled = ['hash', 'btree', 'lmdb', 'cdb'].filter((type) => here.includes(type))
  for (const type of compiled) {
    writeFileSync(at(`${type}-map`), logins)
    run('postmap', ['-c', folder, `${type}:${at(`${type}-map`)}`])
  }
  const pcre = here.includes('pcre')
  const tables = [
    ...compiled.map((type) => `${type}:${at(`${type}-map`)}`),
    `texthash:${at('texthash')}`,
    `regexp:${at('rules')}`,
    `regexp:${at('told')}`,
    ...(pcre ? [`pcre:${at('told')}`] : []),
    ...(pcre ? [`pcre:${at('rules').replace('rules', 'pcre-rules')}`] : []),
    'inline:{a=b, { one = two words }, A=last, { "quoted key" = x } }',
    'static:all',
    'static:{ braces }',
    'unionmap:{static:first, inline:{a=b}}',
    `pipemap:{inline:{x=user@example.com,a=none}, texthash:${at('texthash')}}`,
    `proxy:texthash:${at('texthash')}`,
  ]
  writeFileSync(at('told'), rules.replace('/^(a|bc)+@/  group\n', '').replace('/quit/!/quiet/ second\n', ''))
  writeFileSync(at('pcre-rules'), rules.replace('/quit/!/quiet/ second\n', '/\\d\\d@(?:list|x)/ digits\n'))
  let [told, untold] = [0, 0]
  for (const programs of [true, false])
    for (const written of tables) {
      const [table] = await openTables(openAsker(hostMachine(programs), folder), written, { parameter: 'p' })
      const answers = await table?.ask(keys)
      const real = run('postmap', ['-c', folder, '-q', '-', written.replace(/^proxy:/, '')], `${keys.join('\n')}\n`)
      const found = new Map(real.stdout.split('\n').map((line) => [line.split('\t')[0], line.split('\t')[1]]))
      for (const key of keys) {
        const answer = answers?.get(key)
        if (answer && 'blind' in answer) {
          assert.ok(!programs && table?.patterns, `${written} cannot tell ${key}: ${answer.blind.detail}`)
          untold++
          continue
        }
        told++
        assert.equal(answer?.value, found.get(key), `${written} ${key} ${programs}`)
      }
    }
  assert.ok(told > 400 && untold > 0 && untold < 40, `${told} told, ${untold} not`)
  removeFolder(folder)
}

/** A pattern of a few pieces, of which some mean one thing to Postfix and another, or nothing, to JavaScript. */
function randomPattern(seed: number): string {
  const next = numbers(seed)
  const one = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T
  const atoms = [
    'a',
    'b',
    '@',
    'x',
    '.',
    '\\.',
    'ab',
    '[ab]',
    '[^@]',
    '[0-9]',
    '\\d',
    '[[:alpha:]]',
    '\\b',
    '-',
    ' ',
    '$',
    '^',
    '{',
    '\\{',
    '\\$',
  ]
  const again = ['', '', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,}', '*?', '+?', '**', '{,2}']
  const piece = (depth: number): string => {
    if (depth === 0 || next() < 0.6) return one(atoms) + one(again)
    return `${one(['(', '(', '(?:', '(?!'])}${pieces(depth - 1)}${one(['', '|'])}${pieces(depth - 1)})${one(again)}`
  }
  const pieces = (depth: number): string =>
    Array.from({ length: 1 + Math.floor(next() * 3) }, () => piece(depth)).join('')
  return `${one(['', '^'])}${pieces(2)}${one(['', '$'])}`
}

async function comparePatterns(): Promise<void> {
  const folder = configuration({ 'main.cf': '' })
  const path = join(folder, 'patterns')
  const asked = [
    ...keys.filter((key) => key !== '*'),
    'ab@x',
    'aab.b@xx',
    'AB',
    '12@x',
    'a{2}',
    'a$',
    'b b',
    'abab',
    'x-',
  ]
  const kinds = ['regexp', 'pcre'].filter((type) => run('postconf', ['-c', folder, '-m']).stdout.includes(type))
  const told = { yes: 0, no: 0, untold: 0 }
  for (let seed = 1; seed <= 200; seed++)
    for (const type of kinds) {
      writeFileSync(path, `/${randomPattern(seed)}/ yes\n`)
      const real = run('postmap', ['-c', folder, '-q', '-', `${type}:${path}`], `${asked.join('\n')}\n`)
      const [table] = await openTables(openAsker(hostMachine(false), folder), `${type}:${path}`, { parameter: 'p' })
      const answers = await table?.ask(asked)
      const matched = new Set(real.stdout.split('\n').map((line) => line.split('\t')[0]))
      for (const key of asked) {
        const answer = answers?.get(key)
        if (answer && 'blind' in answer) told.untold++
        else told[answer ? 'yes' : 'no']++
        if (!answer || 'value' in answer)
          assert.equal(answer !== undefined, matched.has(key), `${type} /${randomPattern(seed)}/ ${key} ${real.stderr}`)
      }
    }
  removeFolder(folder)
  assert.ok(told.yes > 150 && told.no > 500 && told.untold > 500, JSON.stringify(told))
}

describeWith(['postconf', 'postmap'], 'lookup tables have what postmap finds in them', () => {
  test('every kind that is read, asked for keys that it has and has not', compareTables)

  test('patterns made at random', comparePatterns)
})
