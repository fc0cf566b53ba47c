import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { main } from '../../src/main.ts'
import { describeWith, runProgram } from '../support/real-server.ts'
import { relaycheck } from '../support/tool.ts'

test('the demo shows a domain that fails, its repairs laid over it, then all in order, and needs nobody', async () => {
  const { code, out, err } = await relaycheck(['demo'])
  assert.equal(code, 0)
  assert.equal(err, '')
  const [broken = '', tried = '', mended = ''] = out.split(/^\$ relaycheck domain .*$/m).slice(1)
  for (const id of ['spf-lookups/too-many', 'spf-authorises/permerror', 'dkim-key-record/invalid'])
    assert.ok(broken.includes(id), id)
  assert.match(broken, /exit 1: something fails/)
  assert.match(broken, /\$ cat fix\.zone\n\n;/)
  assert.match(broken, /^mail\._domainkey\.shop\.example\. \d+ IN TXT "v=DKIM1; k=rsa; p=/m)
  assert.match(tried, /spf-lookups\/too-many/)
  for (const id of ['spf-authorises', 'dkim-key-record', 'dmarc-report-address', 'mx-not-alias'])
    assert.ok(!tried.includes(`${id}/`), `${id} is left after its repair`)
  assert.match(mended, /nothing to fix, \d+ fine, nothing unseen +exit 0: nothing fails/)
  assert.deepEqual(
    out.split('\n').filter(
      (line) =>
        line.length > 80 &&
        // Commands, what is to be published, and a key are never cut: whoever copies them gets them whole.
        !/^(\S+\.)?shop\.example\. \d+ IN TXT |^[;$] |^relaycheck: |^ +(p=|")[A-Za-z0-9+/]{100,}"?$/.test(line),
    ),
    [],
  )
})

test('then two relays: one in order with its records, one whose certificate nobody is to trust, and a mail server that is wrong in three ways', async () => {
  const { out } = await relaycheck(['demo'])
  const [well = '', badly = '', machine = ''] = out.split(/^\$ relaycheck relay .*$/m).slice(1)
  assert.match(well, /✓ session +SMTP2GO/)
  assert.match(well, /✓ relay +SMTP2GO: return path, DKIM and tracking point to it/)
  assert.match(well, /nothing to fix, \d+ fine, nothing unseen +exit 0: nothing fails/)
  for (const id of ['relay-certificate/wrong-name', 'relay-certificate/expired']) assert.ok(badly.includes(id), id)
  for (const id of ['mta-login-entry/missing', 'mta-login-secrecy/exposed', 'mta-tls-level/opportunistic'])
    assert.ok(machine.includes(id), id)
  assert.match(machine, /^machine {40,}\d+ \w+ \d+, \d\d:\d\d UTC$/m)
  assert.doesNotMatch(out, /correct horse/)
})

test('the demo runs where standard error is a terminal, with a spinner', async () => {
  const stderr = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 80,
    clearLine: () => true,
    cursorTo: () => true,
    moveCursor: () => true,
  })
  const stdout = new PassThrough()
  stdout.resume()
  stderr.resume()
  const io = {
    stdin: () => new PassThrough(),
    stdout,
    stderr,
    env: { LANG: 'C.UTF-8' },
    signal: new AbortController().signal,
  }
  assert.equal(await main(['demo'], io), 0)
})

describeWith(['script'], 'the demo in a real terminal', () => {
  test('goes to its end', () => {
    const said = runProgram(
      'script',
      ['-qec', `${process.execPath} bin/relaycheck.ts demo`, '/dev/null'],
      process.cwd(),
    )
    assert.match(said, /That world is built in/)
    assert.doesNotMatch(said, /bug in relaycheck/)
  })
})
