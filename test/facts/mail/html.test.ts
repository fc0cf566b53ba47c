import assert from 'node:assert/strict'
import test from 'node:test'
import { readHtml } from '../../../src/facts/mail/html.ts'

test('HTML: what is seen is text; styles, scripts, comments and the head are not', () => {
  const { text } = readHtml(
    '<html><head><title>T</title><style>p{color:red}</style></head><body><!-- {{x}} --><p>Hello<br>Anna</p><div>one</div><div>t<b>w</b>o</div><script>var a = "{{y}}"</script>&amp; &eacute;</body></html>',
  )
  assert.equal(text, 'Hello Anna one two & é')
})

test('HTML: fillers behind a preview text are no text', () => {
  assert.equal(readHtml(`<div>Sale${'&#847;&zwnj;&nbsp;&#8199;&shy;'.repeat(100)}</div>`).text, 'Sale')
})

test('HTML: links with what is seen of them', () => {
  const { links } = readHtml(
    '<a href="https://a.example/?x=1&amp;y=2">one <b>two</b></a> after <a name="x">anchor</a><A HREF=//b.example>three</A><map><area href="https://c.example"></map>',
  )
  assert.deepEqual(links, [
    { href: 'https://a.example/?x=1&y=2', text: 'one two' },
    { href: '//b.example', text: 'three' },
    { href: 'https://c.example', text: '' },
  ])
})

test('HTML: a pixel is no image that is seen, but it is loaded from somewhere', () => {
  const { images, sources } = readHtml(
    '<img src="https://i.example/a.png" alt="Shop"><img src="https://t.example/o.gif" width="1" height=1px><img src="cid:logo">',
  )
  assert.deepEqual(images, [{ src: 'https://i.example/a.png', alt: 'Shop' }, { src: 'cid:logo' }])
  assert.deepEqual(sources, ['https://i.example/a.png', 'https://t.example/o.gif', 'cid:logo'])
})

/** What else leads or loads -> where it is found. */
const others: Record<string, [html: string, in_: 'leads' | 'sources']> = {
  'a background': ['<table background="https://x.example/b.png"><tr><td>a</td></tr></table>', 'sources'],
  'a style attribute': ['<p style="background:url(\'https://x.example/b.png\')">a</p>', 'sources'],
  'a style sheet': ['<style>p{background:url(https://x.example/b.png)}</style>', 'sources'],
  'an import': ['<style>@import "https://x.example/b.png";</style>', 'sources'],
  'a set of sources': ['<img srcset="https://x.example/b.png 2x, /c.png 1x">', 'sources'],
  'a form': ['<form action="https://x.example/b.png"></form>', 'leads'],
  'a button': ['<button formaction="https://x.example/b.png">a</button>', 'leads'],
  'a frame': ['<iframe src="https://x.example/b.png"></iframe>', 'sources'],
  'a linked style sheet': ['<link rel=stylesheet href="https://x.example/b.png">', 'sources'],
  'a refresh': ['<meta http-equiv="Refresh" content="0; URL=https://x.example/b.png">', 'leads'],
  'a poster': ['<video poster="https://x.example/b.png"></video>', 'sources'],
  'an image of a drawing': ['<svg><image xlink:href="https://x.example/b.png"/></svg>', 'sources'],
  'what Outlook alone draws': ['<!--[if gte mso 9]><v:fill src="https://x.example/b.png"/><![endif]-->', 'sources'],
  'a link that Outlook alone shows': ['<!--[if mso]><a href="https://x.example/b.png">a</a><![endif]-->', 'leads'],
  'a path below the base': ['<base href="https://x.example/"><form action="b.png"></form>', 'leads'],
}
for (const [name, [html, where]] of Object.entries(others))
  test(`HTML: ${name}`, () => {
    const found = readHtml(html)[where]
    assert.equal(found[0], 'https://x.example/b.png')
  })

test('HTML: a relative link leads below the base, what is no path stays as it is', () => {
  const { links } = readHtml(
    '<base href="https://x.example/y/"><a href="login">a</a><a href="#top">b</a><a href="mailto:a@b.example">c</a><a href="{{url}}">d</a>',
  )
  assert.deepEqual(
    links.map(({ href }) => href),
    ['https://x.example/y/login', '#top', 'mailto:a@b.example', '{{url}}'],
  )
})

test('HTML: what stands in code is kept apart', () => {
  const { text, code } = readHtml('<p>Write <code>{{ name }}</code> there</p>')
  assert.equal(code, '{{ name }}')
  assert.equal(text, 'Write {{ name }} there')
})

const bombs: Record<string, string> = {
  'nested deep': '<div>'.repeat(100_000),
  wide: '<br>'.repeat(500_000),
  'closed without end': '<p>'.repeat(400) + '</x>'.repeat(450_000),
  'many attributes': `<a ${Array.from({ length: 200_000 }, (_, i) => `a${i}=1`).join(' ')}>`,
  'an attribute without end': `<a href="${'x'.repeat(3_000_000)}`,
  'a tag without end': '<'.repeat(2_000_000),
  entities: '&amp'.repeat(600_000),
  'a comment without end': `<!--${'-'.repeat(2_000_000)}`,
  text: 'x '.repeat(2_000_000),
  'comments for Outlook': '<!--[if mso]><a href=x><![endif]-->'.repeat(40_000),
  'comments within comments': '<!--[if mso]>'.repeat(100_000),
  'a style sheet of URLs': `<style>${'url(a)'.repeat(300_000)}</style>`,
  'a refresh of blanks': `<meta http-equiv="refresh" content="${' '.repeat(250_000)}x">`,
  'a set without end': `<img srcset="${'a,'.repeat(900_000)}">`,
}
for (const [name, html] of Object.entries(bombs))
  test(`HTML bomb, ${name}: bounded`, () => {
    const began = performance.now()
    const { links, images, text } = readHtml(html)
    assert.ok(links.length <= 10_000 && images.length <= 10_000 && text.length <= 2_000_000)
    assert.ok(performance.now() - began < 3000, `${performance.now() - began} ms`)
  })

test('HTML: what is cut says so, and its beginning is read', () => {
  const { cut, text } = readHtml(`<p>first</p>${'<br>'.repeat(10_001)}`)
  assert.equal(cut, true)
  assert.match(text, /^first/)
  assert.equal(readHtml('<p>first</p>').cut, undefined)
})

test('HTML: what a style sheet loads, whatever stands around it', () => {
  const filler = 'p { color: red } '.repeat(1000)
  const { sources } = readHtml(
    `<style>@import url(https://a.example/c.css); @import "https://b.example/c.css"; ${filler.slice(0, 4070)} p { background: url(https://c.example/i.png) } ${filler}</style><style>td { background: url('https://d.example/i.png')`,
  )
  assert.deepEqual(
    sources.map((url) => URL.parse(url)?.hostname),
    ['a.example', 'b.example', 'c.example', 'd.example'],
  )
})

test('HTML bomb, style sheets without number: bounded', () => {
  const began = performance.now()
  const { sources } = readHtml('<style>@import url(https://a.example/);'.repeat(60_000))
  assert.ok(sources.length <= 20_000)
  assert.ok(performance.now() - began < 3000, `${performance.now() - began} ms`)
})
