import assert from 'node:assert/strict'
import test from 'node:test'
import type { MailPath } from '../../src/core/mail-path.ts'
import { seen } from '../../src/core/observation.ts'
import { spamMarks } from '../../src/facts/spam-marks.ts'
import { gatherMessage, memoryWorld } from '../support/memory-dns.ts'
import { mailOf, pathOf } from '../support/received.ts'

async function marksOf(header: string, path: MailPath) {
  const gathered = await gatherMessage(memoryWorld(''), {
    spamMarks,
    mail: async () => seen(mailOf(header)),
    mailPath: async () => seen(path),
  })
  assert.ok(gathered.spamMarks?.seen)
  return gathered.spamMarks.value
}
const short = (marks: Awaited<ReturnType<typeof marksOf>>) =>
  marks.map(({ filter, by, spam }) => `${filter} ${by} ${spam ? 'spam' : 'fine'}`)

const twoHops = pathOf(['outside', 'mx.receiver.example'], ['outside', 'out.shop.example'])

test('SpamAssassin of the receiver: the costliest rules first, each explained', async () => {
  const marks = await marksOf(
    `X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-26) on filter.receiver.example
     X-Spam-Status: Yes, score=8.1 required=5.0 tests=HTML_MESSAGE,RDNS_NONE,BAYES_99,X_OWN_RULE autolearn=no
     X-Spam-Report: *  3.5 BAYES_99 BODY: x *  0.0 HTML_MESSAGE y *  1.3 RDNS_NONE z
     Received: a
     Received: b
     From: a@shop.example`,
    twoHops,
  )
  assert.equal(marks.length, 1)
  const [mark] = marks
  assert.deepEqual(
    { ...mark, rules: mark?.rules.map(({ name, score, means }) => [name, score, means !== undefined]) },
    {
      filter: 'SpamAssassin',
      field: 'X-Spam-Status',
      by: 'receiver',
      spam: true,
      score: 8.1,
      limit: 5,
      host: 'filter.receiver.example',
      rules: [
        ['BAYES_99', 3.5, true],
        ['RDNS_NONE', 1.3, true],
        ['HTML_MESSAGE', 0, true],
        ['X_OWN_RULE', undefined, false],
      ],
    },
  )
})

test("the sender's own filter is not the receiver's: between hops it is somebody else's", async () => {
  const marks = await marksOf(
    `X-Spam-Status: No, score=0.1 required=5.0 tests=none
     Received: a
     Received: b
     X-Spam-Status: Yes, score=9.0 required=5.0 tests=BAYES_99
     Received: c
     From: a@shop.example`,
    pathOf(['outside', 'mx.receiver.example'], ['outside', 'out.shop.example'], ['submission', 'shop.example']),
  )
  assert.deepEqual(short(marks), ['SpamAssassin receiver fine', 'SpamAssassin other spam'])
})

test("below the receiver's own Received stands what its filter wrote, or what the server before it did", async () => {
  const marks = await marksOf(
    'Received: a\nX-Spam-Status: Yes, score=9.0 required=5.0 tests=BAYES_99\nReceived: b\nFrom: a@shop.example',
    twoHops,
  )
  assert.deepEqual(short(marks), ['SpamAssassin unclear spam'])
})

test('at the end of the header it may be of either: the host tells, where it is named', async () => {
  const at = (more: string) => marksOf(`Received: a\nReceived: b\nFrom: a@shop.example\n${more}`, twoHops)
  const rspamd = 'X-Spamd-Result: default: False [7.00 / 15.00]; BAYES_SPAM(5.10)[99%]\nX-Rspamd-Action: add header'
  assert.deepEqual(short(await at(rspamd)), ['Rspamd unclear spam'])
  assert.deepEqual(short(await at(`${rspamd}\nX-Rspamd-Server: mail.receiver.example`)), ['Rspamd receiver spam'])
  assert.deepEqual(short(await at(`${rspamd}\nX-Rspamd-Server: mail.shop.example`)), ['Rspamd other spam'])
  assert.deepEqual(short(await at(`${rspamd}\nX-Rspamd-Server: worker1`)), ['Rspamd unclear spam'])
})

test("a mark that the author could have written is not the receiver's", async () => {
  const marks = await marksOf(
    'Received: a\nFrom: a@shop.example\nX-Spam-Status: No, score=-9 required=5 tests=NONE_SUCH',
    pathOf(['outside', 'mx.receiver.example']),
  )
  assert.deepEqual(short(marks), ['SpamAssassin unclear fine'])
})

test('Rspamd: its score below that of rejection, and what it did', async () => {
  const [mark] = await marksOf(
    `X-Rspamd-Server: mail
     X-Spamd-Result: default: False [7.20 / 15.00]; R_SPF_ALLOW(-0.20)[x]; BAYES_SPAM(5.10)[99%]
     X-Spam-Status: Yes, score=7.20
     X-Spam: Yes
     Received: a`,
    twoHops,
  )
  assert.equal(mark?.filter, 'Rspamd')
  assert.equal(mark?.spam, true)
  assert.equal(mark?.rules[0]?.name, 'BAYES_SPAM')
})

test('Microsoft: at the end of the header, its own where it received the message', async () => {
  const header = `Received: a
     Received: b
     From: a@shop.example
     X-MS-Exchange-Organization-SCL: 5
     X-Forefront-Antispam-Report: CIP:192.0.2.1;SCL:5;SFV:SPM;CAT:SPOOF;DIR:INB;
     X-Microsoft-Antispam: BCL:7;`
  const microsoft = pathOf(
    ['inside', 'AM0PR01.eurprd01.prod.outlook.com'],
    ['outside', 'AM0EUR02.mail.protection.outlook.com'],
  )
  const [mark] = await marksOf(header, microsoft)
  assert.equal(mark?.by, 'receiver')
  assert.equal(mark?.spam, true)
  assert.equal(mark?.says, 'spam confidence level (SCL) 5, verdict SPM, category SPOOF, bulk complaint level (BCL) 7')
  assert.deepEqual(
    mark?.rules.map(({ name, means }) => [name, means !== undefined]),
    [
      ['SFV:SPM', true],
      ['CAT:SPOOF', true],
      ['BCL:7', true],
    ],
  )
  assert.deepEqual(short(await marksOf(header, twoHops)), ['Microsoft other spam'])
  assert.deepEqual(short(await marksOf(header.replace('DIR:INB', 'DIR:OUT'), microsoft)), ['Microsoft other spam'])
  const fine = header.replaceAll('5;SFV:SPM;CAT:SPOOF', '1;SFV:NSPM;CAT:NONE')
  assert.deepEqual(short(await marksOf(fine, microsoft)), ['Microsoft receiver fine'])
  const allowed = header.replaceAll('5;SFV:SPM;CAT:SPOOF', '-1;SFV:SKN;CAT:SPOOF')
  assert.deepEqual(short(await marksOf(allowed.replace('SCL: 5', 'SCL: -1'), microsoft)), ['Microsoft receiver fine'])
})

test('Gmail: its label, where it received the message', async () => {
  const google = pathOf(['inside'], ['outside', 'mx.google.com'])
  const at = (labels: string, path: MailPath) => marksOf(`X-Gmail-Labels: ${labels}\nReceived: a\nReceived: b`, path)
  assert.deepEqual(short(await at('Spam,Unread', google)), ['Gmail receiver spam'])
  assert.deepEqual(short(await at('Inbox,Nospam', google)), ['Gmail receiver fine'])
  assert.deepEqual(short(await at('Spam', twoHops)), ['Gmail other spam'])
  assert.deepEqual(short(await marksOf('X-Gm-Phishy: 1\nReceived: a\nReceived: b', google)), ['Gmail receiver spam'])
})

test('what a message brought with it is not the word of Gmail or of the filter whose host it names', async () => {
  const google = pathOf(['inside'], ['outside', 'mx.google.com'])
  const label = await marksOf('Received: a\nReceived: b\nFrom: a@shop.example\nX-Gmail-Labels: Inbox', google)
  assert.deepEqual(short(label), ['Gmail unclear fine'])
  const host = 'X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-26) on filter.receiver.example'
  const below = (fields: string) =>
    marksOf(`Received: a\n${fields}\nFrom: a@shop.example`, pathOf(['outside', 'mx.receiver.example']))
  const fine = await below(`${host}\nX-Spam-Status: No, score=-9 required=5 tests=ALL_TRUSTED`)
  assert.deepEqual(short(fine), ['SpamAssassin unclear fine'])
  const spam = await below(`${host}\nX-Spam-Status: Yes, score=9 required=5 tests=BAYES_99`)
  assert.deepEqual(short(spam), ['SpamAssassin receiver spam'])
})

test('Barracuda, Proofpoint, bogofilter, MailScanner', async () => {
  const at = async (field: string) => short(await marksOf(`${field}\nReceived: a`, twoHops))
  assert.deepEqual(
    await at(
      'X-Barracuda-Spam-Status: Yes, SCORE=5.20 using global scores of TAG_LEVEL=3.5 QUARANTINE_LEVEL=1000.0 KILL_LEVEL=9.0 tests=HTML_MESSAGE',
    ),
    ['Barracuda receiver spam'],
  )
  assert.deepEqual(await at('X-Proofpoint-Spam-Details: rule=notspam policy=default score=0 adultscore=0'), [
    'Proofpoint receiver fine',
  ])
  assert.deepEqual(await at('X-Proofpoint-Spam-Details: rule=spam policy=default score=99'), [
    'Proofpoint receiver spam',
  ])
  assert.deepEqual(await at('X-Bogosity: Spam, tests=bogofilter, spamicity=0.999999, version=1.2.5'), [
    'bogofilter receiver spam',
  ])
  assert.deepEqual(
    await at('X-House-MailScanner-SpamCheck: not spam, SpamAssassin (not cached, score=0.1, required 6)'),
    ['MailScanner receiver fine'],
  )
})

test('a flag, a score, stars by themselves', async () => {
  const at = async (field: string) => short(await marksOf(`${field}\nReceived: a`, twoHops))
  assert.deepEqual(await at('X-Spam-Flag: YES'), ['a spam filter receiver spam'])
  assert.deepEqual(await at('X-Spam-Flag: NO'), ['a spam filter receiver fine'])
  assert.deepEqual(await at('X-Spam-Score: 7.3 (+++++++)'), ['a spam filter receiver spam'])
  assert.deepEqual(await at('X-Spam-Score: 73'), [])
  assert.deepEqual(await at('X-Spam-Level: **'), ['a spam filter receiver fine'])
})

test('no filter, and nobody known who received it', async () => {
  assert.deepEqual(await marksOf('Received: a\nFrom: a@shop.example', twoHops), [])
  assert.deepEqual(short(await marksOf('X-Spam-Flag: YES\nFrom: a@shop.example', pathOf())), [
    'a spam filter unclear spam',
  ])
})

test('hundreds of rules are fifty', async () => {
  const tests = Array.from({ length: 500 }, (_, i) => `RULE_${i}=${i}.5`).join(',')
  const [mark] = await marksOf(`X-Spam-Status: Yes, score=9.0 required=5.0 tests=[${tests}]\nReceived: a`, twoHops)
  assert.equal(mark?.rules.length, 50)
})

test('what a filter wrote below all that is read of a header is not missing', async () => {
  const cut = { ...mailOf('Received: a'), cut: 'it has more than 2,000 header fields', isHeadCut: true } as const
  const { spamMarks: found } = await gatherMessage(memoryWorld(''), {
    spamMarks,
    mail: async () => seen(cut),
    mailPath: async () => seen(twoHops),
  })
  assert.ok(found && !found.seen)
  assert.match(found.blind.detail, /more than 2,000 header fields$/)
})
