import assert from 'node:assert/strict'
import { test } from 'node:test'
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
