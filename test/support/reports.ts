import type { Finding, Verdict } from '../../src/core/finding.ts'
import type { Blind } from '../../src/core/observation.ts'
import type { Report, Step, WorstVerdict } from '../../src/core/report.ts'
import type { StepId } from '../../src/core/step.ts'
import { steps } from '../../src/core/step.ts'

/** A finding as a test writes it: its id says which check and outcome. */
export function finding(id: string, verdict: Verdict, says: string, more: Partial<Finding> = {}): Finding {
  const [check = '', outcome = ''] = id.split('/')
  return { id, check, outcome, verdict, says, about: {}, refs: [], ...more }
}

export const blindFinding = (check: string, blind: Blind, more: Partial<Finding> = {}): Finding =>
  finding(`${check}/unknown`, 'unknown', `${blind.question ? `${blind.question}: ` : ''}${blind.detail}`, {
    fix: 'Run again with more time.',
    blind,
    ...more,
  })

const order: readonly WorstVerdict[] = ['pass', 'warn', 'unknown', 'fail']

/** A report of these findings, by target and step. Verdict and counts are worked out; the exit code is the caller's. */
export function report(
  byTarget: Record<string, Partial<Record<StepId, Finding[]>>>,
  more: Partial<Report> = {},
): Report {
  const found: Step[] = Object.entries(byTarget).flatMap(([target, byStep]) =>
    (Object.keys(byStep) as StepId[]).map((id) => ({
      id,
      title: steps[id],
      target,
      verdict: worst(byStep[id] ?? []),
      findings: byStep[id] ?? [],
    })),
  )
  const all = found.flatMap((step) => step.findings)
  const counts = { pass: 0, info: 0, warn: 0, fail: 0, unknown: 0, skip: 0 }
  for (const { verdict } of all) counts[verdict]++
  return {
    tool: { name: 'relaycheck', version: '0.1.0' },
    command: 'domain',
    at: '2026-11-24T06:00:00.000Z',
    durationMs: 412,
    verdict: worst(all),
    exitCode: counts.fail > 0 ? 1 : counts.unknown > 0 ? 3 : 0,
    counts,
    resolvers: [{ address: '192.0.2.53', from: 'system' }],
    checks: { run: 25, all: 25 },
    steps: found,
    ...more,
  }
}

const worst = (findings: readonly Finding[]): WorstVerdict =>
  findings.reduce<WorstVerdict>((so, { verdict }) => {
    const counted = verdict === 'info' || verdict === 'skip' ? 'pass' : verdict
    return order.indexOf(counted) > order.indexOf(so) ? counted : so
  }, 'pass')

const spfText =
  'v=spf1 include:_spf.google.com include:spf.protection.outlook.com include:servers.mcsv.net include:spf.smtp2go.com a:old.shop.example mx ptr include:mail.zendesk.com ~all'
const mended = {
  change: 'replace',
  name: 'shop.example',
  type: 'TXT',
  was: `"${spfText}"`,
  becomes: `"${spfText.replace(' ptr', '')}"`,
} as const
const spfAnswer = {
  kind: 'dns',
  question: 'TXT shop.example',
  answer: ['"google-site-verification=3Jk0qXpZ"', `"${spfText}"`],
  server: '192.0.2.53',
  ttl: 300,
} as const satisfies NonNullable<Finding['evidence']>[number] | object

const zoneWell = [
  finding('zone-exists/exists', 'pass', 'shop.example is a zone of its own'),
  finding('zone-name-servers/healthy', 'pass', 'ns1.shop.example and ns2.shop.example answer for shop.example', {
    brief: '2 name servers agree',
    evidence: [
      {
        kind: 'table',
        head: ['server', 'address', 'serial'],
        rows: [
          ['ns1.shop.example', '192.0.2.53', 2026112401],
          ['ns2.shop.example', '2001:db8:53::53', 2026112401],
        ],
      },
    ],
  }),
  finding('zone-dnssec/unsigned', 'info', 'shop.example is not signed', { brief: 'not signed' }),
]
const mxWell = [
  finding('mx-record/present', 'pass', 'shop.example takes mail at mx1.shop.example, mx2.shop.example', {
    brief: 'mx1.shop.example, mx2.shop.example',
    about: { hosts: ['mx1.shop.example', 'mx2.shop.example'] },
    evidence: [
      {
        kind: 'dns',
        question: 'MX shop.example',
        answer: ['10 mx1.shop.example.', '20 mx2.shop.example.'],
        server: '192.0.2.53',
        ttl: 3600,
      },
    ],
    refs: ['RFC 5321 section 5.1'],
  }),
  finding('mx-unique/unique', 'pass', 'no mail server is named twice'),
]

/** REPORTS.md's shop: zone and MX well, SPF over the limit, one thing to improve, one worth knowing. */
export const shop = report({
  'shop.example': {
    zone: zoneWell,
    mx: mxWell,
    spf: [
      finding('spf-record/one', 'pass', 'shop.example has one SPF record', { brief: 'one record' }),
      finding(
        'spf-lookups/too-many',
        'fail',
        'shop.example costs 12 lookups of 10: receivers stop counting and treat the whole record as an error, for every sender.',
        {
          about: { count: 12, limit: 10 },
          evidence: [
            { ...spfAnswer, answer: [...spfAnswer.answer] },
            {
              kind: 'tree',
              head: ['lookups', 'running'],
              rows: [
                { depth: 0, text: 'v=spf1', cells: ['', ''] },
                { depth: 1, text: 'include:_spf.google.com', cells: [4, 4] },
                { depth: 2, text: 'include:_netblocks.google.com', cells: [1, 2] },
                { depth: 2, text: 'include:_netblocks2.google.com', cells: [1, 3] },
                { depth: 2, text: 'include:_netblocks3.google.com', cells: [1, 4] },
                { depth: 1, text: 'include:spf.protection.outlook.com', cells: [1, 5] },
                { depth: 1, text: 'include:servers.mcsv.net', cells: [2, 7] },
                { depth: 2, text: 'include:more.mcsv.net', cells: [1, 7] },
                { depth: 1, text: 'include:spf.smtp2go.com', cells: [1, 8] },
                { depth: 1, text: 'a:old.shop.example', cells: [1, 9] },
                { depth: 1, text: 'mx', cells: [1, 10] },
                { depth: 1, text: 'ptr', cells: [1, 11], mark: 'over' },
                { depth: 1, text: 'include:mail.zendesk.com', cells: [1, 12], mark: 'over' },
              ],
            },
          ],
          fix: 'Take out what no longer sends. include:spf.smtp2go.com can go at once: SMTP2GO is judged at its return path em4711.shop.example, not here.',
          refs: ['RFC 7208 section 4.6.4'],
        },
      ),
      finding('spf-ptr/used', 'warn', 'shop.example uses ptr, which is slow and which many receivers do not follow.', {
        evidence: [{ ...spfAnswer, answer: [...spfAnswer.answer] }],
        fix: 'Name the addresses instead, and take ptr out:',
        repair: [mended],
        refs: ['RFC 7208 section 5.5'],
      }),
      finding('spf-legacy/leftovers', 'warn', 'shop.example still has an SPF record of type 99, which nobody reads.', {
        fix: 'Publish one record and take the other away:',
        repair: [mended, { change: 'remove', name: 'shop.example', type: 'SPF', was: '"v=spf1 mx -all"' }],
        refs: ['RFC 7208 section 3.1', 'RFC 7208 appendix C, which says at some length why the type was given up'],
      }),
      finding('spf-all/soft', 'pass', 'shop.example ends in ~all', { brief: 'ends in ~all' }),
      finding('spf-repeats/repeated', 'info', 'shop.example includes spf.smtp2go.com twice: once is enough.'),
      finding('spf-no-mail/not-applicable', 'skip', 'asked only with --parked, for a domain that sends nothing'),
    ],
  },
})

/** Everything is well. */
export const well = report({ 'shop.example': { zone: zoneWell, mx: mxWell } })

const silent = (question: string): Blind => ({
  reason: 'timeout',
  detail: '192.0.2.53 did not answer within 5 s',
  question,
})
/** The resolver fell silent for some questions; another one failed for a reason of its own. */
export const blindReport = report({
  'shop.example': {
    zone: zoneWell,
    mx: [blindFinding('mx-record', silent('MX shop.example')), blindFinding('mx-resolves', silent('MX shop.example'))],
    spf: [
      blindFinding('spf-record', silent('TXT shop.example')),
      blindFinding('spf-void-lookups', {
        reason: 'server-failure',
        detail: '192.0.2.53 answered SERVFAIL (EDE 22 "No Reachable Authority")',
        question: 'A old.shop.example',
      }),
      finding('spf-legacy/none', 'pass', 'nothing old is left'),
    ],
  },
})

/** A name that does not exist, and one that is well: two targets. */
export const two = report({
  'nosuch.example': {
    zone: [
      finding(
        'zone-exists/no-such-domain',
        'fail',
        'nosuch.example does not exist in DNS: nobody can write to it, and its mail is refused.',
        {
          fix: 'Register nosuch.example, or correct the name.',
          refs: ['RFC 5321 section 2.3.5'],
        },
      ),
      finding('zone-dnssec/not-applicable', 'skip', 'nosuch.example does not exist in DNS'),
    ],
    mx: [finding('mx-record/not-applicable', 'skip', 'nosuch.example does not exist in DNS')],
    spf: [finding('spf-record/not-applicable', 'skip', 'nosuch.example does not exist in DNS')],
  },
  'bücher.example': { zone: zoneWell, mx: mxWell },
})

/** What a hostile zone would like to have printed: escapes, forged lines, thousands of rows, 64 KB of text. */
export const hostile = report({
  'shop.example': {
    zone: [
      finding(
        'zone-wildcard/answers-for-all',
        'warn',
        'x.shop.example answers "\u001b[2J\u001b[31mhello\r\n  ✓ pass     all is well"',
        {
          evidence: [
            {
              kind: 'dns',
              question: 'TXT x.shop.example',
              answer: [`"${'A'.repeat(65_000)}"`, '"\u202eevil\u200b"'],
              server: '192.0.2.53',
              ttl: 1,
            },
            {
              kind: 'dns',
              question: 'TXT y.shop.example',
              answer: Array.from({ length: 5000 }, (_, i) => `"row ${i}"`),
              server: '192.0.2.53',
            },
            {
              kind: 'table',
              head: ['server', '\u001b]0;title\u0007'],
              rows: Array.from({ length: 983 }, (_, i) => [`ns${i}\n.example`, i]),
            },
          ],
          fix: 'Take the wildcard away.',
          refs: ['RFC 4592 section 2'],
        },
      ),
    ],
    spf: [
      finding('spf-lookups/too-many', 'fail', `shop.example costs too much: ${'include:x '.repeat(3000)}`, {
        evidence: [
          {
            kind: 'tree',
            head: ['lookups'],
            rows: Array.from({ length: 3000 }, (_, i) => ({
              depth: i % 60,
              text: `include:\u001b[1m${'long'.repeat(i % 40)}.example`,
              cells: [1],
            })),
          },
        ],
        fix: 'Take terms out.',
        refs: ['RFC 7208 section 4.6.4'],
      }),
    ],
  },
})
