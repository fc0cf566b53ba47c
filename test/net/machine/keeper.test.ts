import assert from 'node:assert/strict'
import test from 'node:test'
import { openKeeper } from '../../../src/net/machine/keeper.ts'

const seen = (path: string, text: string, logins = false) => openKeeper([]).file(path, text, logins)
const told = (args: readonly string[], text: string, program = 'postconf') =>
  openKeeper([]).program(program, args, text)

/** What is written, where, and what is seen of it; nothing where all of it is. */
const files: readonly [path: string, written: string, seen?: string][] = [
  // Postfix, sasl_passwd(5): a colon parts user and password, and all behind it is the password.
  ['/etc/postfix/sasl_passwd', '[a.example]:587 me:pw', '[a.example]:587 me:[password]'],
  ['/etc/postfix/sasl_passwd', 'a.example\tme@b.example:p:w w', 'a.example\tme@b.example:[password]'],
  [
    '/etc/postfix/sasl_passwd',
    '# [a.example]:587 me:old\nb you:new \n',
    '# [a.example]:587 me:[password]\nb you:[password] \n',
  ],
  ['/etc/postfix/sasl_passwd', 'a\n  me:pw\nb you:pw2\r\n', 'a\n  me:[password]\nb you:[password]\r\n'],
  ['/etc/postfix/sasl_passwd', 'a token:token', 'a [password]:[password]'],
  // Nobody can tell a user from a password where no colon parts them, and some relays take a token alone.
  ['/etc/postfix/sasl_passwd', '[a.example]:587 Hunter2Zq9', '[a.example]:587 [password]'],
  ['/etc/postfix/sasl_passwd', '[a.example]:587 Hunter2Zq9:', '[a.example]:587 [password]:'],
  ['/etc/postfix/sasl_passwd', '[a.example]:587 me Hunter2Zq9', '[a.example]:587 [password] [password]'],
  ['/etc/postfix/sasl_passwd', '[a.example]:587=me:Hunter2Zq9', '[password]'],
  ['/etc/postfix/sasl_passwd', 'Hunter2Zq9 me [a.example]:587', '[password] [password] [password]'],
  ['/etc/postfix/sasl_passwd', 'hunter2zq9 [a.example]:587', '[password] [password]'],
  ['/etc/postfix/sasl_passwd', 'me:Hunter2Zq9 [a.example]:587', '[password] [password]'],
  ['/etc/postfix/sasl_passwd', '# [a.example]:587 Hunter2Zq9', '# [a.example]:587 [password]'],
  [
    '/etc/postfix/sasl_passwd',
    '# my old one was Hunter2Zq9\n[a.example] me:pw',
    '# [password]\n[a.example] me:[password]',
  ],
  [
    '/etc/postfix/sasl_passwd',
    '@a.example me:pw\nme@a.example me:pw',
    '@a.example me:[password]\nme@a.example me:[password]',
  ],
  ['/etc/postfix/sasl_passwd', '[a.example]:587'],
  ['/etc/postfix/sasl_passwd', 'a:me:pw', '[password]'],
  ['/etc/postfix/sasl_passwd', '/^a b$/ me:pw', '/^a b$/ me:[password]'],
  ['/etc/postfix/sasl_passwd.old', '"a b" me:pw', '[password] me:[password]'],
  ['/etc/smtpd/secrets', 'label me:pw', 'label me:[password]'],
  // Postfix, main.cf and master.cf.
  ['/etc/postfix/main.cf', 'smtp_sasl_password_maps = static:me:pw', 'smtp_sasl_password_maps = static:me:[password]'],
  ['/etc/postfix/main.cf', '#smtp_sasl_password_maps=static:me:pw', '#smtp_sasl_password_maps=static:me:[password]'],
  [
    '/etc/postfix/main.cf',
    'x_password_maps =\n  hash:/a,\n# no\n  static:me:p,w, hash:/b',
    'x_password_maps =\n  hash:/a,\n# [password]\n  static:me:[password], hash:/b',
  ],
  [
    '/etc/postfix/main.cf',
    'x_password_maps = static:{me:p w}, hash:/b',
    'x_password_maps = static:{me:[password]}, hash:/b',
  ],
  [
    '/etc/postfix/main.cf',
    'x_password_maps = inline:{a=me:pw, { b = you:p } }',
    'x_password_maps = inline:{a=me:[password], { b = you:[password] } }',
  ],
  [
    '/etc/postfix/main.cf',
    'x_password_maps = unionmap:{inline:{a=me:pw},static:you:p2}',
    'x_password_maps = unionmap:{inline:{a=me:[password]},static:you:[password]}',
  ],
  ['/etc/postfix/main.cf', 'x_password_maps = inline:{a=me:pw', 'x_password_maps = inline:{a=me:[password]'],
  [
    '/etc/postfix/main.cf',
    'x_password_maps = $mine\nmine = static:me:pw',
    'x_password_maps = $mine\nmine = static:me:[password]',
  ],
  [
    '/etc/postfix/main.cf',
    'x_password_maps = static:$mine, inline:{ a.example=$(yours) }\nmine = $more\nmore = shopuser:Hunter2Zq9\nyours = pw',
    'x_password_maps = static:$mine, inline:{ a.example=$(yours) }\nmine = $more\nmore = shopuser:[password]\nyours = [password]',
  ],
  [
    '/etc/postfix/main.cf',
    'word = pw\nx_password_maps = static:me:$word',
    'word = [password]\nx_password_maps = static:me:[password]',
  ],
  [
    '/etc/postfix/main.cf',
    'relayhost = [a.example]:587\nsender_dependent_default_transport_maps = static:smtp:[b.example]:25',
  ],
  [
    '/etc/postfix/main.cf',
    'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd, static:Hunter2Zq9',
    'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd, static:[password]',
  ],
  ['/etc/postfix/main.cf', 'smtp_sasl_password_maps = me:Hunter2Zq9', 'smtp_sasl_password_maps = [password]'],
  [
    '/etc/postfix/main.cf',
    'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd # logins of Hunter2Zq9',
    'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd # [password] [password] [password]',
  ],
  ['/etc/postfix/main.cf', 'smtp_sasl_password_maps = /etc/postfix/x, $more proxy:mysql:/etc/postfix/y.cf'],
  ['/etc/postfix/main.cf', 'smtp_sasl_password_result_delimiter = :'],
  ['/etc/postfix/main.cf', 'smtpd_sasl_auth_enable = yes\nmydestination = $myhostname, localhost'],
  [
    '/etc/postfix/master.cf',
    'out unix - - n - - smtp\n  -o smtp_sasl_password_maps=static:me:pw -o x=y',
    'out unix - - n - - smtp\n  -o smtp_sasl_password_maps=static:me:[password] -o x=y',
  ],
  [
    '/etc/postfix/master.cf',
    'out unix - - n - - smtp\n  -o { smtp_sasl_password_maps = inline:{ {a = me:p w} } }',
    'out unix - - n - - smtp\n  -o { smtp_sasl_password_maps = inline:{ {a = me:[password]} } }',
  ],
  [
    '/etc/postfix/sql.cf',
    'hosts = db\npassword = p w\nquery = SELECT',
    'hosts = db\npassword = [password]\nquery = SELECT',
  ],
  ['/etc/postfix/ldap.cf', 'bind_pw=pw', 'bind_pw=[password]'],
  [
    '/etc/postfix/main.cf',
    'smtpd_recipient_restrictions = reject_rbl_client abcdefghij0123456789.zen.dq.spamhaus.net',
    'smtpd_recipient_restrictions = reject_rbl_client [password].zen.dq.spamhaus.net',
  ],
  ['/etc/postfix/main.cf', 'smtpd_recipient_restrictions = reject_rbl_client zen.spamhaus.org'],
  // Others.
  ['/etc/ssmtp/ssmtp.conf', 'AuthUser=me\nAuthPass=pw\nUseTLS=YES', 'AuthUser=me\nAuthPass=[password]\nUseTLS=YES'],
  ['/etc/ssmtp/ssmtp.conf', 'AuthPass pw', 'AuthPass [password]'],
  ['/etc/msmtprc', 'user me\npassword p w\n', 'user me\npassword [password]\n'],
  ['/etc/msmtprc', 'password "p\'w"\ntls on', 'password "[password]"\ntls on'],
  ['/etc/msmtprc', 'passwordeval "echo pw"', 'passwordeval "[password]"'],
  ['/etc/msmtprc', '#password pw', '#password [password]'],
  ['/etc/msmtprc', '# password is kept in the keyring'],
  [
    '/etc/nullmailer/remotes',
    'a.example smtp --port=587 --user=me --pass=pw --starttls',
    'a.example smtp --port=587 --user=me --pass=[password] --starttls',
  ],
  ['/etc/nullmailer/remotes', "a smtp --pass='p w'", "a smtp --pass='[password]'"],
  [
    '/etc/exim4/passwd.client',
    '### hosts\na.example:me:p:w\n*:you:p',
    '### hosts\na.example:me:[password]\n*:you:[password]',
  ],
  [
    '/etc/exim4/exim4.conf',
    'begin authenticators\np:\n  client_send = : me : pw',
    'begin authenticators\np:\n  client_send = [password]',
  ],
  [
    '/etc/exim4/exim4.conf',
    '  hide client_send = "^me^p\\\n  w"\n  x = y',
    '  hide client_send = [password]\\\n[password]\n  x = y',
  ],
  ['/etc/mail/authinfo', 'AuthInfo:a "U:me" "P:pw" "M:PLAIN"', 'AuthInfo:a "U:me" "P:[password]" "M:PLAIN"'],
  ['/etc/dma/auth.conf', 'me|a.example:p:w', 'me|a.example:[password]'],
  [
    '/etc/smtpd.conf',
    'action x relay host smtp+tls://me:pw@a.example',
    'action x relay host smtp+tls://me:[password]@a.example',
  ],
  ['/etc/default/x', 'export RELAY_PASSWORD="pw"', 'export RELAY_PASSWORD="[password]"'],
  ['/etc/x.json', '  "password": "pw",', '  "password": "[password]",'],
  ['/etc/rspamd/local.d/x.inc', 'password = "$2$abc";', 'password = "[password]";'],
  ['/etc/mailinabox.conf', 'STORAGE_ROOT=/home/user-data\nPRIMARY_HOSTNAME=box.example'],
  ['/etc/passwd', 'root:x:0:0:root:/root:/bin/bash'],
]

for (const [path, written, visible = written] of files)
  test(`seen of ${path}: ${JSON.stringify(visible)}`, () => assert.equal(seen(path, written), visible))

test('what the caller knows to hold logins is read as such, and so is what a configuration calls so', () => {
  const [written, without] = ['a me:pw', 'a me:[password]']
  assert.equal(seen('/etc/postfix/relay', written), written)
  assert.equal(seen('/etc/postfix/relay', written, true), without)
  const keeper = openKeeper([])
  keeper.file('/etc/postfix/main.cf', 'smtp_sasl_password_maps = hash:$config_directory//relay, lmdb:/x/y', false)
  assert.equal(keeper.file('/etc/postfix/relay', written, false), without)
  assert.equal(keeper.file('/x/y', written, false), without)
  assert.equal(keeper.program('postmap', ['-q', 'a', 'lmdb:/x/y'], 'me:pw\n'), 'me:[password]\n')
  assert.equal(
    keeper.program('postmap', ['-q', '-', 'lmdb:/x/y'], 'a\tme:pw\nb\tyou:p2\n'),
    'a\tme:[password]\nb\tyou:[password]\n',
  )
  assert.equal(keeper.program('postmap', ['-s', 'lmdb:/x/y'], 'a\tme:pw\n'), 'a\tme:[password]\n')
  assert.equal(
    keeper.program('postmap', ['-q', 'a', 'hash:/x/transport'], 'smtp:[b.example]:25\n'),
    'smtp:[b.example]:25\n',
  )
})

test('of postconf no password is heard', () => {
  const value = 'static:me:pw'
  assert.equal(
    told(['-n'], `smtp_sasl_password_maps = ${value}\nx = y\n`),
    'smtp_sasl_password_maps = static:me:[password]\nx = y\n',
  )
  assert.equal(told(['-h', 'smtp_sasl_password_maps'], `${value}\n`), 'static:me:[password]\n')
  assert.equal(told(['-xh', 'smtp_sasl_password_maps'], `${value}\n`), 'static:me:[password]\n')
  assert.equal(
    told(['-P'], `out/unix/smtp_sasl_password_maps = ${value}\n`),
    'out/unix/smtp_sasl_password_maps = static:me:[password]\n',
  )
  const service = 'out unix - - n - - smtp\n    -o smtp_sasl_password_maps='
  assert.equal(told(['-M'], `${service}${value}\n`), `${service}static:me:[password]\n`)
})

test('each password is kept by where it stands', () => {
  const keeper = openKeeper([])
  const of = (path: string, key: string) => keeper.passwordFor({ path, key })
  keeper.file('/etc/postfix/sasl_passwd', '# [a]:587 me:old\n[a]:587 me:p:w \n"b c" you:p2\n[a]:587 me:later\n', false)
  assert.equal(of('/etc/postfix/sasl_passwd', '[a]:587'), 'p:w')
  assert.equal(of('/etc/postfix/sasl_passwd', 'b c'), 'p2')
  assert.equal(of('/etc/postfix/sasl_passwd', 'line 1'), 'old')
  assert.equal(of('/etc/postfix/sasl_passwd', 'none'), undefined)
  keeper.file(
    '/etc/postfix/main.cf',
    'a = b\nword = p3\nsmtp_sasl_password_maps = inline:{ x=me:$word } static:me:$$4\n',
    false,
  )
  assert.equal(of('/etc/postfix/main.cf', 'x'), 'p3')
  assert.equal(of('/etc/postfix/main.cf', 'line 3'), '$4')
  keeper.file('/etc/msmtprc', 'account a\npassword "p5"\n', false)
  assert.equal(of('/etc/msmtprc', 'line 2'), 'p5')
  keeper.file('/etc/exim4/passwd.client', 'a.example:me:p6\n', false)
  assert.equal(of('/etc/exim4/passwd.client', 'a.example'), 'p6')
  keeper.program('postmap', ['-q', '[a]:587', 'hash:/etc/postfix/sasl_passwd'], 'me:p7\n')
  assert.equal(of('hash:/etc/postfix/sasl_passwd', '[a]:587'), 'p7')
})

test('a password that is known is seen nowhere else, however it is written', () => {
  const [user, password] = ['me@shop.example', 'Tr0ub4dor&3=ä/+?>']
  const keeper = openKeeper(['another-0ne'])
  keeper.file('/etc/postfix/sasl_passwd', `[a]:587 ${user}:${password}\n`, false)
  const octets = Buffer.from(password)
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const written = [
    password,
    password.toUpperCase(),
    encodeURIComponent(password),
    octets.toString('hex'),
    octets.toString('latin1'),
    base64(password),
    base64(`\0${user}\0${password}`),
    base64(`xx${password}yy`),
    'another-0ne',
  ]
  for (const one of written)
    for (const at of [0, 64 * 1024 - 5, 200_000]) {
      const clean = keeper.file('/etc/postfix/main.cf', `${'# x\n'.repeat(at / 4)}# ${one} end\nrelayhost = a\n`, false)
      assert.equal(
        clean.slice(-60).includes('[password]') && clean.endsWith(' end\nrelayhost = a\n'),
        true,
        `${one} ${at}`,
      )
      assert.ok(!clean.includes(one), one)
    }
})

test('a password that is a word of the configuration leaves the word where it stands', () => {
  const keeper = openKeeper([])
  keeper.file('/etc/postfix/sasl_passwd', 'a me:postfix\nb me:smtp\nc me:/etc/postfix\n', false)
  const text = 'command_directory = /usr/lib/postfix\nconfig_directory = /etc/postfix\nsmtp = x\n'
  assert.equal(keeper.file('/etc/postfix/main.cf', text, false), text)
  const response = Buffer.from('\0me\0postfix').toString('base64')
  assert.equal(keeper.file('/x', response, false), '[password]')
})

test('what is written in the wrong place is seen nowhere, and takes no next hop with it', () => {
  const keeper = openKeeper([])
  const text = 'relayhost = [mail.relay.example]:2525\nmyhostname = box-shop-7'
  assert.equal(keeper.file('/etc/postfix/main.cf', text, false), text)
  for (const line of [
    'Hunter2Zq9 me [mail.relay.example]:2525',
    'relay.example Hunter2Zq9:relay.example',
    'a me:box-shop-7',
  ])
    keeper.file('/etc/postfix/sasl_passwd', line, false)
  assert.equal(keeper.clean(text), text)
  keeper.file('/etc/postfix/sasl_passwd', 'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd', false)
  assert.equal(
    keeper.clean('smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd'),
    'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd',
  )
  assert.equal(keeper.clean('as Hunter2Zq9 here'), 'as [password] here')
  for (const one of ['[mail.relay.example]:2525=me:An0therOne', 'me:An0therOne'])
    assert.equal(openOf(one).clean('An0therOne'), '[password]', one)
})

const openOf = (line: string) => {
  const keeper = openKeeper([])
  keeper.file('/etc/postfix/sasl_passwd', line, false)
  return keeper
}

test('a host of one label is a key where the configuration or the question names it', () => {
  const keeper = openKeeper([])
  keeper.file('/etc/postfix/main.cf', 'relayhost = Relay7:587', false)
  assert.equal(keeper.file('/etc/postfix/sasl_passwd', 'Relay7:587 me', false), 'Relay7:587 [password]')
  assert.equal(keeper.file('/etc/postfix/sasl_passwd', 'relay7 me:pw', false), 'relay7 me:[password]')
  assert.equal(keeper.file('/etc/postfix/sasl_passwd', 'Other7 me:pw', false), '[password] me:[password]')
  const said = keeper.program('postmap', ['-q', '-', 'hash:/etc/postfix/sasl_passwd'], 'other7\tme:pw\n', 'other7\n')
  assert.equal(said, 'other7\tme:[password]\n')
})

test('a configuration made to hurt takes no time', { timeout: 60_000 }, () => {
  const much = (one: string) => one.repeat(Math.ceil((64 * 1024) / one.length)).slice(0, 64 * 1024)
  const pieces = [
    'a',
    ' ',
    '\n',
    '#',
    'a ',
    'a:',
    ':',
    '"',
    '\\',
    '{',
    'inline:{',
    'static:',
    '$a',
    '${a',
    ' -o ',
    ' -o a=',
    '--pass ',
    '--pass="',
    '://',
    '-----BEGIN PRIVATE KEY-----',
    'a.a-',
    'password ',
    'client_send = \\\n',
    'a=$b\n',
    ' \t',
    'MIIE',
    'x_password_maps = $a\n',
    '|:',
    '" ',
  ]
  for (const path of [
    '/etc/postfix/main.cf',
    '/etc/postfix/sasl_passwd',
    '/etc/exim4/passwd.client',
    '/etc/dma/auth.conf',
  ])
    for (const piece of pieces)
      for (const head of ['', 'a = $x_password_maps\nx_password_maps=inline:{']) {
        const begun = performance.now()
        seen(path, head + much(piece))
        const ms = performance.now() - begun
        assert.ok(ms < 2500, `${path} ${head}${piece}: ${Math.round(ms)} ms`)
      }
})
