import assert from 'node:assert/strict'
import check from '../../../src/checks/session/relay-known.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { relayByHost } from '../../../src/knowledge/relays.ts'
import { cases } from '../../support/cases.ts'
import { relayProfile, relayTarget } from '../../support/sessions.ts'

const of = (profile: ReturnType<typeof relayByHost>) => ({ relay: relayTarget, relayProfile: profile })

const notesOf = (finding: Finding | undefined): string[] =>
  (finding?.evidence ?? []).flatMap((one) => (one.kind === 'note' ? [one.text] : []))

cases(check, {
  'a relay that is known, with all that it documents': [
    of(
      relayProfile({
        clearToo: true,
        mostOctets: 52_428_800,
        limits: 'It takes 200 messages a day.',
        atData: 'It looks at the From header only at the end.',
      }),
    ),
    'known',
    ([finding]) => {
      assert.equal(finding?.says, 'mail.relay.example is a relay of Sendwell.')
      assert.deepEqual(notesOf(finding), [
        'It takes mail with STARTTLS on ports 2525, 587 and 25, and with TLS from the first octet on port 465.',
        'The ports with STARTTLS take mail in clear as well, so TLS has to be demanded at this end.',
        'A message may have 50 MB.',
        'It takes 200 messages a day.',
        'It looks at the From header only at the end.',
        'documented at https://relay.example/docs',
      ])
      assert.equal(finding?.brief, 'Sendwell')
      assert.deepEqual(finding?.about.implicit, ['465'])
    },
  ],
  'one that documents less': [
    of(relayProfile({ ports: { starttls: [], implicit: [465] } })),
    'known',
    ([finding]) =>
      assert.deepEqual(notesOf(finding).slice(0, -1), ['It takes mail with TLS from the first octet on port 465.']),
  ],
  'SMTP2GO: what no session shows is said': [
    of(relayByHost('mail.smtp2go.com')),
    'known',
    ([finding]) => {
      assert.equal(finding?.says, 'mail.relay.example is a relay of SMTP2GO.')
      assert.match(notesOf(finding).join(' '), /2525, 587, 8025, 25 and 80,.* 465, 8465 and 443\..*From header/)
    },
  ],
  'nobody knows it': [of(undefined), 'not-known', ([finding]) => assert.equal(finding?.verdict, 'skip')],
})
