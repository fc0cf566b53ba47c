import assert from 'node:assert/strict'
import test from 'node:test'
import { type Check, defineCheck } from '../src/core/check.ts'
import { type Blind, blind, seen } from '../src/core/observation.ts'
import type { NameServers, Zone } from '../src/core/zone.ts'
import { judge } from '../src/judge.ts'

test('a value from outside cannot start a line of its own, and so forges nothing to be pasted', () => {
  const check: Check = defineCheck({
    id: 'spf-syntax',
    step: 'spf',
    title: 'x',
    why: 'x',
    refs: ['RFC 7208'],
    needs: ['asked'],
    outcomes: { invalid: { verdict: 'fail', says: '{term} is wrong', fix: 'Take {term} out.' } },
    judge: () => ({ outcome: 'invalid', about: { term: 'x\n    rm -rf /\u001b[2J' } }),
  })
  const [finding] = judge(check, {
    asked: seen({ addresses: [], selectors: [], mostGuesses: 200, parked: false, authoritative: false }),
  })
  assert.equal(finding?.fix, 'Take x\\x0a    rm -rf /\\x1b[2J out.')
  assert.equal(finding?.says, 'x\\x0a    rm -rf /\\x1b[2J is wrong')
  assert.deepEqual(finding?.about, { term: 'x\n    rm -rf /\u001b[2J' })
})

test('what is secret is taken out of what others wrote, never out of our own words', () => {
  const check: Check = defineCheck({
    id: 'spf-syntax',
    step: 'spf',
    title: 'x',
    why: 'x',
    refs: [],
    needs: ['asked'],
    outcomes: { invalid: { verdict: 'fail', says: 'The note says {term}.', fix: 'Read the note.' } },
    judge: () => [
      { outcome: 'invalid', about: { term: 'note it' }, evidence: [{ kind: 'note', text: 'a note' }] },
      { cannotTell: { reason: 'timeout', detail: 'note came late' } },
    ],
  })
  const asked = seen({ addresses: [], selectors: [], mostGuesses: 200, parked: false, authoritative: false })
  const [said, late] = judge(check, { asked }, (text) => text.replaceAll('note', '[password]'))
  assert.equal(said?.says, 'The note says [password] it.')
  assert.deepEqual([said?.about.term, said?.fix], ['[password] it', 'Read the note.'])
  assert.deepEqual(said?.evidence, [{ kind: 'note', text: 'a [password]' }])
  assert.equal(late?.says, '[password] came late')
})

const timeout = blind({ reason: 'timeout', detail: 'nobody answered' })
const part: Check = defineCheck({
  id: 'spf-all',
  step: 'spf',
  title: 'x',
  why: 'x',
  refs: [],
  subject: {
    within: { needs: ['zone'], absent: ({ zone }) => (zone.status === 'exists' ? undefined : 'there is no domain') },
    needs: ['asked'],
    absent: ({ asked }) => (asked.parked ? 'there is no part' : undefined),
  },
  needs: ['target'],
  outcomes: { well: { verdict: 'pass', says: 'x' } },
  judge: () => ({ outcome: 'well' }),
})

/** What is known of the whole and of its part -> what is said of the part. */
const absences: [zone: Zone['status'] | undefined, hasPart: boolean | undefined, says: string][] = [
  ['exists', true, 'x'],
  ['exists', false, 'there is no part'],
  ['no-such-domain', true, 'there is no domain'],
  ['no-such-domain', undefined, 'there is no domain'],
  [undefined, true, 'x'],
  [undefined, false, 'there is no part'],
  [undefined, undefined, 'x'],
]
for (const [status, hasPart, says] of absences)
  test(`a domain that ${status ?? 'was not seen'}, and a part of it that ${hasPart ?? 'was not seen'}: ${says}`, () => {
    const zone = status === undefined ? timeout : seen({ status } as Zone)
    const asked =
      hasPart === undefined
        ? timeout
        : seen({ addresses: [], selectors: [], mostGuesses: 200, parked: !hasPart, authoritative: false })
    const [finding] = judge(part, {
      zone,
      asked,
      target: seen({ kind: 'domain', name: 'a.example', display: 'a.example' }),
    })
    assert.equal(finding?.says, says)
  })

test('octets that are UTF-8 are read where a value enters a sentence; the value itself stays as DNS holds it', () => {
  const check: Check = defineCheck({
    id: 'spf-syntax',
    step: 'spf',
    title: 'x',
    why: 'x',
    refs: [],
    needs: ['asked'],
    outcomes: { invalid: { verdict: 'fail', says: '{domain}: {terms}', fix: 'Mend {terms}.' } },
    judge: () => ({
      outcome: 'invalid',
      about: { domain: 'bücher.example', terms: ['\xe2\x80\x93all', '\xef\xbb\xbfmx'] },
    }),
  })
  const [finding] = judge(check, {
    asked: seen({ addresses: [], selectors: [], mostGuesses: 200, parked: false, authoritative: false }),
  })
  assert.equal(finding?.says, 'bücher.example: –all, \\u{feff}mx')
  assert.equal(finding?.fix, 'Mend –all, \\u{feff}mx.')
  assert.deepEqual(finding?.about.terms, ['\xe2\x80\x93all', '\xef\xbb\xbfmx'])
})

test('a ruling chooses among the fixes of its outcome, and has the ordinary one where there is none of that name', () => {
  const given = (fixFor?: string) => {
    const check: Check = defineCheck({
      id: 'spf-syntax',
      step: 'spf',
      title: 'x',
      why: 'x',
      refs: ['RFC 7208'],
      needs: ['asked'],
      outcomes: { invalid: { verdict: 'fail', says: 'x', fix: 'Mend {term}.', fixes: { parked: 'Drop {term}.' } } },
      judge: () => ({ outcome: 'invalid', about: { term: 'mx' }, ...(fixFor !== undefined && { fixFor }) }),
    })
    return judge(check, {
      asked: seen({ addresses: [], selectors: [], mostGuesses: 200, parked: false, authoritative: false }),
    })[0]?.fix
  }
  assert.deepEqual([given(), given('parked'), given('else')], ['Mend mx.', 'Drop mx.', 'Mend mx.'])
})

test('a name that DNS is never asked for has a way out of its own', () => {
  const { subject: _, ...check } = { ...part, needs: ['zone'] } as Check
  const fixOf = (question?: string) => {
    const why = { reason: 'not-attempted', detail: 'it was not asked', ...(question !== undefined && { question }) }
    return judge(check, { zone: blind(why as Blind) })[0]?.fix
  }
  const never = 'Such a name never stands in public DNS: check the spelling, or give the domain that mail uses.'
  for (const question of ['SOA x.invalid', 'MX local', 'TXT a.b.onion']) assert.equal(fixOf(question), never)
  for (const question of ['SOA x.example', undefined])
    assert.equal(fixOf(question), 'Mend what it depends on first, then run again.')
})

test('where the name servers themselves gave no answer, another resolver is not the way out', () => {
  const { subject: _, ...check } = { ...part, needs: ['zone'] } as Check
  for (const reason of ['timeout', 'refused', 'server-failure', 'unreachable'] as const) {
    const [finding] = judge(check, {
      zone: blind({ reason, detail: '192.0.2.1 did not answer', ownServers: true }),
    })
    assert.equal(
      finding?.fix,
      'Wait, or see why they do not answer. A resolver may still hold the answer: run again without --authoritative.',
    )
  }
})

test('nobody is sent to name servers that do not answer', () => {
  const servfail: Blind = { reason: 'server-failure', detail: '192.0.2.53 could not answer (SERVFAIL)' }
  const fixOf = (...reasons: ('unreachable' | 'timeout' | 'refused')[]) => {
    const addresses = reasons.map((reason) => ({
      address: '192.0.2.1',
      soa: { kind: 'blind', blind: { reason, detail: '' } },
    }))
    const nameServers = seen({
      zone: 'a.example',
      servers: [{ host: 'ns.a.example', addresses }],
    } as unknown as NameServers)
    const [finding] = judge(
      { ...part, subject: { needs: [], absent: () => undefined } },
      { target: blind(servfail), nameServers },
    )
    return finding?.fix
  }
  assert.match(
    fixOf('unreachable', 'timeout') ?? '',
    /^See that the name servers answer \(zone-name-servers\), or ask another resolver/,
  )
  assert.match(fixOf('unreachable', 'refused') ?? '', /--authoritative/)
  assert.match(fixOf() ?? '', /^See that the name servers answer/)
})

test('who may not read a file is told to run it as root', () => {
  const { subject: _, ...check } = { ...part, needs: ['reverse'] } as Check
  const detail = '/etc/postfix/sasl_passwd belongs to root (mode 0600), and relaycheck runs as uid 1000'
  const [finding] = judge(check, { reverse: blind({ reason: 'no-permission', detail }) })
  assert.equal(finding?.verdict, 'unknown')
  assert.equal(finding?.says, detail)
  assert.equal(finding?.fix, 'Run it as root, with the same options: sudo relaycheck relay.')
})

test('of an address nobody is sent to an option or a check that only domains have', () => {
  const reasons = ['timeout', 'refused', 'server-failure', 'bogus', 'lame', 'malformed', 'unreachable'] as const
  const { subject: _, ...check } = { ...part, needs: ['reverse'] } as Check
  const address = seen({ kind: 'address', family: 4, name: '32.60.0.7', display: '32.60.0.7' } as const)
  for (const reason of [...reasons, 'interrupted', 'not-recorded', 'bug'] as const) {
    const fix = judge(check, { address, reverse: blind({ reason, detail: 'x' }) })[0]?.fix ?? ''
    assert.match(fix, /^[A-Z].*\.$/)
    assert.doesNotMatch(fix, /--authoritative|zone-|dkim-|domain/, reason)
  }
})

test('an outcome has its own sources beside the check’s, or in place of them', () => {
  const check: Check = defineCheck({
    id: 'spf-all',
    step: 'spf',
    title: 'x',
    why: 'x',
    refs: ['RFC 7208'],
    needs: [],
    outcomes: {
      well: { verdict: 'pass', says: 'x' },
      ill: { verdict: 'info', says: 'x', refs: ['RFC 7505'] },
      other: { verdict: 'info', says: 'x', refs: ['RFC 5965'], refsAlone: true },
    },
    judge: () => [{ outcome: 'well' }, { outcome: 'ill' }, { outcome: 'other' }],
  })
  assert.deepEqual(
    judge(check, {}).map(({ refs }) => refs),
    [['RFC 7208'], ['RFC 7208', 'RFC 7505'], ['RFC 5965']],
  )
})

test('a ruling that follows from what other checks tell says so in its finding, and one that follows from nothing does not', () => {
  const check = (follows: readonly string[]): Check =>
    defineCheck({
      ...part,
      subject: undefined as never,
      needs: [],
      judge: () => ({ outcome: 'well', follows }),
    })
  assert.deepEqual(judge(check(['message-spf', 'message-dkim']), {})[0]?.follows, ['message-spf', 'message-dkim'])
  assert.ok(!('follows' in (judge(check([]), {})[0] ?? {})))
})
