import assert from 'node:assert/strict'
import test from 'node:test'
import { knownSpamRule } from '../../src/knowledge/spam-rules.ts'

test('a rule is known by its name, or by how it begins', () => {
  assert.match(knownSpamRule('RDNS_NONE')?.order ?? '', /reverse DNS/)
  assert.match(knownSpamRule('DATE_IN_FUTURE_03_06')?.means ?? '', /future/)
  assert.match(knownSpamRule('BAYES_99')?.means ?? '', /like known spam/)
  assert.match(knownSpamRule('BAYES_00')?.means ?? '', /wanted/)
  assert.equal(knownSpamRule('RDNS_NONE_X'), undefined)
  assert.equal(knownSpamRule('BAYES_POISON'), undefined)
  assert.equal(knownSpamRule('constructor'), undefined)
})

test('orders can follow one another in a line', () => {
  for (const name of ['RDNS_NONE', 'RCVD_IN_PBL', 'DMARC_NA', 'SPF_FAIL', 'DKIM_INVALID', 'RCVD_IN_SBL'])
    assert.match(knownSpamRule(name)?.order ?? '', /\.$/, name)
})

test('a list that refused the question is no listing', () => {
  for (const name of ['URIBL_BLOCKED', 'RCVD_IN_ZEN_BLOCKED_OPENDNS', 'URIBL_DBL_BLOCKED_OPENDNS', 'URIBL_ZEN_BLOCKED'])
    assert.equal(knownSpamRule(name)?.order, undefined, name)
  for (const name of ['RBL_SPAMHAUS_BLOCKED', 'RCVD_IN_VALIDITY_RPBL_BLOCKED', 'URIBL_DBL_ERROR'])
    assert.equal(knownSpamRule(name)?.order, undefined, name)
  for (const name of ['RBL_SPAMHAUS_CSS', 'URIBL_DBL_SPAM', 'RCVD_IN_SBL_CSS'])
    assert.ok(knownSpamRule(name)?.order, name)
})

test('what speaks for the sender asks for nothing', () => {
  for (const name of [
    'SPF_PASS',
    'DKIM_VALID_AU',
    'RCVD_IN_DNSWL_MED',
    'RCVD_IN_MSPIKE_H3',
    'R_SPF_ALLOW',
    'BAYES_HAM',
  ])
    assert.equal(knownSpamRule(name)?.order, undefined, name)
})

test('an order does not ask for the one or the other, and then for both', () => {
  for (const name of ['CAT:SPOOF', 'CAT:INTOS'])
    assert.match(
      knownSpamRule(name)?.order ?? '',
      /^Let SPF or DKIM pass for the domain in From, best both \([^.]*\)\.$/,
    )
})
