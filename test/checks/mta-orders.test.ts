import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import test from 'node:test'
import { setting, shell } from '../../src/checks/mta-orders.ts'

const hostile = [
  '[mail.smtp2go.com]:2525 encrypt',
  "[a'; touch /tmp/x; ']:587",
  '$(id) `id` $HOME !! \\ "x"',
  "''",
  '-e',
  '',
  '~/x*?',
  'a|b&c;d>e<f#g',
  'bücher.example',
]
for (const text of hostile)
  test(`a shell takes ${JSON.stringify(text)} as one word`, () => {
    for (const word of [shell(text), setting('relayhost', text)])
      assert.equal(
        execFileSync('sh', ['-c', `printf '%s|' ${word}`], { encoding: 'utf8' }),
        `${word === shell(text) ? text : `relayhost = ${text}`}|`,
      )
  })
