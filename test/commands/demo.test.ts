import assert from 'node:assert/strict'
import { test } from 'node:test'
import { relaycheck } from '../support/tool.ts'

test('the demo shows a domain that fails, then the same one in order, and needs nobody', async () => {
  const { code, out, err } = await relaycheck(['demo'])
  assert.equal(code, 0)
  assert.equal(err, '')
  const [broken = '', repaired = ''] = out.split('The same shop after the repairs.')
  assert.match(broken, /spf-lookups\/too-many/)
  assert.match(broken, /spf-authorises\/permerror/)
  assert.match(broken, /exit 1: something fails/)
  assert.match(repaired, /nothing to fix, \d+ fine, nothing unseen +exit 0: nothing fails/)
  assert.deepEqual(
    out.split('\n').filter((line) => line.length > 80 && !/^shop\.example\. \d+ IN TXT /.test(line)),
    [],
  )
})
