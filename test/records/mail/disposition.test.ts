import assert from 'node:assert/strict'
import test from 'node:test'
import { parseDisposition } from '../../../src/records/mail/disposition.ts'

test('what became of a message (RFC 8098 section 9), in every case and form', () => {
  const report = parseDisposition(`Reporting-UA: pc.rcpt.example; Foomail 97.1
Original-Recipient: rfc822;Bob@rcpt.example
Final-Recipient: rfc822;bob@inside.rcpt.example
Original-Message-ID: <1@shop.example>
Disposition: manual-action/MDN-sent-manually; displayed
`)
  assert.deepEqual(report, {
    disposition: 'displayed',
    isAutomatic: false,
    reporter: 'Foomail 97.1',
    recipient: 'Bob@rcpt.example',
    id: '<1@shop.example>',
  })
  const kinds: Record<string, [string, boolean]> = {
    'automatic-action/MDN-sent-automatically;deleted': ['deleted', true],
    'Automatic-Action/MDN-Sent-Automatically; Processed/error': ['processed', true],
    'manual-action/MDN-sent-manually; dispatched': ['dispatched', false],
    'manual-action/MDN-sent-manually; denied': ['denied', false],
    'automatic-action/MDN-sent-automatically; failed': ['failed', true],
  }
  for (const [value, [disposition, isAutomatic]] of Object.entries(kinds))
    assert.deepEqual(parseDisposition(`Disposition: ${value}`), { disposition, isAutomatic })
})

test('what does not say it is none', () => {
  for (const text of [
    '',
    'hello',
    'Final-Recipient: rfc822;bob@rcpt.example',
    'Disposition: displayed',
    'Disposition: x; eaten',
  ])
    assert.equal(parseDisposition(text), undefined)
})
