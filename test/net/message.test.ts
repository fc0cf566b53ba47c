import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { openMessage } from '../../src/net/message.ts'

const { signal } = new AbortController()
const open = (octets: Buffer | string) =>
  openMessage(Readable.from([Buffer.from(octets)]), { called: 'mail.eml', signal })

async function readOf(octets: Buffer | string): Promise<string> {
  const message = await open(octets)
  assert.ok(!('usage' in message), JSON.stringify(message))
  const chunks: Uint8Array[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
const message = 'From: a@b.example\r\nSubject: \r\n\r\nHello\r\n'

const fronts = {
  nothing: '',
  'an empty line': '\r\n',
  'several, blanks in them': '\n \t\n\n',
  'a mark of UTF-8': '\ufeff',
  both: '\ufeff\n',
}
for (const [name, front] of Object.entries(fronts))
  test(`in front of a message stands ${name}`, async () => assert.equal(await readOf(front + message), message))

const wrong: Record<string, [octets: Buffer | string, says: RegExp]> = {
  nothing: ['', /^relaycheck: mail\.eml is empty/],
  'empty lines': ['\r\n \r\n', /is empty/],
  'a web page': ['\n<!DOCTYPE html><html>From: a', /is a web page.*Show original/],
  'a letter without a header': ['Hello,\n\nhere I am', /holds no message/],
}
for (const [name, [octets, says]] of Object.entries(wrong))
  test(`no message: ${name}`, async () => {
    const read = await open(octets)
    assert.ok('usage' in read)
    assert.match(read.usage, says)
  })
