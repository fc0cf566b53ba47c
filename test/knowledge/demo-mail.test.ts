import assert from 'node:assert/strict'
import test from 'node:test'
import { demoMails } from '../../src/knowledge/demo-mail.ts'
import { demoZones } from '../../src/knowledge/demo-world.ts'
import { demoLetters } from '../support/demo-letters.ts'
import { publishedKey } from '../support/letter-keys.ts'

test('the messages of the tour are what their generator signs', async () => {
  assert.deepEqual({ ...demoMails }, await demoLetters())
})

test('their keys stand in the world of the tour', () => {
  const texts = (zone: string) => zone.replaceAll('" "', '')
  assert.ok(texts(demoZones.repaired['shop.example']).includes(`p=${publishedKey('rsa2048')}"`))
  assert.ok(texts(demoZones.repaired['smtp2go.net']).includes(`p=${publishedKey('other2048')}"`))
})
