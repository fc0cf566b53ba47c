import assert from 'node:assert/strict'
import test from 'node:test'
import {
  isSame,
  listeningPaths,
  listeningPorts,
  placesOf,
  readBindSocket,
  readMilterSocket,
  readPostfixSocket,
  showForPostfix,
} from '../../../src/mta/signing/sockets.ts'

const inet = (host: string, port: number) => ({ kind: 'inet', host, port }) as const
const unix = (path: string) => ({ kind: 'unix', path }) as const

test('sockets as milters write them', () => {
  assert.deepEqual(readMilterSocket('inet:8891@127.0.0.1'), inet('127.0.0.1', 8891))
  assert.deepEqual(readMilterSocket('inet:8891@LOCALHOST'), inet('localhost', 8891))
  assert.deepEqual(readMilterSocket('inet:8891'), inet('*', 8891))
  assert.deepEqual(readMilterSocket('inet6:8891@[::1]'), inet('::1', 8891))
  assert.deepEqual(readMilterSocket('local:/var/run/opendkim/opendkim.sock'), unix('/run/opendkim/opendkim.sock'))
  assert.deepEqual(readMilterSocket('unix:/run/a.sock'), unix('/run/a.sock'))
  assert.deepEqual(readMilterSocket('/run/a.sock'), unix('/run/a.sock'))
  for (const odd of ['inet:', 'inet:http@localhost', 'inet:0@localhost', 'inet:70000', 'local:'])
    assert.equal(readMilterSocket(odd), undefined, odd)
})

test('sockets as Postfix writes them', () => {
  assert.deepEqual(readPostfixSocket('inet:127.0.0.1:8891'), inet('127.0.0.1', 8891))
  assert.deepEqual(readPostfixSocket('inet:[::1]:8891'), inet('::1', 8891))
  assert.deepEqual(readPostfixSocket('unix:opendkim/opendkim.sock'), unix('opendkim/opendkim.sock'))
  for (const odd of ['8891', 'inet:8891@localhost', 'inet:localhost', 'tcp:localhost:1', 'unix:'])
    assert.equal(readPostfixSocket(odd), undefined, odd)
})

test('sockets as Rspamd writes them', () => {
  assert.deepEqual(readBindSocket('localhost:11332'), inet('localhost', 11332))
  assert.deepEqual(readBindSocket('*:11332'), inet('*', 11332))
  assert.deepEqual(readBindSocket('[::1]:11332'), inet('::1', 11332))
  assert.deepEqual(
    readBindSocket('/var/run/rspamd/milter.sock mode=0660 owner=_rspamd'),
    unix('/run/rspamd/milter.sock'),
  )
  assert.equal(readBindSocket('systemd:0:1:2'), undefined)
})

test('what Postfix is to write for each', () => {
  assert.equal(showForPostfix(inet('localhost', 8891)), 'inet:127.0.0.1:8891')
  assert.equal(showForPostfix(inet('*', 8891)), 'inet:127.0.0.1:8891')
  assert.equal(showForPostfix(inet('::1', 8891)), 'inet:[::1]:8891')
  assert.equal(showForPostfix(unix('/var/spool/postfix/opendkim/opendkim.sock')), 'unix:opendkim/opendkim.sock')
  assert.equal(showForPostfix(unix('/run/opendkim/opendkim.sock')), 'unix:/run/opendkim/opendkim.sock')
})

test('where a path of Postfix’s leads, with the queue directory for a root or without', () => {
  const queue = '/var/spool/postfix'
  assert.deepEqual(placesOf('opendkim/a.sock', queue, false), ['/var/spool/postfix/opendkim/a.sock'])
  assert.deepEqual(placesOf('/run/a.sock', queue, true), ['/var/spool/postfix/run/a.sock'])
  assert.deepEqual(placesOf('/run/a.sock', queue, false), ['/run/a.sock'])
  assert.deepEqual(placesOf('/run/a.sock', queue, undefined), ['/run/a.sock', '/var/spool/postfix/run/a.sock'])
})

test('the same socket by other names, and others', () => {
  assert.ok(isSame(inet('127.0.0.1', 8891), inet('localhost', 8891), []))
  assert.ok(isSame(inet('192.0.2.10', 8891), inet('*', 8891), []))
  assert.ok(isSame(inet('192.0.2.10', 8891), inet('192.0.2.10', 8891), []))
  assert.ok(!isSame(inet('192.0.2.99', 8891), inet('127.0.0.1', 8891), []))
  assert.ok(!isSame(inet('127.0.0.1', 8891), inet('127.0.0.1', 8892), []))
  assert.ok(!isSame(inet('127.0.0.1', 8891), unix('/run/a.sock'), []))
  assert.ok(isSame(unix('a.sock'), unix('/q/a.sock'), ['/q/a.sock']))
  assert.ok(!isSame(unix('/run/a.sock'), unix('/run/a.sock'), ['/q/run/a.sock']))
})

test('the kernel’s tables: what listens, not what is connected', () => {
  const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:22BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:C001 0100007F:22BD 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1
`
  assert.deepEqual([...listeningPorts(tcp)], [8891])
  const unixTable = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 20000 /var/run/opendkim/opendkim.sock
0000000000000000: 00000003 00000000 00000000 0001 03 20001 /run/systemd/journal/stdout
0000000000000000: 00000003 00000000 00000000 0001 03 20002
`
  assert.deepEqual([...listeningPaths(unixTable)], ['/run/opendkim/opendkim.sock'])
})
