import assert from 'node:assert/strict'
import check from '../../../src/checks/mx/mx-record.ts'
import type { MxFact } from '../../../src/core/mx.ts'
import { blind } from '../../../src/core/observation.ts'
import type { Asked } from '../../../src/core/target.ts'
import { noData, records, unseen } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { mxOf, shopSite } from '../../support/mx-facts.ts'

const of = (mx: MxFact, asked: Partial<Asked> = {}) => ({ ...shopSite, asked: { ...shopSite.asked, ...asked }, mx })
const web = { A: records('shop.com', 'A', ['8.8.4.4']) }
const inner = { A: records('shop.com', 'A', ['10.0.0.1']) }
const aliases = [{ from: 'shop.com', to: 'cdn.com', kind: 'CNAME', ttl: 1 } as const]
const aliased = { A: records('shop.com', 'A', ['8.8.4.4'], { aliases }) }
const noRepair = ([finding]: { repair?: unknown }[]) => assert.equal(finding?.repair, undefined)

cases(check, {
  'two exchanges': [
    of(mxOf(['10 mx1.shop.com', '20 mx2.shop.com'])),
    'present',
    ([finding]) => assert.equal(finding?.brief, 'mx1.shop.com, mx2.shop.com'),
  ],
  'hundreds of exchanges do not fill the report': [
    of(mxOf(Array.from({ length: 300 }, (_, i) => `${i} mx${i}.shop.com`))),
    'present',
    ([finding]) => assert.match(finding?.brief ?? '', /^mx0\.shop\.com, .*, mx11\.shop\.com, and 288 more$/),
  ],
  'exchanges, and it is said to take no mail (RFC 7505)': [
    of(mxOf(['10 mx1.shop.com', '20 mx2.shop.com']), { parked: true }),
    'present-parked',
    (findings) => {
      const [finding] = findings
      assert.deepEqual(finding?.repair, [
        { change: 'replace', name: 'shop.com', type: 'MX', was: '10 mx1.shop.com.', becomes: '0 .' },
        { change: 'remove', name: 'shop.com', type: 'MX', was: '20 mx2.shop.com.' },
      ])
      assert.match(
        finding?.says ?? '',
        /meant to take no mail \(--parked\), but its MX records name mx1\.shop\.com, mx2/,
      )
      assert.equal(finding?.fix, 'Publish a null MX in place of all MX records of shop.com.')
    },
  ],
  'exchanges that a wildcard gives, and it is said to take no mail': [
    { ...of(mxOf(['10 mx1.shop.com']), { parked: true }), nameSource: 'wildcard' },
    'present-parked',
    ([finding]) => {
      assert.deepEqual(finding?.repair ?? [], [])
      assert.match(finding?.fix ?? '', /at the alias or wildcard that they come from/)
      assert.doesNotMatch(finding?.fix ?? '', /\n/)
    },
  ],
  'null MX (RFC 7505)': [of(mxOf(['0 .'])), 'null-mx'],
  'null MX at another preference': [of(mxOf(['10 .'])), 'null-mx'],
  'null MX, and SPF denies all': [of(mxOf(['0 .'], {}, ['v=spf1 -all'])), 'null-mx'],
  'null MX, and SPF names nobody': [of(mxOf(['0 .'], {}, ['v=spf1 ~all'])), 'null-mx'],
  'null MX, and SPF names senders': [
    of(mxOf(['0 .'], {}, ['v=spf1 ip4:8.8.8.8 -all'])),
    ['null-mx', 'null-mx-sends'],
    (findings) =>
      assert.match(
        findings[1]?.says ?? '',
        /^Mail is sent in the name of shop\.com \(its SPF record names senders\).*5\.7\.27/,
      ),
  ],
  'null MX, and an address is asked about as a sender': [
    of(mxOf(['0 .'], {}, ['v=spf1 -all']), { addresses: ['192.0.2.1'] }),
    ['null-mx', 'null-mx-sends'],
  ],
  'null MX, SPF names senders, and it is said to be parked': [
    of(mxOf(['0 .'], {}, ['v=spf1 ip4:8.8.8.8 -all']), { parked: true }),
    'null-mx',
  ],
  'null MX among others': [
    of(mxOf(['0 .', '10 mx.shop.com'])),
    'null-mx-among-others',
    ([finding]) => assert.deepEqual(finding?.repair, [{ change: 'remove', name: 'shop.com', type: 'MX', was: '0 .' }]),
  ],
  'null MX among others, and parked: the others go': [
    of(mxOf(['0 .', '10 mx.shop.com']), { parked: true }),
    'null-mx-among-others',
    ([finding]) => {
      assert.deepEqual(finding?.repair, [{ change: 'remove', name: 'shop.com', type: 'MX', was: '10 mx.shop.com.' }])
      assert.equal(finding?.fix, 'Nobody is to write to shop.com: keep the null MX, and remove the others.')
    },
  ],
  'an address in its place': [
    of(mxOf([], web)),
    'address-fallback',
    (findings) => {
      noRepair(findings)
      assert.match(
        findings[0]?.fix ?? '',
        /at 8\.8\.4\.4 itself.*\n {4}shop\.com\. 3600 IN MX 10 shop\.com\.\n.*null MX.*\n {4}shop\.com\. 3600 IN MX 0 \.$/,
      )
    },
  ],
  'an address in its place, the other family unseen': [of(mxOf([], { ...web, AAAA: unseen() })), 'address-fallback'],
  'an address that the world cannot reach is not made an exchange': [
    of(mxOf([], inner)),
    'address-fallback',
    (findings) => {
      noRepair(findings)
      assert.doesNotMatch(findings[0]?.fix ?? '', /MX 10/)
      assert.match(findings[0]?.fix ?? '', /\n {4}shop\.com\. 3600 IN MX 0 \.$/)
    },
  ],
  'an alias can have no MX beside it': [
    of({ ...mxOf([], aliased), answer: noData('shop.com', 'MX', { aliases }) as MxFact['answer'] }),
    'address-fallback',
    (findings) => {
      noRepair(findings)
      assert.match(findings[0]?.fix ?? '', /^shop\.com is an alias \(CNAME\) of cdn\.com, and nothing may stand beside/)
      assert.match(findings[0]?.fix ?? '', /publish the MX record at cdn\.com, or first put address records/)
    },
  ],
  'an address that comes from a wildcard: an MX record at the name would hide it': [
    { ...of(mxOf([], web)), nameSource: 'wildcard' },
    'address-fallback',
    (findings) => {
      noRepair(findings)
      assert.match(
        findings[0]?.fix ?? '',
        /^A wildcard answers for shop\.com, and any record published at that name hides/,
      )
    },
  ],
  'an address, and it is not known whether a wildcard gives it': [
    { ...of(mxOf([], web)), nameSource: 'unseen' },
    'address-fallback',
    noRepair,
  ],
  'null MX among others, by a wildcard': [
    { ...of(mxOf(['0 .', '10 mx.shop.com'])), nameSource: 'wildcard' },
    'null-mx-among-others',
    noRepair,
  ],
  'nothing, and SPF names nobody': [of(mxOf([], {}, ['v=spf1 ~all'])), 'none-unused'],
  'nothing, and two SPF records deny all': [of(mxOf([], {}, ['v=spf1 -all', 'v=spf1 -all'])), 'none-needed'],
  'nothing, and SPF allows senders': [of(mxOf([], {}, ['v=spf1 include:a.example ~all'])), 'none'],
  'nothing, and an address is asked about as a sender': [of(mxOf([]), { addresses: ['192.0.2.1'] }), 'none'],
  'nothing, and it is the sender asked about': [of(mxOf([]), { sender: 'news@shop.com' }), 'none'],
  'nothing, and nothing says that it sends': [of(mxOf([])), 'none-unused'],
  'nothing, and somebody else sends': [of(mxOf([]), { sender: 'news@notshop.com' }), 'none-unused'],
  'nothing, and SPF denies all': [of(mxOf([], {}, ['v=spf1 -all'])), 'none-needed'],
  'an address, and SPF denies all': [of(mxOf([], web, ['v=spf1  -all '])), 'none-needed'],
  'two SPF records, one of which allows': [of(mxOf([], {}, ['v=spf1 -all', 'v=spf1 mx -all'])), 'none'],
  'nothing but an address, and parked: mail goes there': [
    of(mxOf([], web), { parked: true }),
    'none-parked',
    ([finding]) => {
      assert.equal(finding?.verdict, 'warn')
      assert.match(
        finding?.says ?? '',
        /no null MX says so: whatever anybody writes to it is sent to its address 8\.8\.4\.4\.$/,
      )
      assert.deepEqual(finding?.repair, [{ change: 'add', name: 'shop.com', type: 'MX', becomes: '0 .' }])
    },
  ],
  'nothing, and parked, though SPF denies all': [
    of(mxOf([], {}, ['v=spf1 -all']), { parked: true }),
    'none-parked',
    ([finding]) => assert.match(finding?.says ?? '', /: as soon as it gets an address, mail for it is sent there\.$/),
  ],
  'nothing, and parked, and its address was not seen': [
    of(mxOf([], { AAAA: unseen() }), { parked: true }),
    'none-parked',
    ([finding]) => assert.match(finding?.says ?? '', /sent to its address, if it has one\.$/),
  ],
  'nothing, and parked, at a name that only a wildcard answers for': [
    { ...of(mxOf([], web), { parked: true }), nameSource: 'wildcard' },
    'none-parked',
    ([finding]) => {
      assert.deepEqual(finding?.repair ?? [], [])
      assert.match(finding?.fix ?? '', /^A wildcard answers for shop\.com/)
    },
  ],
  'nothing, and SPF was not seen': [
    of({ ...mxOf([], web), spf: blind({ reason: 'timeout', detail: '192.0.2.53 did not answer within 5 s' }) }),
    'unknown',
  ],
  'no MX, and its own address was not seen': [of(mxOf([], { AAAA: unseen() })), 'unknown'],
  'the domain does not exist': [
    { ...of(mxOf([])), zone: { ...shopSite.zone, status: 'no-such-domain' } },
    'not-applicable',
  ],
})
