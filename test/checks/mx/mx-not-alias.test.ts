import assert from 'node:assert/strict'
import check from '../../../src/checks/mx/mx-not-alias.ts'
import type { MxHost } from '../../../src/core/mx.ts'
import { noData, unseen } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { host, mxOf, neverAsked, noMailServer, parked, shopSite } from '../../support/mx-facts.ts'

const of = (lines: string[], ...mxHosts: MxHost[]) => ({ ...shopSite, mx: mxOf(lines), mxHosts })
const direct = host('mx1.shop.com', ['8.8.4.4'])
const alias = host('mail.shop.com', ['8.8.8.8'], 'mx.host.net')
const mx = { name: 'shop.com', type: 'MX' }

cases(check, {
  'a host itself': [of(['10 mx1.shop.com'], direct), 'direct'],
  'an alias, and parked': [{ ...of(['10 mail.shop.com'], alias), ...parked }, 'alias', noMailServer],
  'an alias': [
    of(['10 mx1.shop.com', '20 mail.shop.com'], direct, alias),
    'alias',
    ([finding]) => {
      assert.match(finding?.says ?? '', /mail\.shop\.com -> mx\.host\.net/)
      assert.deepEqual(finding?.repair, [
        { change: 'replace', ...mx, was: '20 mail.shop.com.', becomes: '20 mx.host.net.' },
      ])
    },
  ],
  'its target stands there already': [
    of(['10 mail.shop.com', '10 mx.host.net'], alias, host('mx.host.net', ['8.8.8.8'])),
    'alias',
    ([finding]) => assert.deepEqual(finding?.repair, [{ change: 'remove', ...mx, was: '10 mail.shop.com.' }]),
  ],
  'named twice: the second goes, as mx-unique wants it': [
    of(['10 mail.shop.com', '20 mail.shop.com'], alias),
    'alias',
    ([finding]) =>
      assert.deepEqual(finding?.repair, [
        { change: 'replace', ...mx, was: '10 mail.shop.com.', becomes: '10 mx.host.net.' },
        { change: 'remove', ...mx, was: '20 mail.shop.com.' },
      ]),
  ],
  'an alias to nothing is not mended by naming nothing': [
    of(['10 mail.shop.com'], host('mail.shop.com', [], 'gone.host.net')),
    'alias',
    ([finding]) => assert.equal(finding?.repair, undefined),
  ],
  'one family not seen, the other direct': [of(['10 mx1.shop.com'], { ...direct, AAAA: unseen() }), 'direct'],
  'one family not seen, the other an alias': [of(['10 mail.shop.com'], { ...alias, A: unseen() }), 'alias'],
  'not seen at all': [of(['10 a.shop.com'], { host: 'a.shop.com', A: unseen(), AAAA: unseen() }), 'unknown'],
  'a name that DNS is never asked for': [of(['10 localhost'], neverAsked('localhost')), 'direct'],
  'an alias that a wildcard gives: nothing to publish at the name': [
    { ...of(['10 mail.shop.com'], alias), nameSource: 'wildcard' },
    'alias',
    ([finding]) => {
      assert.equal(finding?.repair, undefined)
      assert.match(finding?.fix ?? '', /^A wildcard gives shop\.com its MX records: name the host itself there/)
    },
  ],
  'dangling is not an alias': [
    of(['10 a.com'], { host: 'a.com', A: noData('a.com', 'A'), AAAA: noData('a.com', 'AAAA') }),
    'direct',
  ],
})
