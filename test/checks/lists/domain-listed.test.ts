import assert from 'node:assert/strict'
import check from '../../../src/checks/lists/domain-listed.ts'
import type { Blocklist, ListCode, ListedName, ListState } from '../../../src/core/lists.ts'
import { cases } from '../../support/cases.ts'
import { accuses, allows, list, listing, listSite, noLists } from '../../support/list-facts.ts'

const shop: ListedName = { name: 'shop.com', display: 'shop.com', role: 'domain' }
const helo: ListedName = { name: 'mail.host.com', display: 'mail.host.com', role: 'helo' }
const dbl = list('DBL', { kinds: ['domain'], scope: 'domain', removal: 'https://dbl.example/?q={domain}' })
const said = (of: Blocklist, state: ListState, name: ListedName, ...told: ListCode[]) => ({
  ...listing(of, state, { told, subject: name.role === 'helo' ? 'host.com' : name.name }),
  of: name,
})
const facts = (...listings: ReturnType<typeof said>[]) => ({ ...listSite, nameListings: { names: [shop], listings } })

cases(check, {
  clear: [facts(said(dbl, 'not-listed', shop)), 'clear'],
  'the domain itself': [
    facts(said(dbl, 'listed', shop, accuses('a spam domain'))),
    'listed',
    ([finding]) => {
      assert.equal(
        finding?.says,
        'DBL lists shop.com, the domain itself: a spam domain. Big receivers refuse mail by it.',
      )
      assert.match(finding?.fix ?? '', /\n\n {4}https:\/\/dbl\.example\/\?q=shop\.com$/)
    },
  ],
  'the HELO name': [
    facts(said(dbl, 'listed', helo, accuses('a spam domain'))),
    'listed',
    ([finding]) => assert.match(finding?.says ?? '', /^DBL lists host\.com, the name in HELO/),
  ],
  'a legitimate domain that others abuse is not accused': [
    facts(said(dbl, 'listed', shop, accuses('abused', 'low'))),
    'unheeded',
  ],
  'by a list that adds points': [
    facts(said(list('URI', { impact: 'medium' }), 'listed', shop, accuses('spam'))),
    'scored',
  ],
  'a list without a page': [
    facts(said(list('Bare', { removal: '' }), 'listed', shop, accuses('spam'))),
    'listed',
    ([finding]) => assert.doesNotMatch(finding?.fix ?? '', /taken off/),
  ],
  'a domain that is new': [
    facts(said(list('ZRD', { impact: 'medium' }), 'listed', shop, { ...accuses('new'), removal: 'nobody' })),
    'scored',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /^Wait: the domain is new/)
      assert.doesNotMatch(finding?.fix ?? '', /broken into|ask/)
    },
  ],
  'a name that the network gave': [
    facts(said(dbl, 'listed', { ...helo, role: 'ptr', byDefault: true }, accuses('a spam domain'))),
    'listed',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /^mail\.host\.com is not yours: .*a name of your own \(ip-ptr-own\)/)
      assert.doesNotMatch(finding?.fix ?? '', /broken into|https/)
      assert.equal(finding?.about.page, '')
    },
  ],
  'not asked': [facts({ ...said(dbl, 'skipped', shop), answers: [], named: true as const }), 'not-asked'],
  'spoken for': [facts(said(dbl, 'allowed', shop, allows)), 'allowed'],
  'refused, silent, broken, of an unknown code': [
    facts(...(['refused', 'unreachable', 'broken', 'unknown-code'] as const).map((state) => said(dbl, state, shop))),
    ['unanswered', 'unanswered', 'unanswered', 'unanswered'],
  ],
  'nothing to ask': [facts(), 'none-asked'],
  'in bulk': [{ ...facts(), asked: noLists }, 'not-applicable'],
})
