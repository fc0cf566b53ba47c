import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runApart } from '../support/apart.ts'
import { forChain, unsuited } from '../support/chain.ts'
import { chainAddresses } from '../support/chain-dns.ts'
import { readReport } from '../support/json-report.ts'
import { describeWith } from '../support/real-server.ts'
import { type ChainProbe, type ChainRuns, type ChainState, chainProbes } from './probe-states.ts'
import { findingsOf } from './relay-run.ts'

/** relaycheck probe along a chain of real servers: each state ends in the right finding. */

const script = fileURLToPath(new URL('probe-chain.ts', import.meta.url))

/** What each state is to end in: the exit code, and findings among those of the report. */
const ends: Partial<Record<ChainState, [code: number, ...ids: string[]]>> = {
  right: [
    0,
    'probe-accepted/accepted',
    'probe-encrypted/encrypted',
    'probe-arrived/arrived',
    'probe-folder/inbox',
    'probe-delay/quick',
    'message-spf/pass',
    'message-dkim/pass',
    'message-dmarc/pass',
    'message-verdicts-agree/agree',
    'message-alignment/aligned',
    'message-hops/encrypted',
  ],
  changed: [
    1,
    'probe-arrived/arrived',
    'message-dkim/fail',
    'message-signatures/broken',
    'message-dmarc/pass',
    'message-verdicts-agree/agree',
  ],
  withoutSpf: [0, 'probe-arrived/arrived', 'message-spf/none', 'message-dkim/pass', 'message-dmarc/pass'],
  refusedLater: [1, 'probe-accepted/accepted', 'probe-arrived/bounced'],
  refused: [1, 'probe-accepted/rejected'],
  bounced: [1, 'probe-accepted/accepted', 'probe-arrived/bounced'],
  greylisted: [0, 'probe-accepted/accepted', 'probe-arrived/arrived', 'probe-delay/quick', 'message-dmarc/pass'],
  putOff: [0, 'probe-accepted/deferred'],
  junk: [
    1,
    'probe-arrived/arrived',
    'probe-folder/junk',
    'message-spf/fail',
    'message-dkim/none',
    'message-dmarc/fail',
  ],
  dropped: [3, 'probe-accepted/accepted', 'probe-arrived/unknown'],
  queued: [3, 'probe-accepted/accepted', 'probe-arrived/unknown', 'probe-delay/waiting'],
  wrongPassword: [1, 'probe-accepted/rejected'],
  local: [0, 'probe-accepted/accepted', 'probe-arrived/arrived', 'message-dmarc/pass'],
  maildir: [0, 'probe-arrived/arrived', 'probe-folder/inbox', 'message-dmarc/pass'],
  listener: [0, 'probe-arrived/arrived', 'message-dkim/pass'],
  several: [3, 'probe-arrived/arrived', 'probe-arrived/unknown', 'message-dmarc/pass'],
  given: [0, 'probe-accepted/accepted', 'probe-arrived/arrived', 'message-dkim/pass', 'message-dmarc/pass'],
  bulk: [0, 'probe-arrived/arrived', 'message-unsubscribe/one-click', 'message-dmarc/pass'],
  tidied: [0, 'probe-arrived/arrived', 'message-dmarc/pass'],
  signedHere: [1, 'probe-arrived/arrived', 'message-dkim/pass', 'message-spf/fail', 'message-dmarc/pass'],
}

describeWith(forChain, 'relaycheck probe along a chain of real servers', () => {
  let chain: ChainRuns
  const reason = unsuited()
  before(async () => {
    if (reason === false) chain = JSON.parse(await runApart(script, Object.values(chainAddresses)))
  })
  const state = (name: string, proves: () => void) => test(name, { skip: reason }, proves)
  const says = (run: ChainState, check: string): string =>
    findingsOf(readReport(chain.runs[run].out), check)
      .map((finding) => `${finding.says} ${finding.blind?.detail ?? ''} ${finding.fix ?? ''}`)
      .join('\n')

  for (const [name, [code, ...ids]] of Object.entries(ends))
    state(name, () => {
      const ran = chain.runs[name as ChainState]
      assert.equal(ran.err, '')
      const report = readReport(ran.out)
      const found = report.findings.map(({ id }) => id)
      for (const id of ids) assert.ok(found.includes(id), `${id} is not among\n${told(report.findings)}`)
      assert.equal(ran.code, code, told(report.findings))
    })

  state('each says what it saw', () => {
    assert.match(says('refused', 'probe-accepted'), /550 5\.7\.1 rejected by DMARC policy for strict\.example/)
    assert.match(says('refusedLater', 'probe-arrived'), /5\.7\.1 rejected by DMARC policy for strict\.example/)
    assert.match(says('bounced', 'probe-arrived'), /5\.1\.1/)
    assert.match(says('putOff', 'probe-accepted'), /450 4\.2\.0 .*[Gg]reylist/)
    assert.match(says('wrongPassword', 'probe-accepted'), /535/)
    assert.match(says('queued', 'probe-arrived'), /Connection refused/)
    assert.match(says('dropped', 'probe-arrived'), /no delivery/)
    assert.match(JSON.stringify(findingsOf(readReport(chain.runs.greylisted.out), 'probe-delay')), /Greylisted/)
    assert.match(says('changed', 'message-signatures'), /\[EXTERNAL\]/)
  })

  state('a wrong password of the mailbox is one sentence, and nothing is sent', () => {
    const { code, out, err } = chain.runs.wrongMailboxPassword
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, /^relaycheck: [^\n]*imap\.inbox\.example[^\n]*\n$/)
    assert.ok(!chain.logs.includes('never@shop.example'))
  })

  state('an interruption says that a message went out, and where it is', () => {
    const { code, err } = chain.runs.interrupted
    assert.equal(code, 130)
    assert.match(err, /dropped@inbox\.example was accepted by mail\.relay\.example as [0-9A-F]+/)
  })

  state('what was to be tidied away is, and nothing else', () => {
    const senders = chain.mails.map(({ sender }) => sender)
    assert.ok(!senders.includes('tidy@shop.example'))
    assert.ok(senders.includes('alice@shop.example'))
  })

  for (const name of ['right', 'changed', 'withoutSpf', 'junk', 'signedHere'] as const)
    state(`Rspamd makes of it what relaycheck does: ${name}`, () => {
      const { findings } = readReport(chain.runs[name].out)
      const mail = chain.mails.find(({ sender }) => sender === chainProbes[name].from)
      assert.ok(mail)
      for (const [check, meanings] of Object.entries(rspamdMeans)) {
        const ours = findings.filter((finding) => finding.check === check).map(({ outcome }) => outcome)
        const theirs: string[] = mail.symbols.flatMap((symbol) => meanings[symbol] ?? [])
        assert.deepEqual(theirs, ours, `${check}: ${mail.symbols.join(' ')}`)
      }
    })

  state('a message is sent once, and left unread', () => {
    const through = Object.entries(chain.runs).filter(([name]) => wayOf(name as ChainState) !== 'mx')
    const sent = through.flatMap(([, { out }]) => (out === '' ? [] : readReport(out).findings))
    const taken = chain.logs.match(/ mail postfix\/(?:submission\/)?smtpd\[\d+\]: [0-9A-F]+: client=/g)
    assert.equal(taken?.length, sent.filter(({ id }) => id === 'probe-accepted/accepted').length)
    assert.deepEqual(
      chain.mails.filter(({ name }) => /:2,.*S/.test(name)),
      [],
    )
  })

  state('no password stands anywhere', () => {
    for (const [name, { echoes }] of Object.entries(chain.runs)) assert.deepEqual(echoes, [], name)
  })

  for (const name of Object.keys(ends))
    state(`a recording gives the same report, and sends nothing: ${name}`, () => {
      const { out, code, again } = chain.runs[name as ChainState]
      assert.deepEqual([again?.err, again?.code], ['', code])
      const [lines, others] = [out.split('\n'), again?.out.split('\n') ?? []]
      assert.deepEqual(others.filter((line, i) => line !== lines[i]).slice(0, 5), [])
      assert.equal(others.length, lines.length)
    })
})

const wayOf = (name: ChainState) => (chainProbes[name] as ChainProbe).via

/** The outcomes that Rspamd's symbols stand for. */
const rspamdMeans: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'message-spf': { R_SPF_ALLOW: 'pass', R_SPF_FAIL: 'fail', R_SPF_SOFTFAIL: 'softfail', R_SPF_NA: 'none' },
  'message-dkim': { R_DKIM_ALLOW: 'pass', R_DKIM_REJECT: 'fail', R_DKIM_NA: 'none' },
  'message-dmarc': { DMARC_POLICY_ALLOW: 'pass', DMARC_POLICY_REJECT: 'fail', DMARC_POLICY_QUARANTINE: 'fail' },
}

const told = (findings: readonly { id: string; says: string }[]) =>
  findings.map(({ id, says }) => `${id}: ${says}`).join('\n')
