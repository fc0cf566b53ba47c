import assert from 'node:assert/strict'
import test from 'node:test'
import { parseXArf } from '../../../src/records/mail/x-arf.ts'

const report = (...lines: string[]) =>
  ['---', 'Reported-From: r@reporter.example', 'Category: abuse', ...lines].join('\n')

test('a report of X-ARF 0.2', () => {
  assert.deepEqual(
    parseXArf(
      report('Report-Type: Spam', "Report-ID: '17'", 'Source-Type: ip-address', 'Source: 2001:DB8::1', 'Date: x'),
    ),
    { category: 'abuse', type: 'spam', reporter: 'r@reporter.example', ip: '2001:db8::1', id: '17', date: 'x' },
  )
  assert.equal(
    parseXArf(report('Report-Type: phishing', 'Source-Type: uri', 'Source: http://a.example/'))?.source,
    'http://a.example/',
  )
})

test('what lacks a field that every one has is none', () => {
  for (const text of [
    '',
    'hello',
    report('Report-Type: spam', 'Source: 192.0.2.1'),
    report('Source-Type: ip', 'Source: 192.0.2.1'),
  ])
    assert.equal(parseXArf(text), undefined)
})
