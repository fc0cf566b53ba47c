import assert from 'node:assert/strict'
import test from 'node:test'
import { freemail, freemailOf } from '../../src/knowledge/freemail.ts'

test('freemail: each domain once, as DNS has it', () => {
  const domains = freemail.map(({ domain }) => domain)
  assert.equal(new Set(domains).size, domains.length)
  for (const domain of domains) assert.match(domain, /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/)
})

test('a domain below one of theirs is none of their mailboxes', () => {
  assert.equal(freemailOf('googlemail.com')?.provider, 'Gmail')
  for (const domain of ['mail.gmail.com', 'notgmail.com', 'shop.example']) assert.equal(freemailOf(domain), undefined)
})
