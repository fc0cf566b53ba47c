import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-lookups.ts'
import { cases } from '../../support/cases.ts'
import { becomes, spfFacts } from '../../support/spf-world.ts'

const hosts = (count: number) => Array.from({ length: count }, (_, i) => `a:h${i}.example`).join(' ')
const addresses = Array.from(
  { length: 14 },
  (_, i) => `h${i}.example A 192.0.2.${i}\nh${i}.example AAAA 2001:db8::${i}`,
).join('\n')

cases(check, {
  none: [await spfFacts('v=spf1 ip4:192.0.2.1 -all'), 'within', ([f]) => assert.equal(f?.brief, '0 lookups of 10')],
  'a part of a known sender’s record is not what its customers need not include': [
    await spfFacts(`v=spf1 include:u1.sendgrid.net ${hosts(10)} -all\nu1.sendgrid.net TXT "v=spf1 -all"\n${addresses}`),
    'too-many',
    ([finding]) => assert.doesNotMatch(finding?.fix ?? '', /can go/),
  ],
  one: [
    await spfFacts(`v=spf1 ${hosts(1)} -all\n${addresses}`),
    'within',
    ([f]) => assert.equal(f?.brief, '1 lookup of 10'),
  ],
  eight: [await spfFacts(`v=spf1 ${hosts(8)} -all\n${addresses}`), 'within'],
  nine: [
    await spfFacts(`v=spf1 ${hosts(9)} -all\n${addresses}`),
    'near',
    ([f]) => assert.match(f?.says ?? '', /: one more include may be too many\.$/),
  ],
  ten: [
    await spfFacts(`v=spf1 ${hosts(10)} -all\n${addresses}`),
    'near',
    ([f]) => assert.match(f?.says ?? '', /: one more include is too many\.$/),
  ],
  'eleven, of which only the owner knows who sends': [
    await spfFacts(`v=spf1 ${hosts(11)} -all\n${addresses}`),
    'too-many',
    ([finding]) => {
      assert.match(finding?.says ?? '', /^The SPF of shop\.example costs 11 lookups of 10:/)
      assert.equal(becomes(finding), undefined)
      const [tree] = finding?.evidence ?? []
      assert.ok(tree?.kind === 'tree')
      assert.deepEqual(tree.rows.at(-2), { depth: 1, text: 'a:h9.example', cells: [1, 10] })
      assert.deepEqual(tree.rows.at(-1), { depth: 1, text: 'a:h10.example', cells: [1, 11], mark: 'over' })
    },
  ],
  'too many, because one thing is said twice': [
    await spfFacts(`v=spf1 ${hosts(10)} a:h0.example -all\n${addresses}`),
    'too-many',
    ([finding]) => assert.equal(becomes(finding), `"v=spf1 ${hosts(10)} -all"`),
  ],
  'the costliest and the needless are named': [
    await spfFacts(
      `v=spf1 include:big.example include:spf.smtp2go.com ${hosts(7)} -all
       big.example TXT "v=spf1 a:h8.example a:h9.example -all"
       spf.smtp2go.com TXT "v=spf1 ip4:192.0.2.0/24 ~all"\n${addresses}`,
    ),
    'too-many',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /include:big\.example \(3\), include:spf\.smtp2go\.com \(1\)/)
      assert.match(
        finding?.fix ?? '',
        /include:spf\.smtp2go\.com can go unless the account is set to keep your own return path\. SMTP2GO is judged at a name of yours/,
      )
    },
  ],
  'what was not seen may cost more': [
    await spfFacts(
      `v=spf1 ${hosts(3)} include:deaf.example -all\n${addresses}`,
      {},
      { blindAt: { 'TXT deaf.example': 'timeout' } },
    ),
    'unknown',
    ([finding]) => assert.equal(finding?.about.count, 4),
  ],
  'over the limit is over, whatever was not seen': [
    await spfFacts(
      `v=spf1 ${hosts(10)} include:deaf.example -all\n${addresses}`,
      {},
      { blindAt: { 'TXT deaf.example': 'timeout' } },
    ),
    'too-many',
    ([finding]) => assert.match(finding?.says ?? '', /costs at least 11 lookups/),
  ],
  'an a that was not seen costs what it costs': [
    await spfFacts(`v=spf1 ${hosts(3)} -all\n${addresses}`, {}, { blindAt: { 'A h0.example': 'timeout' } }),
    'within',
  ],
  'an include that depends on the sender': [
    await spfFacts('v=spf1 include:%{o}.spf.example -all'),
    'depends-on-sender',
  ],
  'an exists that depends on the sender costs one': [await spfFacts('v=spf1 exists:%{i}.l.example -all'), 'within'],
  'a loop has no end, and spf-includes tells it': [
    await spfFacts(
      'v=spf1 include:a.shop.example -all\na.shop.example TXT "v=spf1 include:shop.example ip4:192.0.2.1 -all"',
    ),
    'endless',
    ([finding]) => assert.equal(finding?.verdict, 'skip'),
  ],
})
