import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import test from 'node:test'
import type { TLSSocket, TlsOptions } from 'node:tls'
import { frame } from '../../../src/net/dns/frames.ts'
import { makeAuthority, selfSigned } from '../../support/certificates.ts'
import { detailOf, name, reasonOf } from '../../support/dns-client.ts'
import { answerAll, answerTo, authority, host, openTyped, startTls } from '../../support/encrypted.ts'

test('an answer over TLS: by name, with SNI and ALPN, and named as it was typed', async (t) => {
  const names: (string | null)[] = []
  const { port, sockets, asked } = await startTls(t, (socket, queries) => {
    names.push(`${socket.servername} ${socket.alpnProtocol}`)
    answerAll(socket, queries)
  })
  const { dns, resolvers } = openTyped(t, `tls://${host}:${port}`)
  const answer = await dns(name, 'TXT')
  assert.equal(answer.kind, 'records', detailOf(answer))
  assert.ok(answer.kind === 'records')
  assert.deepEqual([answer.transport, answer.server], ['tls', `tls://${host}:${port}`])
  assert.deepEqual(resolvers, [{ address: `tls://${host}:${port}`, from: 'option' }])
  assert.deepEqual([names, sockets.size], [[`${host} dot`], 1])
  assert.deepEqual(
    asked.map((query) => query.length),
    [128],
    'padded to blocks of 128 octets (RFC 8467)',
  )
})
