import assert from 'node:assert/strict'
import test from 'node:test'
import { domainToASCII } from 'node:url'
import { lookalikeDomain } from '../../../src/records/mail/lookalike.ts'

const of = (written: string) => lookalikeDomain(domainToASCII(written))

test('letters that all look Latin, under a Latin top-level domain, are a twin', () => {
  assert.deepEqual(of('аррӏе.com'), { kind: 'twin', like: 'apple.com' })
  assert.deepEqual(of('mail.сосо.example'), { kind: 'twin', like: 'mail.coco.example' })
})

test('a label in letters of several scripts is mixed', () => {
  assert.deepEqual(of('pаypal.com'), { kind: 'mixed', label: 'pаypal' })
  assert.deepEqual(of('αпп.example'), { kind: 'mixed', label: 'αпп' })
})

test('honest names are neither', () => {
  for (const name of [
    'shop.example',
    'bücher.example',
    'münchen-2026.example',
    'пример.рф',
    'пример.com',
    'яндекс.com',
    'сосо.рф',
    'ελλάδα.example',
    '日本語ドメイン.jp',
    'sony日本.jp',
    'abc한국.kr',
    'مثال.example',
    'đường.vn',
    'xn--broken-.example',
  ])
    assert.equal(of(name), undefined, name)
  assert.equal(lookalikeDomain('xn--a-ecp.ru'), undefined)
})
