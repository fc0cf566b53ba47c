import assert from 'node:assert/strict'
import test from 'node:test'
import { withoutComments } from '../../../src/records/mail/comments.ts'

test('comments go, one within another too; what is quoted or escaped is none (RFC 5322 section 3.2.2)', () => {
  assert.equal(withoutComments('a (b (c) d) e'), 'a   e')
  assert.equal(withoutComments('a "(b)" (c)'), 'a "(b)"  ')
  assert.equal(withoutComments('a \\(b) (c\\)d)e'), 'a \\(b)  e')
  assert.equal(withoutComments('a (b "c) d'), 'a   d')
  assert.equal(withoutComments('a (b'), 'a  ')
  assert.equal(withoutComments('no comment'), 'no comment')
})
