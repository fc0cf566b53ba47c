import assert from 'node:assert/strict'
import test from 'node:test'
import { readMainCf } from '../../../src/mta/postfix/main-cf.ts'
import { readMasterCf, transportService } from '../../../src/mta/postfix/master-cf.ts'

test('main.cf: the last of several lines counts, and each value says where it stands', () => {
  const { settings, faults } = readMainCf('a = 1\nb = 2\na = 3\n  4\n', '/etc/postfix/main.cf')
  assert.deepEqual(Object.fromEntries(settings), {
    a: {
      value: '3  4',
      from: '/etc/postfix/main.cf line 3',
      over: { value: '1', from: '/etc/postfix/main.cf line 1' },
    },
    b: { value: '2', from: '/etc/postfix/main.cf line 2' },
  })
  assert.deepEqual(faults, [])
})

test('main.cf: a line that is no parameter stops Postfix, the others are read', () => {
  const { settings, faults } = readMainCf('a = 1\nrelayhost\n= x\n', 'main.cf')
  assert.deepEqual([...settings.keys()], ['a'])
  assert.deepEqual(faults, ['main.cf line 2 has no "=" after the name', 'main.cf line 3 has no name'])
})

test('main.cf: what Postfix sets by itself cannot be set', () => {
  assert.equal(readMainCf('process_name = x\nservice_name = y', 'main.cf').settings.size, 0)
})

const master = (text: string) => readMasterCf(text, 'master.cf')

test('master.cf: options in all their forms, the last one counts, arguments of a program are none', () => {
  const { services } = master(`smtp unix - - n - - /usr/lib/postfix/sbin/smtp -v -o a=1 -ob=2
  -o { c = 3 4 } -vo a=5
cat unix - n n - - pipe flags=R argv=/bin/cat -o a=1
`)
  assert.deepEqual(
    services.map(({ name, program, overrides }) => [
      name,
      program,
      ...[...overrides].map(([k, { value }]) => `${k}=${value}`),
    ]),
    [
      ['smtp', 'smtp', 'a=5', 'b=2', 'c=3 4'],
      ['cat', 'pipe'],
    ],
  )
  assert.equal(services[0]?.overrides.get('c')?.from, 'master.cf line 1')
})

test('master.cf: lines that are no service are told', () => {
  const { services, faults } = master('smtp unix - - n - -\nsmtp tcp - - n - - smtp\n')
  assert.deepEqual(services, [])
  assert.deepEqual(faults, [
    'master.cf line 1 has fewer than eight fields',
    'master.cf line 2 has a service type that there is not',
  ])
})

test('a transport is the service of that name that is no port', () => {
  const { services } = master('smtp inet n - n - - smtpd\nsmtp unix - - n - - smtp\n587 inet n - n - - smtpd\n')
  assert.equal(transportService(services, 'smtp')?.program, 'smtp')
  assert.equal(transportService(services, '587'), undefined)
})
