import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openAsker } from '../../src/mta/postfix/door.ts'
import { openTables } from '../../src/mta/postfix/tables.ts'
import { configuration, hostMachine, run } from '../support/host-machine.ts'
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
/^(a|bc)+@/  group
/b.*c?d{2}@example/  repeat
/^news[0-9]*@([^.]+)\\.(net|org)$/  class
/quit/!/quiet/ second
/\\$[a-c]/  dollar
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
  const folder = configuration({ 'main.cf': '', logins, texthash: logins.replace(/^.* twice\n/m, ''), rules })
  const at = (name: string) => join(folder, name)
  const compiled = ['hash', 'btree', 'lmdb', 'cdb'].filter((type) =>
    run('postconf', ['-c', folder, '-m']).stdout.split('\n').includes(type),
  )
  for (const type of compiled) run('postmap', ['-c', folder, `${type}:${at('logins')}`])
  const pcre = run('postconf', ['-c', folder, '-m']).stdout.includes('pcre')
  const tables = [
    ...compiled.map((type) => `${type}:${at('logins')}`),
    `texthash:${at('texthash')}`,
    `regexp:${at('rules')}`,
    ...(pcre ? [`pcre:${at('rules').replace('rules', 'pcre-rules')}`] : []),
    'inline:{a=b, { one = two words }, A=last, "quoted key"=x}',
    'static:all',
    'static:{ braces }',
    'unionmap:{static:first, inline:{a=b}}',
    `pipemap:{inline:{x=user@example.com,a=none}, texthash:${at('texthash')}}`,
    `proxy:texthash:${at('texthash')}`,
  ]
  writeFileSync(at('pcre-rules'), rules.replace('/quit/!/quiet/ second\n', '/\\d\\d@(?:list|x)/ digits\n'))
  for (const programs of [true, false])
    for (const written of tables) {
      const [table] = await openTables(openAsker(hostMachine(programs), folder), written, { parameter: 'p' })
      const answers = await table?.ask(keys)
      for (const key of keys) {
        const real = run('postmap', ['-c', folder, '-q', key, written.replace(/^proxy:/, '')])
        const answer = answers?.get(key)
        assert.ok(!answer || 'value' in answer, `${written} cannot tell ${key} ${JSON.stringify(answer)}`)
        assert.equal(
          answer && 'value' in answer ? answer.value : undefined,
          real.status === 0 ? real.stdout.replace(/\n$/, '') : undefined,
          `${written} ${key} ${programs}`,
        )
      }
    }
  removeFolder(folder)
}

describeWith(['postconf', 'postmap'], 'lookup tables have what postmap finds in them', () => {
  test('every kind that is read, asked for keys that it has and has not', compareTables)
})
