import assert from 'node:assert/strict'
import test from 'node:test'
import {
  parseSpamCheck,
  parseSpamLevel,
  parseSpamReport,
  parseSpamScore,
  parseSpamStatus,
} from '../../../src/records/mail/spam-assassin.ts'
import { parseForefront, parseLevel } from '../../../src/records/mail/spam-microsoft.ts'
import { parseRspamdAction, parseSpamdResult } from '../../../src/records/mail/spam-rspamd.ts'
import { shortestTime } from '../../support/mutate.ts'

test('SpamAssassin: names alone, folded behind commas', () => {
  assert.deepEqual(
    parseSpamStatus(
      'Yes, score=7.2 required=5.0 tests=BAYES_99,BAYES_999,\tHTML_MESSAGE, MISSING_MID autolearn=no autolearn_force=no version=3.4.6',
    ),
    {
      spam: true,
      score: 7.2,
      limit: 5,
      rules: [{ name: 'BAYES_99' }, { name: 'BAYES_999' }, { name: 'HTML_MESSAGE' }, { name: 'MISSING_MID' }],
    },
  )
})

test('amavis: scores in brackets', () => {
  assert.deepEqual(
    parseSpamStatus(
      'No, score=-1.899 tagged_above=-999 required=6.31 tests=[BAYES_00=-1.9, DKIM_SIGNED=0.1,\tHTML_MESSAGE=0.001] autolearn=ham',
    ),
    {
      spam: false,
      score: -1.899,
      limit: 6.31,
      rules: [
        { name: 'BAYES_00', score: -1.9 },
        { name: 'DKIM_SIGNED', score: 0.1 },
        { name: 'HTML_MESSAGE', score: 0.001 },
      ],
    },
  )
})

test('old ones say hits, and none is no rule', () => {
  assert.deepEqual(parseSpamStatus('No, hits=0.0 required=5.0 tests=none'), {
    spam: false,
    score: 0,
    limit: 5,
    rules: [],
  })
  assert.equal(parseSpamStatus('score=3'), undefined)
  assert.equal(parseSpamStatus('Nothing, score=3'), undefined)
})

test('X-Spam-Report with stars, and with a table below a piece of the message', () => {
  assert.deepEqual(
    parseSpamReport(
      '*  3.5 BAYES_99 BODY: Bayes spam probability is 99 to 100% *      [score: 1.0000] * -0.0 SPF_PASS SPF: sender matches SPF record',
    ),
    {
      rules: [
        { name: 'BAYES_99', score: 3.5 },
        { name: 'SPF_PASS', score: -0 },
      ],
    },
  )
  assert.deepEqual(
    parseSpamReport(
      'Spam detection software, running on the system "h", has NOT identified this. Content preview:  9.9 FORGED_RULE x Content analysis details:   (1.3 points, 5.0 required)  pts rule name              description ---- ---------------------- ------- 1.3 RDNS_NONE              Delivered by a host with no rDNS',
    ),
    { score: 1.3, limit: 5, rules: [{ name: 'RDNS_NONE', score: 1.3 }] },
  )
})

test('MailScanner', () => {
  assert.deepEqual(
    parseSpamCheck(
      'spam, SpamAssassin (not cached, score=7.2, required 6, autolearn=spam, BAYES_50 0.80, RDNS_NONE 1.27)',
    ),
    {
      spam: true,
      score: 7.2,
      limit: 6,
      rules: [
        { name: 'BAYES_50', score: 0.8 },
        { name: 'RDNS_NONE', score: 1.27 },
      ],
    },
  )
  assert.equal(parseSpamCheck('not spam, SpamAssassin (score=0.1, required 6)')?.spam, false)
})

test('a score by itself: a whole number may be tenfold, and is not taken', () => {
  assert.equal(parseSpamScore('-1.9'), -1.9)
  assert.equal(parseSpamScore('7.2 (+++++++)'), 7.2)
  for (const value of ['72', '', 'high', '1.2.3', '7,2']) assert.equal(parseSpamScore(value), undefined, value)
  assert.equal(parseSpamLevel('*****'), 5)
  assert.equal(parseSpamLevel('+++'), 3)
  assert.equal(parseSpamLevel('/'), undefined)
})

test('Rspamd: symbols behind semicolons; what stands in brackets is none', () => {
  assert.deepEqual(
    parseSpamdResult(
      'default: False [-0.10 / 15.00]; BAYES_SPAM(5.10)[99.99%];\tR_SPF_ALLOW(-0.20)[+ip4:192.0.2.1:c]; MIME_TRACE(0.00)[0:+,1:+,X_FAKE(9.00)]; ARC_NA(0.00)[]',
    ),
    {
      spam: false,
      score: -0.1,
      limit: 15,
      rules: [
        { name: 'BAYES_SPAM', score: 5.1 },
        { name: 'R_SPF_ALLOW', score: -0.2 },
        { name: 'MIME_TRACE', score: 0 },
        { name: 'ARC_NA', score: 0 },
      ],
    },
  )
  assert.equal(parseSpamdResult('default: True [16.00 / 15.00]')?.spam, true)
  assert.equal(parseSpamdResult('nothing'), undefined)
})

test('Rspamd: what it did', () => {
  for (const value of ['add header', 'add_header', 'reject', 'Rewrite subject', 'quarantine'])
    assert.equal(parseRspamdAction(value), true, value)
  assert.equal(parseRspamdAction('no action'), false)
  for (const value of ['greylist', 'soft reject', '']) assert.equal(parseRspamdAction(value), undefined, value)
})

test('Microsoft', () => {
  assert.deepEqual(
    parseForefront(
      'CIP:192.0.2.1;CTRY:DE;LANG:en;SCL:5;SRV:;IPV:NLI;SFV:SPM;H:mail.a.example;PTR:mail.a.example;CAT:SPOOF;SFS:(13230040)(366016);DIR:INB;',
    ),
    { scl: 5, sfv: 'SPM', category: 'SPOOF', ipv: 'NLI', country: 'DE', direction: 'INB', ip: '192.0.2.1' },
  )
  assert.deepEqual(parseForefront('BCL:7;ARA:1444111002|5;'), { bcl: 7 })
  assert.deepEqual(parseForefront('SCL:x;SFV:a b;:;;CAT'), {})
  assert.equal(parseLevel('-1'), -1)
  assert.equal(parseLevel('10'), undefined)
})

test('fields of 1 MB are bounded in time', () => {
  const readers = [parseSpamStatus, parseSpamReport, parseSpamCheck, parseSpamdResult, parseForefront, parseSpamLevel]
  const heads = [
    '',
    'Yes, tests=',
    'Yes, tests=[',
    'default: True [1.0 / 2.0]',
    'spam, ',
    'Content analysis details: (',
  ]
  for (const piece of [' ', ',', 'A', 'A_B ', '1 ', '1.1 A_B ', ';A(', ';', ':', '*', '1', '[', '(1.0 points,'])
    for (const head of heads) {
      const text = head + piece.repeat(1_000_000 / piece.length)
      for (const read of readers) {
        const time = shortestTime(() => read(text), 100)
        assert.ok(time < 100, `${read.name} ${time} ms: ${head}${piece}`)
      }
    }
})
