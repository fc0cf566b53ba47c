import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { readKeys } from '../../src/net/secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'relaycheck-'))
after(() => rmSync(folder, { recursive: true }))
const file = (text: string) => {
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
