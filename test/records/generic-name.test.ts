import assert from 'node:assert/strict'
import test from 'node:test'
import { genericName } from '../../src/records/generic-name.ts'

const four = '203.0.113.5'
const six = '2001:db8:0:1:f03c:91ff:fe12:3456'

// Forms of hosts.json, and of access networks as they stand in published mail headers, with documentation addresses in them.
const generic: [name: string, address: string, why: RegExp][] = [
  ['203-0-113-5.ip.linodeusercontent.com', four, /four numbers/],
  ['ec2-203-0-113-5.eu-west-1.compute.amazonaws.com', four, /four numbers/],
  ['5.113.0.203.bc.googleusercontent.com', four, /four numbers/],
  ['static.5.113.0.203.clients.your-server.de', four, /four numbers/],
  ['5-113-0-203.instances.scw.cloud', four, /four numbers/],
  ['203.0.113.5.vultrusercontent.com', four, /four numbers/],
  ['ip-203-0-113-5.static.contabo.net', four, /four numbers/],
  ['host-113-5-203-0.isp.example', four, /four numbers/],
  ['cpe-203-000-113-005.isp.example', four, /four numbers/],
  ['h203n0x113y5.isp.example', four, /four numbers/],
  ['ns3001.ip-203-0-113.eu', four, /three numbers/],
  ['5.113.0.rev.isp.example', four, /three numbers/],
  ['host203000113005.isp.example', four, /numbers of the address/],
  ['3405803781.isp.example', four, /numbers of the address/],
  ['pcb007105.dip0.isp.example', four, /hexadecimal/],
  ['cb-00-71-05.isp.example', four, /hexadecimal/],
  ['CB007105.isp.example', four, /hexadecimal/],
  ['dyn-5.isp.example', four, /"dyn"/],
  ['pool5.isp.example', four, /"pool"/],
  ['a5-dsl.isp.example', four, /"dsl"/],
  ['5-dsl.isp.co.uk', four, /"dsl"/],
  ['static-5.isp.example', four, /"static"/],
  ['unassigned.isp.example', four, /"unassigned"/],
  ['localhost', four, /"localhost"/],
  ['no-rdns.isp.example', four, /"no-rdns"/],
  ['no-reverse-dns-configured.com', four, /"no-reverse-dns-configured"/],
  ['no-ptr-record.isp.example', four, /"no-ptr-record"/],
  ['hosted-by.isp.example', four, /"hosted-by"/],
  ['undefined.hostname.localhost', four, /"undefined"/],
  ['6.5.4.3.2.1.e.f.f.f.1.9.c.3.0.f.1.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.isp.example', six, /digits/],
  ['2001-db8-0-1-f03c-91ff-fe12-3456.isp.example', six, /digits/],
  ['2001-0db8-0000-0001-f03c-91ff-fe12-3456.isp.example', six, /digits/],
  ['20010db800000001f03c91fffe123456.isp.example', six, /digits/],
  ['f03c91fffe123456.isp.example', six, /digits/],
  ['2001-db8--1.isp.example', '2001:db8::1', /digits/],
  ['host-2001-db8--1.isp.example', '2001:db8::1', /digits/],
]
for (const [name, address, why] of generic)
  test(`${name} is a default name`, () => assert.match(genericName(name, address) ?? 'none', why))

const own: [name: string, address: string][] = [
  ['mail.shop.example', four],
  ['mail3.shop.example', four],
  ['mail5.shop.example', four],
  ['mx5.shop.example', four],
  ['host5.shop.example', four],
  ['smtp-out-5.shop.example', four],
  ['mx1.113.example', four],
  ['mail.163.com', four],
  ['o1.2.3.email.shop.example', four],
  ['mx-203.shop.example', four],
  ['203.shop.example', four],
  ['mail.static.example', four],
  ['dynamic.example', four],
  ['mail.dyn.example', four],
  ['mail2.pool.example', four],
  ['static-6.isp.example', four],
  // A host's number in one label, and a word in the next or in the domain itself.
  ['mx5.mobile.example', four],
  ['mail5.client.shop.example', four],
  ['smtp5.customers.shop.example', four],
  ['mx5.wireless.example', four],
  ['mta5.pool5.example', four],
  ['mta5.pool5.co.uk', four],
  ['pool.5.shop.example', four],
  ['hosted-by-us.example', four],
  ['undefinedbehaviour.example', four],
  ['clientele5.example', four],
  // The numbers of another address say nothing of this one.
  ['198-51-100-7.isp.example', four],
  ['facade00.example', four],
  ['unknownpleasures.example', four],
  ['cafe.dead.beef.example', six],
  ['mail-v6.shop.example', six],
  ['mx1.shop.example', '2001:db8::1'],
  ['1.shop.example', '2001:db8::1'],
  ['a1b2c3d4.shop.example', '2001:db8::a1b2:c3d4'],
]
for (const [name, address] of own)
  test(`${name} may be a chosen name`, () => assert.equal(genericName(name, address), undefined))

test('a name of hostile length is read quickly', () => {
  const before = performance.now()
  for (const unit of ['dyn-', '1-', '1.dyn', 'a', '5-', '2001-'])
    for (const address of [four, six]) genericName(unit.repeat(100_000), address)
  for (const unit of ['dyn-', '1-', '1.dyn', 'a', '5-', '2001-'])
    for (const address of [four, six]) genericName(unit.repeat(200), address)
  assert.ok(performance.now() - before < 200)
})

test('no clause without an address', () =>
  assert.equal(genericName('203-0-113-5.isp.example', 'shop.example'), undefined))
