import assert from 'node:assert/strict'
import test from 'node:test'
import { readExim, readEximAnswers } from '../../src/mta/exim.ts'
import { readDma, readNullmailer, readSsmtp } from '../../src/mta/forwarders.ts'
import { readMsmtp } from '../../src/mta/msmtp.ts'
import { readOpenSmtpd } from '../../src/mta/opensmtpd.ts'
import type { Outgoing } from '../../src/mta/outgoing.ts'
import { readSendmail } from '../../src/mta/sendmail.ts'

const to = (host: string, port?: number, more: object = {}): Outgoing => ({
  smarthost: { host, ...(port !== undefined && { port }), ...more },
})
const answers = (kind: string, smarthost = '') => `dc_eximconfig_configtype='${kind}'\ndc_smarthost='${smarthost}'\n`
const routers = (text: string) => `begin acl\n\nbegin routers\n${text}\nbegin transports\nsmtp:\n  driver = smtp\n`
const local = 'local_user:\n  driver = accept\n  domains = +local_domains\n  transport = local_delivery\n'

const read: Record<string, [reader: (text: string) => Outgoing, text: string, Outgoing | RegExp]> = {
  // update-exim4.conf(8)
  'Exim by its answers: directly': [readEximAnswers, answers('internet'), {}],
  'Exim by its answers: a smarthost': [
    readEximAnswers,
    `# by debconf\n${answers('smarthost', 'mail.smtp2go.com::2525')}`,
    to('mail.smtp2go.com', 2525),
  ],
  'Exim by its answers: without a port': [
    readEximAnswers,
    answers('satellite', 'smtp.relay.example'),
    to('smtp.relay.example'),
  ],
  'Exim by its answers: several': [
    readEximAnswers,
    answers('smarthost', 'a.example::587;b.example; c.example::2525'),
    { ...to('a.example', 587), otherSmarthosts: [{ host: 'b.example' }, { host: 'c.example', port: 2525 }] },
  ],
  'Exim by its answers: here alone': [readEximAnswers, answers('local'), { local: true }],
  'Exim by its answers: none': [readEximAnswers, answers('none'), /not configured/],
  'Exim by its answers: no smarthost': [readEximAnswers, answers('smarthost'), /dc_smarthost is empty/],
  // Exim specification, chapters 15 and 20
  'Exim: a smarthost for all that is not local': [
    readExim,
    routers(
      `${local}smarthost:\n  driver = manualroute\n  domains = ! +local_domains\n  transport = remote\n  route_list = * smtp.relay.example::587 byname\n`,
    ),
    to('smtp.relay.example', 587),
  ],
  'Exim: the list goes on in another line': [
    readExim,
    routers('s:\n  driver = manualroute\n  route_list = * \\\n    smtp.relay.example\n'),
    to('smtp.relay.example'),
  ],
  'Exim: by route_data': [
    readExim,
    routers('s:\n  driver = manualroute\n  domains = *\n  route_data = smtp.relay.example::465 byname\n'),
    to('smtp.relay.example', 465),
  ],
  'Exim: a smarthost for one domain, directly for others': [
    readExim,
    routers(
      'p:\n  driver = manualroute\n  domains = partner.example\n  route_list = * gate.example\ndns:\n  driver = dnslookup\n',
    ),
    {},
  ],
  'Exim: a macro': [
    readExim,
    routers('.ifdef X\ns:\n  driver = manualroute\n  route_list = * DCsmarthost byname\n.endif\n'),
    /only Exim can work out: "DCsmarthost"/,
  ],
  'Exim: no routers': [readExim, 'begin acl\n', /routers/],
  'Exim: none for everybody': [readExim, routers(local), /none of those that are known/],
  // msmtp(1)
  'msmtp: one account': [
    readMsmtp,
    'account relay\nhost smtp.relay.example\nport 587\nuser me\n',
    to('smtp.relay.example', 587),
  ],
  'msmtp: the default account of several': [
    readMsmtp,
    'defaults\nport 465\naccount a\nhost a.example\naccount b\nhost "b.example"\nport 2525\naccount default : b\n',
    to('b.example', 2525),
  ],
  'msmtp: from the defaults': [
    readMsmtp,
    'defaults\nhost d.example\naccount default\nport 587 \n',
    to('d.example', 587),
  ],
  'msmtp: STARTTLS with a login, from the defaults': [
    readMsmtp,
    'defaults\nauth on\ntls on\naccount a\nhost a.example\nport 587\nuser me\npassword [password]\n',
    to('a.example', 587, { tls: 'starttls', login: true }),
  ],
  'msmtp: implicit TLS has a port of its own; auth off': [
    readMsmtp,
    'tls\ntls_starttls off\nauth off\nhost a.example\n',
    to('a.example', 465, { tls: 'implicit' }),
  ],
  'msmtp: no TLS': [readMsmtp, 'tls off\nauth plain\nhost a.example\n', to('a.example', undefined, { login: true })],
  'msmtp: without accounts': [readMsmtp, 'host d.example', to('d.example')],
  'msmtp: no host': [readMsmtp, 'account a\nport 25\n', /no account has one/],
  // nullmailer-send(8)
  nullmailer: [
    readNullmailer,
    '# remotes\n\nsmtp.relay.example smtp --port=587 --starttls --user=me --pass=[password]\n',
    to('smtp.relay.example', 587, { tls: 'starttls', login: true }),
  ],
  'nullmailer: without a port': [
    readNullmailer,
    'smtp.relay.example\nother.example smtp\n',
    { ...to('smtp.relay.example'), otherSmarthosts: [{ host: 'other.example' }] },
  ],
  'nullmailer: implicit TLS, in the former way to write it': [
    readNullmailer,
    'smtp.relay.example smtp ssl user=me pass=[password]\n',
    to('smtp.relay.example', 465, { tls: 'implicit', login: true }),
  ],
  'nullmailer: empty': [readNullmailer, '', /empty/],
  // ssmtp.conf(5)
  ssmtp: [
    readSsmtp,
    'root=postmaster\nMailhub = smtp.relay.example:587\nAuthPass=[password]\n',
    to('smtp.relay.example', 587),
  ],
  'ssmtp: implicit TLS with a login': [
    readSsmtp,
    'mailhub=smtp.relay.example:465\nUseTLS=YES\nAuthUser=me\n',
    to('smtp.relay.example', 465, { tls: 'implicit', login: true }),
  ],
  'ssmtp: STARTTLS': [
    readSsmtp,
    'mailhub=smtp.relay.example:587\nUseTLS=Yes\nUseSTARTTLS=yes\n',
    to('smtp.relay.example', 587, { tls: 'starttls' }),
  ],
  'ssmtp: by itself': [readSsmtp, 'root=postmaster\n', to('mail')],
  // dma(8)
  dma: [
    readDma,
    '#SMARTHOST x.example\nSMARTHOST smtp.relay.example\nPORT 587\nSECURETRANSFER\nSTARTTLS\nAUTHPATH /etc/dma/auth.conf\n',
    to('smtp.relay.example', 587, { tls: 'starttls', login: true }),
  ],
  'dma: implicit TLS': [
    readDma,
    'SMARTHOST smtp.relay.example\nPORT 465\nSECURETRANSFER\n',
    to('smtp.relay.example', 465, { tls: 'implicit' }),
  ],
  'dma: directly': [readDma, '#SMARTHOST\n', {}],
  // sendmail: op.me, cf/README
  sendmail: [
    readSendmail,
    'DZ8.18.1\nDS[smtp.relay.example]\nMrelay,\t\tP=[IPC], F=mDFMuXa8k,\n\t\tA=TCP $h 587\n',
    { version: '8.18.1', ...to('smtp.relay.example', 587) },
  ],
  'sendmail: by a mailer': [readSendmail, 'DSrelay:[smtp.relay.example]\n', to('smtp.relay.example')],
  'sendmail: directly': [readSendmail, 'DZ8.18.1\nDS\n', { version: '8.18.1' }],
  // smtpd.conf(5)
  OpenSMTPD: [
    readOpenSmtpd,
    'action "out" relay host smtp+tls://label@smtp.relay.example:587 auth <secrets>\n',
    to('smtp.relay.example', 587),
  ],
  'OpenSMTPD: the port by its scheme': [
    readOpenSmtpd,
    'action out relay host smtps://smtp.relay.example auth <s>\n',
    to('smtp.relay.example', 465),
  ],
  'OpenSMTPD: of old': [
    readOpenSmtpd,
    'accept for any relay via tls+auth://l@smtp.relay.example:587 auth <s>\n',
    to('smtp.relay.example', 587),
  ],
  'OpenSMTPD: directly': [readOpenSmtpd, 'action "out" relay\nmatch for any action "out"\n', {}],
  'OpenSMTPD: here alone': [readOpenSmtpd, 'action "in" maildir\n', { local: true }],
  'OpenSMTPD: by a table': [readOpenSmtpd, 'action "out" relay host <relays>\n', /table or a macro/],
}
for (const [name, [reader, text, expected]] of Object.entries(read))
  test(`reads ${name}`, () => {
    const outgoing = reader(text)
    if (expected instanceof RegExp) assert.match(outgoing.unread ?? '', expected)
    else assert.deepEqual(outgoing, expected)
  })

test('what is no host is not taken for one', () => {
  for (const text of ['mailhub=a b', 'mailhub=x;y', 'mailhub=h:0', 'mailhub=h:99999', 'mailhub=$(id)'])
    assert.match(readSsmtp(text).unread ?? readSsmtp(text).smarthost?.host ?? '', /its smarthost|^a$/)
})

test('hostile files are read in no time, and what they say is bounded', () => {
  const million = 1_000_000
  const texts = [
    'relay '.repeat(million / 6),
    `action ${'relay '.repeat(million / 6)}`,
    'Mrelay,\n'.repeat(million / 8),
    Array.from({ length: 50_000 }, (_, i) => `account a${i} : a${i - 1}\nhost h${i}`).join('\n'),
    `begin routers\n${'x:\n driver = manualroute\n'.repeat(40_000)}`,
    `mailhub=${'a'.repeat(million)}`,
    `${'SMARTHOST x\n'.repeat(80_000)}`,
    '\\\n'.repeat(million / 2),
    ' '.repeat(million),
  ]
  const start = performance.now()
  for (const text of texts)
    for (const reader of [
      readExim,
      readEximAnswers,
      readMsmtp,
      readNullmailer,
      readSsmtp,
      readDma,
      readSendmail,
      readOpenSmtpd,
    ])
      assert.ok(JSON.stringify(reader(text)).length < 1000)
  assert.ok(performance.now() - start < 10_000)
})
