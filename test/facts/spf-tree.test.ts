import assert from 'node:assert/strict'
import test from 'node:test'
import type { SpfTermLook, SpfTree } from '../../src/core/spf.ts'
import { spfTree } from '../../src/facts/spf-tree.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

async function grown(zone: string, options?: MemoryOptions) {
  const world = memoryWorld(zone, options)
  const { spfTree: tree } = await gatherIn(world, 'shop.example', { spfTree })
  assert.ok(tree?.seen)
  return { world, tree: tree.value }
}
/** A tree as lines: depth by blanks, the term, what its node holds. */
function draw(tree: SpfTree): string[] {
  const node = `${tree.domain} ${tree.cut ?? (tree.txt?.kind === 'blind' ? 'blind' : tree.texts.length)}`
  return [
    node,
    ...tree.terms.flatMap((look) => [
      ` ${drawTerm(look)}`,
      ...(look.child ? draw(look.child).map((l) => `  ${l}`) : []),
    ]),
  ]
}
const drawTerm = ({ term, dead, dynamic, name, cut }: SpfTermLook) =>
  [term.text, dead && 'dead', dynamic && 'dynamic', name && `-> ${name}`, cut && 'cut'].filter(Boolean).join(' ')

test('the tree follows include and redirect, and asks both families', async () => {
  const { tree, world } = await grown(`
    shop.example TXT "v=spf1 a mx/24 ip4:192.0.2.1 include:_spf.mail.example exists:ok.shop.example redirect=_all.shop.example"
    shop.example MX 10 mx.shop.example
    shop.example A 192.0.2.2
    mx.shop.example AAAA 2001:db8::1
    ok.shop.example A 127.0.0.2
    _spf.mail.example TXT "v=spf1 a:out.mail.example ~all"
    _all.shop.example TXT "v=spf1 -all"`)
  assert.deepEqual(draw(tree), [
    'shop.example 1',
    ' a -> shop.example',
    ' mx/24 -> shop.example',
    ' ip4:192.0.2.1',
    ' include:_spf.mail.example -> _spf.mail.example',
    '  _spf.mail.example 1',
    '   a:out.mail.example -> out.mail.example',
    '   ~all',
    ' exists:ok.shop.example -> ok.shop.example',
    ' redirect=_all.shop.example -> _all.shop.example',
    '  _all.shop.example 1',
    '   -all',
  ])
  assert.deepEqual([...world.questions].sort(), [
    'A mx.shop.example',
    'A ok.shop.example',
    'A out.mail.example',
    'A shop.example',
    'AAAA mx.shop.example',
    'AAAA out.mail.example',
    'AAAA shop.example',
    'MX shop.example',
    'TXT _all.shop.example',
    'TXT _spf.mail.example',
    'TXT shop.example',
  ])
  assert.equal(world.rounds, 3)
})

test('what no receiver evaluates is not asked', async () => {
  const { tree, world } = await grown('shop.example TXT "v=spf1 redirect=r.example -all a:h.example include:i.example"')
  assert.deepEqual(draw(tree).slice(1), [
    ' redirect=r.example dead -> r.example',
    ' -all',
    ' a:h.example dead -> h.example',
    ' include:i.example dead -> i.example',
  ])
  assert.deepEqual(world.questions, ['TXT shop.example'])
})

test('a name that depends on the sender is marked, not asked; %{d} depends on nobody', async () => {
  const { tree, world } = await grown(`
    shop.example TXT "v=spf1 exists:%{i}._spf.%{d} include:%{d2}.spf.example a:%{l}.example -all"
    shop.example.spf.example TXT "v=spf1 -all"`)
  assert.deepEqual(draw(tree).slice(1), [
    ' exists:%{i}._spf.%{d} dynamic',
    ' include:%{d2}.spf.example -> shop.example.spf.example',
    '  shop.example.spf.example 1',
    '   -all',
    ' a:%{l}.example dynamic',
    ' -all',
  ])
  assert.equal(world.questions.length, 2)
})

test('a loop is cut where a name stands on its own path', async () => {
  const { tree } = await grown(`
    shop.example TXT "v=spf1 include:a.example include:Shop.example -all"
    a.example TXT "v=spf1 include:b.example -all"
    b.example TXT "v=spf1 include:a.example -all"`)
  assert.deepEqual(
    draw(tree)
      .filter((line) => line.endsWith('loop'))
      .map((line) => line.trim()),
    ['a.example loop', 'shop.example loop'],
  )
})

test('a target reached by two ways is no loop: it is shown twice and asked once', async () => {
  const { tree, world } = await grown(`
    shop.example TXT "v=spf1 include:a.example include:c.example -all"
    a.example TXT "v=spf1 include:c.example -all"
    c.example TXT "v=spf1 ip4:192.0.2.1 -all"`)
  assert.equal(draw(tree).filter((line) => line.trim() === 'c.example 1').length, 2)
  assert.equal(world.questions.length, 3)
})

test('a chain is cut past ten includes', async () => {
  const chain = Array.from({ length: 14 }, (_, i) => `n${i + 1}.example TXT "v=spf1 include:n${i + 2}.example -all"`)
  const { tree, world } = await grown(`shop.example TXT "v=spf1 include:n1.example -all"\n${chain.join('\n')}`)
  assert.equal(
    draw(tree)
      .find((line) => line.endsWith('too-deep'))
      ?.trim(),
    'n11.example too-deep',
  )
  assert.equal(world.questions.length, 11)
})

test('blind parts stay in the tree, and hide nothing else', async () => {
  const { tree } = await grown(
    `shop.example TXT "v=spf1 include:deaf.example include:b.example -all"
     b.example TXT "v=spf1 -all"`,
    { blindAt: { 'TXT deaf.example': 'timeout' } },
  )
  assert.deepEqual(draw(tree).slice(1, 5), [
    ' include:deaf.example -> deaf.example',
    '  deaf.example blind',
    ' include:b.example -> b.example',
    '  b.example 1',
  ])
})

test('a slip is followed as it was meant, beside a term that nobody can read', async () => {
  const { tree } = await grown(`
    shop.example TXT "v=spf1 ipv4:192.0.2.1 foo:bar -all"`)
  assert.equal(tree.record?.faults.length, 2)
  assert.deepEqual(draw(tree).slice(1), [' ip4:192.0.2.1', ' -all'])
})

test('no record and several records have no terms', async () => {
  const { tree } = await grown(`
    shop.example TXT "v=spf1 include:none.example include:two.example -all"
    none.example TXT "other"
    two.example TXT "v=spf1 a -all"
    two.example TXT "v=spf1 mx -all"`)
  assert.deepEqual(
    draw(tree).filter((line) => /(none|two)\.example [02]/.test(line)),
    ['  none.example 0', '  two.example 2'],
  )
})

test('only ten hosts of one mx are asked for, the preferred ones', async () => {
  const hosts = Array.from({ length: 14 }, (_, i) => `shop.example MX ${20 - i} mx${i}.shop.example`)
  const { tree, world } = await grown(`shop.example TXT "v=spf1 mx -all"\n${hosts.join('\n')}`)
  assert.equal(tree.terms[0]?.exchanges?.length, 10)
  assert.equal(tree.terms[0]?.exchanges?.[0]?.host, 'mx13.shop.example')
  assert.equal(world.questions.length, 2 + 20)
})

test('a record made to hurt is cut, in the same places each time', async () => {
  const many = Array.from({ length: 50 }, (_, i) => `include:x${i}.example`).join(' ')
  const each = Array.from({ length: 50 }, (_, i) => {
    const hosts = Array.from({ length: 40 }, (_, j) => `a:h${j}.x${i}.example`).join(' ')
    return `x${i}.example TXT "v=spf1 ${hosts} -all"`
  })
  const zone = `shop.example TXT "v=spf1 ${many} -all"\n${each.join('\n')}`
  const one = await grown(zone)
  const two = await grown(zone)
  assert.deepEqual(draw(one.tree), draw(two.tree))
  assert.ok(one.world.questions.length <= 600)
  assert.ok(draw(one.tree).some((line) => line.endsWith('too-many')))
  assert.match(draw(one.tree)[3] ?? '', /a:h0\.x0\.example -> h0\.x0\.example$/)
})

test('records that include one another a thousand times cost no time', async () => {
  const many = (name: string) => Array.from({ length: 4000 }, () => `include:${name}`).join(' ')
  const zone = Array.from({ length: 9 }, (_, i) => `n${i}.example TXT "v=spf1 ${many(`n${i + 1}.example`)} -all"`)
  const began = performance.now()
  await grown(`shop.example TXT "v=spf1 ${many('n0.example')} -all"\n${zone.join('\n')}`)
  assert.ok(performance.now() - began < 3000)
})
