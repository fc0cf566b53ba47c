import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromModifiedUtf7 } from '../../../src/records/mail/modified-utf7.ts'

test('names of folders are read as people write them', () => {
  // RFC 3501 section 5.1.3 has the first one.
  assert.equal(fromModifiedUtf7('~peter/mail/&U,BTFw-/&ZeVnLIqe-'), '~peter/mail/台北/日本語')
  assert.equal(fromModifiedUtf7('Gr&APwA3w-e'), 'Grüße')
  assert.equal(fromModifiedUtf7('Rock &- Roll'), 'Rock & Roll')
  assert.equal(fromModifiedUtf7('Junk'), 'Junk')
})

test('what is not written so stays as it is', () => {
  assert.equal(fromModifiedUtf7('a&b'), 'a&b')
  assert.equal(fromModifiedUtf7('&A-'), '&A-')
})
