import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, describe } from 'node:test'
import { relaycheck } from '../support/tool.ts'

const folder = mkdtempSync(join(tmpdir(), 'relaycheck-'))
after(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const whole = file('other.zone', '$ORIGIN other.example.\n@ 300 SOA ns h 1 2 3 4 5\n@ 300 NS ns\nns 300 A 192.0.2.1\n')
const fragment = file('some.zone', 'a.other.example. 300 TXT "x"\nb.other.example. 300 TXT "x"\n')
const mail = file('one.eml', 'From: a@shop.example\nSubject: x\nDate: Tue, 24 Nov 2026 06:00:00 +0000\n\nhello\n')
const nobody = ['--resolver', '127.0.0.1:9', '--timeout', '1']

describe('a zone file of which nothing was asked', () => {
  const asked: [argv: string[], says: RegExp][] = [
    [
      ['domain', 'shop.example', '--zone', whole],
      /other\.zone" holds nothing about shop\.example, nor about any name that was asked for \(\S+, \S+, \S+ and \d+ more\): it is the zone other\.example\. Give the right file, or leave it out\.\n$/,
    ],
    [['domain', 'shop.example', '--zone', fragment], /: it holds records of a\.other\.example and of 1 more\. Give/],
    [
      ['message', mail, '--zone', whole],
      /other\.zone" holds nothing about any name that was asked for \(.*: it is the zone/,
    ],
    [
      ['ip', '32.60.0.7', '--zone', whole],
      /holds nothing about 32\.60\.0\.7, nor about any name that was asked for \(/,
    ],
  ]
  for (const [argv, says] of asked)
    test(`is the wrong one: ${argv[0]}, ${argv.at(-1) === whole ? 'a whole zone' : 'some records'}`, async () => {
      const { code, err } = await relaycheck([...argv, ...nobody])
      assert.match(err, /^relaycheck: [^\n]+\n$/)
      assert.match(err, says)
      assert.equal(code, 2)
    })

  const unasked: [argv: string[], code: number][] = [
    [['ip', '32.60.0.7', '--only', 'ip-routable'], 0],
    [['ip', '32.60.0.7', '--only', 'ip-routable', '--format', 'jsonl'], 0],
    [['message', mail, '--only', 'message-lines'], 0],
    [['relay', '127.0.0.1:9', '--only', 'relay-ports'], 1],
  ]
  for (const [argv, code] of unasked)
    test(`is no wrong input where no question was needed: ${argv.join(' ').replace(folder, '')}`, async () => {
      const ran = await relaycheck([...argv, '--zone', whole, ...nobody])
      assert.equal(ran.err, `relaycheck: --zone "${whole}" was not needed: nothing was asked of DNS.\n`)
      assert.equal(ran.code, code)
      assert.notEqual(ran.out, '')
    })
})
