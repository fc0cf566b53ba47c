import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { readKeys, readPassword, userTold } from '../../src/net/secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'relaycheck-'))
after(() => rmSync(folder, { recursive: true }))
const file = (text: string | Buffer) => {
  const path = join(folder, `${Math.random()}`)
  writeFileSync(path, text)
  return path
}
const key = 'abcdefghijklmnopqrstuvwxyz'
const read = (env: Record<string, string>) => {
  const result = readKeys(env)
  return 'usage' in result ? result : [...result.keys]
}

test('keys: from a variable or from a file, whose last newline is not the key', () => {
  assert.deepEqual(read({}), [])
  assert.deepEqual(read({ RELAYCHECK_SPAMHAUS_DQS_KEY: key }), [['spamhaus', key]])
  assert.deepEqual(read({ RELAYCHECK_ABUSIX_KEY_FILE: file(`${key}\r\n`), RELAYCHECK_SPAMHAUS_DQS_KEY: 'otherkey' }), [
    ['spamhaus', 'otherkey'],
    ['abusix', key],
  ])
})

test('keys: what is none is refused in one sentence that does not quote it', () => {
  const bad = [
    '',
    `${key}.example`,
    ` ${key}`,
    `${key} ${key}`,
    `${key}\n`,
    'kurz',
    'ä'.repeat(9),
    'k'.repeat(64),
    '-abcdefgh',
  ]
  for (const variable of ['RELAYCHECK_SPAMHAUS_DQS_KEY', 'RELAYCHECK_ABUSIX_KEY'])
    for (const text of bad)
      for (const env of [
        { [variable]: text },
        { [`${variable}_FILE`]: file(text === `${key}\n` ? `${key}\n${key}` : text) },
      ]) {
        const result = read(env)
        assert.ok('usage' in result, JSON.stringify(env))
        assert.equal(result.exitCode, 2)
        assert.match(result.usage, new RegExp(`^relaycheck: .*${variable}.*[^.]\\.\\n$`))
        assert.ok(text === '' || !result.usage.includes(text.trim()), result.usage)
      }
})

test('keys: a file that cannot be read is not named: it may be the key in the wrong variable', () => {
  const result = read({ RELAYCHECK_SPAMHAUS_DQS_KEY_FILE: key })
  assert.ok('usage' in result && !result.usage.includes(key))
  assert.match(result.usage, /KEY_FILE names a file that cannot be read \(there is no such file or folder\)/)
  const directory = read({ RELAYCHECK_SPAMHAUS_DQS_KEY_FILE: folder })
  assert.ok('usage' in directory && directory.usage.includes('it is a folder'))
})

test('keys: a file that is none is refused at once: nobody may ever write into a pipe', {
  skip: process.platform === 'win32',
}, () => {
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  for (const path of [pipe, '/dev/zero']) {
    const result = read({ RELAYCHECK_ABUSIX_KEY_FILE: path })
    assert.ok('usage' in result && !result.usage.includes(path))
    assert.match(result.usage, /^relaycheck: RELAYCHECK_ABUSIX_KEY_FILE names .*no regular file.*[^.]\.\n$/)
  }
})

test('keys: a file far larger than a key is not read to its end', () => {
  const result = read({ RELAYCHECK_ABUSIX_KEY_FILE: file(key.repeat(100_000)) })
  assert.ok('usage' in result && result.usage.includes('far too large'))
})

test('keys: two places for one are one too many', () => {
  const result = read({ RELAYCHECK_ABUSIX_KEY: key, RELAYCHECK_ABUSIX_KEY_FILE: file(key) })
  assert.ok('usage' in result && result.usage.includes('keep one'))
})

const password = ' Tr0ub4dor & "3" ä😀 '
/** What `readPassword` says, having never quoted it. */
const refused = (env: Record<string, string>, path?: string): string => {
  const result = readPassword(env, path)
  assert.ok('usage' in result, 'it is taken')
  assert.equal(result.exitCode, 2)
  assert.match(result.usage, /^relaycheck: [^\n]*[^.]\.\n$/)
  assert.ok(!result.usage.includes('Tr0ub4dor'), result.usage)
  return result.usage
}

test('a password: from the option, the variable or the file of the variable, as it stands there', () => {
  assert.deepEqual(readPassword({}), {})
  assert.deepEqual(readPassword({}, file(password)), { password })
  assert.deepEqual(readPassword({ RELAYCHECK_PASSWORD: password }), { password })
  assert.deepEqual(readPassword({ RELAYCHECK_PASSWORD_FILE: file(password) }), { password })
})

test('a password: the newline that ends a file is not it, nor is the mark before UTF-8', () => {
  for (const text of [`${password}\n`, `${password}\r\n`, `\ufeff${password}\n`])
    assert.deepEqual(readPassword({}, file(text)), { password }, JSON.stringify(text))
  assert.deepEqual(readPassword({}, file('\t \n')), { password: '\t ' })
  assert.deepEqual(readPassword({}, file(`${'ä'.repeat(2048)}\n`)), { password: 'ä'.repeat(2048) })
})

/** What stands in a file or a variable -> what is said of it. */
const noPasswords: Record<string, [text: string | Buffer, says: RegExp]> = {
  nothing: ['', /is empty: put the password there\.$/m],
  'a newline alone': ['\n', /is empty|more than one line/],
  'two lines': ['Tr0ub4dor\nTr0ub4dor', /holds more than one line/],
  'two newlines at the end': ['Tr0ub4dor\n\n', /holds more than one line/],
  'a carriage return': ['Tr0ub4dor\rx', /holds more than one line/],
  'more than any': [`Tr0ub4dor${'x'.repeat(4096)}`, /larger than 4 KB/],
}
for (const [name, [text, says]] of Object.entries(noPasswords))
  test(`a password is refused: ${name}`, () => {
    const path = file(text)
    for (const sentence of [refused({}, path), refused({ RELAYCHECK_PASSWORD_FILE: path })])
      assert.match(sentence, says)
    const sentence = refused({ RELAYCHECK_PASSWORD: String(text) })
    assert.match(sentence, says)
    assert.match(sentence, /^relaycheck: RELAYCHECK_PASSWORD /)
  })

test('a password is refused: a file in UTF-16, in latin1, or far larger than any', () => {
  assert.match(refused({}, file(Buffer.from('\ufeffTr0ub4dor', 'utf16le'))), /holds a NUL.* in UTF-8/)
  assert.match(refused({}, file(Buffer.from('Tr0ub4dor ä', 'latin1'))), /not in UTF-8/)
  assert.match(refused({}, file('Tr0ub4dor'.repeat(100_000))), /far too large/)
})

test('a password: one place is kept, and which one is said', () => {
  const path = file(password)
  const both = { RELAYCHECK_PASSWORD: password, RELAYCHECK_PASSWORD_FILE: path }
  assert.match(
    refused(both),
    /RELAYCHECK_PASSWORD and RELAYCHECK_PASSWORD_FILE are both given: keep RELAYCHECK_PASSWORD/,
  )
  assert.match(refused({ RELAYCHECK_PASSWORD: password }, path), /both given: keep --password-file alone/)
  assert.match(refused({ RELAYCHECK_PASSWORD_FILE: path }, path), /both given: keep --password-file alone/)
  assert.match(refused(both, path), /all given: keep --password-file alone/)
})

test('a password: the path is said where something is, and never where it may be the password itself', () => {
  const missing = refused({}, 'Tr0ub4dor')
  assert.match(missing, /--password-file names a file that cannot be read \(there is no such file or folder\)/)
  assert.match(refused({ RELAYCHECK_PASSWORD_FILE: 'Tr0ub4dor' }), /RELAYCHECK_PASSWORD_FILE names a file/)
  assert.ok(refused({}, folder).includes(`(${folder}) that cannot be read (it is a folder)`))
  const empty = file('')
  assert.ok(refused({}, empty).includes(`(${empty}) is empty`))
  assert.ok(!refused({ RELAYCHECK_PASSWORD_FILE: empty }).includes(empty))
})

test('a password: nobody may ever write into a pipe', { skip: process.platform === 'win32' }, () => {
  const pipe = join(folder, 'password-pipe')
  execFileSync('mkfifo', [pipe])
  for (const path of [pipe, '/dev/zero']) assert.match(refused({}, path), /no regular file/)
})

test('a user who is called by the password, or holds it, is told with its label', () => {
  for (const [user, held, told] of [
    [password, password, '[password]'],
    ['ALICE', 'alice', '[password]'],
    ['relay-Hunter22', 'hunter22', 'relay-[password]'],
    ['hunter22@relay.example', 'hunter22', '[password]@relay.example'],
    // Everybody knows the domain: a hole in it would tell what the password is.
    ['shop@relay.example', 'relay', 'shop@relay.example'],
    ['relay@relay.example', 'relay', '[password]@relay.example'],
    ['x', 'x', '[password]'],
    ['xavier', 'x', 'xavier'],
    ['shop', password, 'shop'],
    ['shop', undefined, 'shop'],
    ['[password]', 'hunter22', '[password]'],
  ] as const)
    assert.equal(userTold(user, held), told, `${user}, ${held}`)
})
