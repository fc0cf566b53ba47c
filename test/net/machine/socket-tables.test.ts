import assert from 'node:assert/strict'
import test from 'node:test'
import { withoutPeers } from '../../../src/net/machine/socket-tables.ts'

const head = '  sl  local_address rem_address   st'
const listening = '   0: 0100007F:22BB 00000000:0000 0A 00000000:00000000'
const connected = '   1: 0A02000A:0016 636433C6:C001 01 00000000:00000000'

test('of the kernel’s tables whom this machine talks to is not kept', () => {
  for (const path of ['/proc/net/tcp', '/proc/net/tcp6'])
    assert.equal(withoutPeers(path, `${head}\n${connected}\n${listening}\n`), `${head}\n${listening}`)
  const unix = 'Num       RefCount Protocol Flags'
  const accepts = '0: 00000002 00000000 00010000 0001 01 9 /run/a.sock'
  assert.equal(
    withoutPeers('/proc/net/unix', `${unix}\n${accepts}\n0: 00000003 00000000 00000000 0001 03 8 /run/b.sock`),
    `${unix}\n${accepts}`,
  )
})

test('every other file is as it is', () => {
  for (const path of ['/etc/postfix/main.cf', '/proc/net/udp', 'constructor'])
    assert.equal(withoutPeers(path, `${head}\n${connected}\n`), `${head}\n${connected}\n`)
})
