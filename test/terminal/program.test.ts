import assert from 'node:assert/strict'
import test from 'node:test'
import type { DomainRequest, IpRequest, MessageRequest } from '../../src/core/request.ts'
import { readArguments } from '../../src/terminal/program.ts'

const read = (...argv: string[]) => readArguments(argv, { version: '1.2.3' })

const plain: DomainRequest = {
  command: 'domain',
  targets: ['shop.example'],
  addresses: [],
  parked: false,
  bulk: false,
  selectors: [],
  resolvers: [],
  authoritative: false,
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

const { addresses: _, parked: __, selectors: ___, authoritative: ____, bulk: _____, ...run } = plain
const plainIp: IpRequest = {
  ...run,
  command: 'ip',
  targets: ['192.0.2.1'],
  fromSpf: [],
  neighbours: false,
  pool: false,
}

/** The same after `relaycheck ip 192.0.2.1`. */
const askedIp: Record<string, Partial<IpRequest>> = {
  '': {},
  '2001:db8::1 192.0.2.16/28': { targets: ['192.0.2.1', '2001:db8::1', '192.0.2.16/28'] },
  '--from-spf shop.example --from-spf other.example': { fromSpf: ['shop.example', 'other.example'] },
  '--helo mail.shop.example': { helo: 'mail.shop.example' },
  '--lists all --ask-dead-lists': { lists: 'all', deadLists: true },
  '--neighbours --pool': { neighbours: true, pool: true, outputs: [] },
  '--pool --format text': { pool: true },
  '--targets pool.txt --format jsonl': { list: 'pool.txt', outputs: [{ format: 'jsonl' }] },
  '--zone a.zone --resolver 192.0.2.53': { zones: ['a.zone'], resolvers: ['192.0.2.53'] },
}
const { targets: ______, ...runOfOne } = run
const plainMessage: MessageRequest = { ...runOfOne, command: 'message', file: 'mail.eml', bulk: false }

/** The same after `relaycheck message mail.eml`. */
const askedMessage: Record<string, Partial<MessageRequest>> = {
  '': {},
  '--ip 192.0.2.1 --helo mail.shop.example --sender <>': { ip: '192.0.2.1', helo: 'mail.shop.example', sender: '<>' },
  '--received-at 2026-11-01': { receivedAt: new Date('2026-11-01T00:00:00Z') },
  '--authserv-id mx.example.com --bulk': { authservId: 'mx.example.com', bulk: true },
  '--lists all --ask-dead-lists': { lists: 'all', deadLists: true },
  '--replay a.tape --zone a.zone': { replay: 'a.tape', zones: ['a.zone'] },
}
for (const [more, change] of Object.entries(askedMessage))
  test(`message mail.eml ${more}`, () =>
    assert.deepEqual(read('message', 'mail.eml', ...more.split(' ').filter(Boolean)), { ...plainMessage, ...change }))

const wrongMessage: Record<string, string> = {
  message: 'Which message? relaycheck message mail.eml, or - for standard input.',
  'message a.eml b.eml': 'message takes one message at a time: relaycheck message mail.eml',
  'message a.eml --ip 192.0.2.1 --ip 192.0.2.2': '--ip is the address that the message came from: give one.',
  'message a.eml --received-at yesterday':
    '--received-at takes a time as 2026-11-24 or 2026-11-24T06:00:00Z, not "yesterday".',
  'message a.eml --write-fix x.zone':
    'There is no option "--write-fix": relaycheck message --help lists what there is.',
}
for (const [typed, says] of Object.entries(wrongMessage))
  test(typed, () => assert.deepEqual(read(...typed.split(' ')), { usage: `relaycheck: ${says}\n`, exitCode: 2 }))

for (const [more, change] of Object.entries(askedIp))
  test(`ip 192.0.2.1 ${more}`, () =>
    assert.deepEqual(read('ip', '192.0.2.1', ...more.split(' ').filter(Boolean)), { ...plainIp, ...change }))

test('ip without an address, but with a domain whose SPF record has some', () => {
  assert.deepEqual(read('ip', '--from-spf', 'shop.example'), { ...plainIp, targets: [], fromSpf: ['shop.example'] })
  assert.deepEqual(read('ip'), {
    usage: 'relaycheck: Which address? relaycheck ip 192.0.2.1\n',
    exitCode: 2,
  })
})

test('an address in the place of a command', () => {
  for (const typed of ['192.0.2.1', '2001:db8::1'])
    assert.deepEqual(read(typed), {
      usage: `relaycheck: To check an address, say so: relaycheck ip ${typed}\n`,
      exitCode: 2,
    })
})

/** What stands after `relaycheck domain shop.example`, and what it changes. */
const asked: Record<string, Partial<DomainRequest>> = {
  '': {},
  'other.example': { targets: ['shop.example', 'other.example'] },
  '--ip 192.0.2.1 --ip=2001:db8::1': { addresses: ['192.0.2.1', '2001:db8::1'] },
  '--sender <> --helo mail.shop.example': { sender: '<>', helo: 'mail.shop.example' },
  '--parked --authoritative': { parked: true, authoritative: true },
  '--resolver 192.0.2.1 --resolver tcp://[2001:db8::1]:53': { resolvers: ['192.0.2.1', 'tcp://[2001:db8::1]:53'] },
  '--zone a.zone --zone b.zone': { zones: ['a.zone', 'b.zone'] },
  '--only spf-* --skip spf-size --skip mx-?': { only: ['spf-*'], skip: ['spf-size', 'mx-?'] },
  '--write-fix fix.zone --record tape.json': { writeFix: 'fix.zone', record: 'tape.json' },
  '--replay tape.json': { replay: 'tape.json' },
  '--fail-on warn --allow-unknown': { failOn: 'warn', allowUnknown: true },
  '--timeout 0.5 --deadline 120': { timeoutMs: 500, deadlineMs: 120_000 },
  '--verbose --no-color': { verbosity: 'verbose', color: false },
  '-q': { verbosity: 'quiet' },
  '--at 2026-11-24': { at: new Date('2026-11-24T00:00:00Z') },
  '--at 2026-11-24T06:30': { at: new Date('2026-11-24T06:30:00Z') },
  '--at 2026-11-24T06:30:15.25Z': { at: new Date('2026-11-24T06:30:15.250Z') },
  '--at 2026-11-24T06:30:15+0200': { at: new Date('2026-11-24T04:30:15Z') },
  '--at 2028-02-29t06:30:15-05:00': { at: new Date('2028-02-29T11:30:15Z') },
  '--format json': { outputs: [{ format: 'json' }] },
  '--format jsonl --output r.jsonl': { outputs: [{ format: 'jsonl', file: 'r.jsonl' }] },
  '- --targets list': { targets: ['shop.example', '-'], list: 'list' },
  '--lists extended,bl.example --ask-dead-lists': { lists: 'extended,bl.example', deadLists: true },
  '--output r.txt': { outputs: [{ format: 'text', file: 'r.txt' }] },
  '--format json --output r.json': { outputs: [{ format: 'json', file: 'r.json' }] },
  '--format json --output r.json --format text': { outputs: [{ format: 'json', file: 'r.json' }, { format: 'text' }] },
  '--format text --output - --format json --output r.json': {
    outputs: [{ format: 'text' }, { format: 'json', file: 'r.json' }],
  },
}
for (const [more, change] of Object.entries(asked))
  test(`domain shop.example ${more}`, () =>
    assert.deepEqual(read('domain', 'shop.example', ...more.split(' ').filter(Boolean)), { ...plain, ...change }))

test('options may stand before the domain, and after -- everything is a domain', () => {
  assert.deepEqual(read('domain', '--parked', 'shop.example'), { ...plain, parked: true })
  assert.deepEqual(read('domain', '--', '-shop.example'), { ...plain, targets: ['-shop.example'] })
})

test('nothing is remembered from one reading to the next', () => {
  read('domain', 'a.example', '--ip', '192.0.2.1', '--format', 'json')
  assert.deepEqual(read('domain', 'shop.example'), plain)
})

test('the other commands', () => {
  const shown = { outputs: [{ format: 'json' }], color: true }
  assert.deepEqual(read('explain', 'spf-all', '--format', 'json'), { command: 'explain', what: 'spf-all', ...shown })
  for (const words of [['550 5.1.1 User unknown'], ['550', '5.1.1', 'User', 'unknown']])
    assert.deepEqual(read('explain', ...words, '--format', 'json'), {
      command: 'explain',
      what: '550 5.1.1 User unknown',
      ...shown,
    })
  assert.deepEqual(read('explain', '-', '--format', 'json'), { command: 'explain', what: '-', ...shown })
  assert.deepEqual(read('checks', '--only', 'mx-*', '--format', 'json'), {
    command: 'checks',
    only: ['mx-*'],
    skip: [],
    ...shown,
  })
  assert.deepEqual(read('demo', '--verbose'), { command: 'demo', color: true, verbosity: 'verbose' })
})

test('domains may all stand in a file', () =>
  assert.deepEqual(read('domain', '--targets', 'list'), { ...plain, targets: [], list: 'list' }))

/** Command lines that are asked wrongly, and the sentence for each. */
const wrong: Record<string, string> = {
  domain: 'Which domain? relaycheck domain example.com',
  explain:
    "Explain what? A check (relaycheck explain spf-lookups), a reply (relaycheck explain '550 5.7.1 ...'), or - for standard input.",
  'domian shop.example': 'There is no command "domian". Did you mean domain?',
  'help domian': 'There is no command "domian". Did you mean domain?',
  frobnicate: 'There is no command "frobnicate": relaycheck help lists them all.',
  'shop.example': 'To check a domain, say so: relaycheck domain shop.example',
  '--quiet domain shop.example': 'Options stand after the command: relaycheck domain example.com --quiet',
  'domain a.example --resovler 192.0.2.1': 'There is no option "--resovler". Did you mean --resolver?',
  'domain a.example --colour=red': 'There is no option "--colour": relaycheck domain --help lists what there is.',
  'domain a.example -x': 'There is no option "-x": relaycheck domain --help lists what there is.',
  'domain a.example --parked=yes': '--parked takes no value.',
  'demo --verbose --quiet': '--verbose and --quiet are opposites: leave one of them out.',
  'demo --zone a.zone': 'There is no option "--zone": relaycheck demo --help lists what there is.',
  'domain a.example --zone': '--zone wants a value: --zone <file>',
  'domain a.example --zone --quiet': '--zone wants a value, but --quiet follows it.',
  'domain a.example --format --quiet': '--format wants a value, but --quiet follows it.',
  'checks mx': "checks takes no names: --only chooses, as relaycheck checks --only 'spf-*'.",
  'demo shop.example': 'demo takes no names: it shows a built-in domain. For your own: relaycheck domain example.com',
  'explain spf-all spf-ptr': 'explain takes one check or finding at a time: relaycheck explain spf-lookups',
  'domain a.example --format jsn': '--format takes text, json, jsonl or html, not "jsn". Did you mean json?',
  'domain a.example --format xml': '--format takes text, json, jsonl or html, not "xml".',
  'domain a.example --fail-on WARN': '--fail-on takes warn or fail, not "WARN". Did you mean warn?',
  'domain a.example --timeout 5s': '--timeout takes seconds above 0 and up to 600, not "5s": --timeout 5',
  'domain a.example --timeout 0': '--timeout takes seconds above 0 and up to 600, not "0": --timeout 15',
  'domain a.example --timeout -5': '--timeout takes seconds above 0 and up to 600, not "-5": --timeout 15',
  'domain a.example --deadline 1e9': '--deadline takes seconds above 0 and up to 86400, not "1e9": --deadline 15',
  'domain a.example --at 2026-02-30': '--at takes a time as 2026-11-24 or 2026-11-24T06:00:00Z, not "2026-02-30".',
  'domain a.example --at tomorrow': '--at takes a time as 2026-11-24 or 2026-11-24T06:00:00Z, not "tomorrow".',
  'domain a.example --at 2026-11-24T25:00Z':
    '--at takes a time as 2026-11-24 or 2026-11-24T06:00:00Z, not "2026-11-24T25:00Z".',
  'domain a.example --verbose --quiet': '--verbose and --quiet are opposites: leave one of them out.',
  'domain a.example --record a --replay b':
    '--replay asks nobody, so there is nothing to --record: leave one of them out.',
  'domain - --format jsonl --format json --output r.json':
    '--format jsonl is the only report of its run: leave out the other formats.',
  'domain - --format jsonl --record tape.json':
    '--record keeps what one report rests on, and --format jsonl makes many: leave one of them out.',
  'domain - --format jsonl --write-fix fix.zone':
    '--write-fix keeps what one report rests on, and --format jsonl makes many: leave one of them out.',
  'checks --format jsonl': '--format takes text or json, not "jsonl". Did you mean json?',
  'explain spf-all --format jsonl': '--format takes text or json, not "jsonl". Did you mean json?',
  'domain --targets': '--targets wants a value: --targets <file>',
  'domain a.example --format text --format json':
    'Only one report can go to standard output: give the other a file, as --format json --output report.json.',
  'domain a.example --format text --output a --format json --output a':
    'Two reports cannot go to the same file: give a to one of them only.',
  'domain a.example --output a --output b': '--output b has no --format of its own: write --format before it.',
  'domain a.example --output a --format json':
    '--output stands after the format that it is for: --format text --output a, or --format json --output a.',
  'domain a.example --\u001b[2J': 'There is no option "--\\x1b[2J": relaycheck domain --help lists what there is.',
}
for (const [line, sentence] of Object.entries(wrong))
  test(`asked wrongly: ${JSON.stringify(line)}`, () =>
    assert.deepEqual(read(...line.split(' ')), { usage: `relaycheck: ${sentence}\n`, exitCode: 2 }))

test('an empty value is asked wrongly too', () => {
  assert.deepEqual(read('domain', 'a.example', '--output', ''), {
    usage: 'relaycheck: --output wants the name of a file.\n',
    exitCode: 2,
  })
})

test('no command at all: the help, as a usage error', () => {
  const answer = read()
  assert.ok('usage' in answer)
  assert.match(answer.usage, /^Usage: relaycheck /)
})

for (const argv of [['--version'], ['-V']])
  test(`relaycheck ${argv}`, () => assert.deepEqual(read(...argv), { show: '1.2.3\n', exitCode: 0 }))

const helps: Record<string, RegExp> = {
  help: /^Usage: relaycheck \[options\] \[command\]\n[\s\S]*\nExample: relaycheck domain /,
  '--help': /^Usage: relaycheck \[options\] \[command\]\n/,
  'domain --help':
    /^Usage: relaycheck domain \[options\] <domain\.\.\.>\n[\s\S]*--allow-unknown[\s\S]*\nExample: relaycheck domain /,
  'help domain': /^Usage: relaycheck domain /,
  'domain a.example -h': /^Usage: relaycheck domain /,
  'explain --help': /\nExample: relaycheck explain /,
  'checks --help': /\nExample: relaycheck checks /,
  'demo --help': /\nExample: relaycheck demo\n/,
}
for (const [line, shows] of Object.entries(helps))
  test(`relaycheck ${line}`, () => {
    const answer = read(...line.split(' '))
    assert.ok('show' in answer)
    assert.match(answer.show, shows)
    for (const row of answer.show.split('\n')) assert.ok(row.length <= 80, row)
  })

test('every option of domain has its line of help', () => {
  const answer = read('domain', '--help')
  assert.ok('show' in answer)
  const named = [...answer.show.matchAll(/^ +(?:-\w, )?(--[a-z-]+)/gm)].map(([, name]) => name)
  for (const name of 'ip sender helo selector targets parked bulk only skip resolver authoritative zone replay record timeout deadline at write-fix verbose quiet fail-on allow-unknown format output no-color help'.split(
    ' ',
  ))
    assert.ok(named.includes(`--${name}`), name)
})
