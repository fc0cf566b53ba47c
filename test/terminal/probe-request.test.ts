import assert from 'node:assert/strict'
import test from 'node:test'
import type { ProbeRequest } from '../../src/core/request.ts'
import { readArguments } from '../../src/terminal/program.ts'

const read = (...argv: string[]) => readArguments(argv, { version: '1.2.3' })
const plain: ProbeRequest = {
  command: 'probe',
  via: 'relay',
  recipients: ['you@there.example'],
  selectors: [],
  openRelayTest: false,
  tls: 'auto',
  greetingMs: 30_000,
  waitMs: 0,
  bulk: false,
  cleanUp: false,
  yes: false,
  resolvers: [],
  zones: [],
  only: [],
  skip: [],
  outputs: [{ format: 'text' }],
  color: true,
  verbosity: 'normal',
  failOn: 'fail',
  allowUnknown: false,
  timeoutMs: 5000,
  deadlineMs: 60_000,
}
const watched = { waitMs: 60_000, deadlineMs: 120_000 }

/** What stands after `relaycheck probe --to you@there.example`, and what it changes. */
const asked: Record<string, Partial<ProbeRequest>> = {
  '': {},
  '--to b@there.example --yes': { recipients: ['you@there.example', 'b@there.example'], yes: true },
  '--from me@shop.example --envelope-from <>': { from: 'me@shop.example', envelopeFrom: '<>' },
  '--from me@shop.example --from me@shop.example': { from: 'me@shop.example' },
  '--via mx': { via: 'mx' },
  '--via local --user me --password-file p.txt': { via: 'local', user: 'me', passwordFile: 'p.txt' },
  '--relay smtp2go --tls implicit --ca ca.pem --servername m.example --helo web.example': {
    relay: 'smtp2go',
    tls: 'implicit',
    ca: 'ca.pem',
    servername: 'm.example',
    helo: 'web.example',
  },
  '--client-cert c.pem --client-key k.pem --bind 192.0.2.1 --ipv4': {
    clientCert: 'c.pem',
    clientKey: 'k.pem',
    source: '192.0.2.1',
    family: 4,
  },
  '--mta-root /mnt/box': { mtaRoot: '/mnt/box' },
  '--message mail.eml --envelope-from me@shop.example': { message: 'mail.eml', envelopeFrom: 'me@shop.example' },
  '--dkim-key s1.pem --dkim-selector s1': { dkimKey: 's1.pem', dkimSelector: 's1' },
  '--imap imaps://you@imap.example --imap-password-file p.txt': {
    imap: 'imaps://you@imap.example',
    imapPasswordFile: 'p.txt',
    ...watched,
  },
  '--maildir Maildir --clean-up': { maildir: 'Maildir', cleanUp: true, ...watched },
  '--listen 127.0.0.1:2525 --wait 90': { listen: '127.0.0.1:2525', waitMs: 90_000, deadlineMs: 150_000 },
  '--maildir Maildir --wait 0': { maildir: 'Maildir' },
  '--maildir Maildir --wait 0.5 --deadline 10': { maildir: 'Maildir', waitMs: 500, deadlineMs: 10_000 },
  '--wait 30': { waitMs: 30_000, deadlineMs: 90_000 },
  '--bulk --lists all --ask-dead-lists': { bulk: true, lists: 'all', deadLists: true },
  '--ip 192.0.2.1 --sender <> --authserv-id mx.example': { ip: '192.0.2.1', sender: '<>', authservId: 'mx.example' },
  '--selector s1 --selector s2 --return-path em4711': { selectors: ['s1', 's2'], returnPath: 'em4711' },
  '--open-relay-test': { openRelayTest: true },
  '--timeout 10': { timeoutMs: 10_000, greetingMs: 10_000 },
  '--record a.tape': { record: 'a.tape' },
  '--replay a.tape': { replay: 'a.tape' },
}
for (const [more, change] of Object.entries(asked))
  test(`probe --to you@there.example ${more}`, () =>
    assert.deepEqual(read('probe', '--to', 'you@there.example', ...more.split(' ').filter(Boolean)), {
      ...plain,
      ...change,
    }))

/** The same, and what is wrong with it. */
const wrong: Record<string, RegExp> = {
  '--maildir a --imap imaps://u@h.example': /^relaycheck: --imap and --maildir: one mailbox is watched, so keep one/,
  '--maildir a --listen 127.0.0.1:25': /--maildir and --listen: one mailbox is watched/,
  '--imap-password-file p.txt': /--imap says which: give both/,
  '--clean-up': /--clean-up deletes from a mailbox: say which/,
  '--via mx --open-relay-test': /--open-relay-test tries a relay, and --via mx uses none: leave it out/,
  '--via local --open-relay-test': /--via local uses none/,
  '--clean-up --listen 127.0.0.1:25': /--clean-up has nothing to delete with --listen/,
  '--dkim-key s1.pem': /--dkim-key and --dkim-selector belong together/,
  '--dkim-selector s1': /--dkim-key and --dkim-selector belong together/,
  '--message a.eml --bulk': /--message is sent as it is, so --bulk adds nothing/,
  '--message a.eml --from me@shop.example': /--message has a From of its own/,
  '--from a@shop.example --from b@shop.example': /A probe has one sender: give --from once/,
  '--relay smtp2go --via mx': /--relay and --via mx are two ways/,
  '--relay smtp2go --via local': /--relay and --via local are two ways/,
  '--via mx --user me': /--user has no use with --via mx/,
  '--via post': /--via takes relay, local or mx, not "post"/,
  '--wait soon': /--wait takes seconds/,
  '--wait -1': /--wait takes seconds/,
  '--maildir box --wait 100 --deadline 6': /--wait 100 is longer than the whole run may last by --deadline 6: leave/,
  '--password-file p.txt': /--user says whose/,
  '--replay a.tape --record b.tape': /--replay asks nobody/,
  '--replay a.tape --mta-root /mnt': /--replay looks at no folder/,
  '--write-fix a.zone': /There is no option "--write-fix"/,
  'you@there.example': /probe takes its recipients by --to/,
}
for (const [more, says] of Object.entries(wrong))
  test(`asked wrongly: probe --to you@there.example ${more}`, () => {
    const got = read('probe', '--to', 'you@there.example', ...more.split(' '))
    assert.ok('usage' in got && got.exitCode === 2)
    assert.match(got.usage, says)
    assert.match(got.usage, /^relaycheck: [^\n]+\n$/)
  })

test('a probe to nobody', () =>
  assert.deepEqual(read('probe'), {
    usage: 'relaycheck: To whom? relaycheck probe --to me@example.net --from me@example.com\n',
    exitCode: 2,
  }))
