import assert from 'node:assert/strict'
import check from '../../../src/checks/message/message-links.ts'
import type { Blocklist, ListCode, ListState } from '../../../src/core/lists.ts'
import type { MailHost, MailLinks, MailText } from '../../../src/core/mail-content.ts'
import { cases } from '../../support/cases.ts'
import { accuses, allows, list, listing } from '../../support/list-facts.ts'

const shop: MailHost = { host: 'shop.com', display: 'shop.com', as: ['link'] }
const tracker: MailHost = { host: 't.click.com', display: 't.click.com', as: ['image', 'unsubscribe'] }
const bare: MailHost = { host: '192.0.2.1', display: '192.0.2.1', as: ['link'], isAddress: true }
const dbl = list('DBL', { kinds: ['domain'], scope: 'domain', removal: 'https://dbl.example/?q={domain}' })
const uri = list('URI', { kinds: ['domain'], impact: 'medium' })
const said = (by: Blocklist, state: ListState, of: MailHost, ...told: ListCode[]) => ({
  ...listing(by, state, { told, subject: of.host }),
  of,
})
const mailText: MailText = {
  plain: 10,
  others: [],
  files: [],
  octets: 1000,
  placeholders: [],
  images: 0,
  imagesWithoutText: 0,
  links: 0,
  disguised: [],
}
const facts = (listings: MailLinks['listings'], more: Partial<MailLinks> = {}) => {
  const hosts = more.hosts ?? [shop, tracker]
  return { mailReport: undefined, mailText, mailLinks: { hosts, count: hosts.length, listings, unasked: 0, ...more } }
}

cases(check, {
  'clear on one list': [
    facts([said(dbl, 'not-listed', shop), said(dbl, 'not-listed', tracker)]),
    'clear',
    ([finding]) => {
      assert.equal(finding?.says, 'DBL lists none of these, to which the message leads: shop.com, t.click.com.')
      assert.equal(finding?.brief, 'links clear')
    },
  ],
  'more than are asked about': [
    facts([said(dbl, 'not-listed', shop)], { unasked: 3 }),
    'clear',
    ([finding]) => assert.match(finding?.says ?? '', /shop\.com\. 3 more hosts were not asked about\.$/),
  ],
  'those that were seen are clear, and others may stand in what was not read': [
    { ...facts([said(dbl, 'not-listed', shop)]), mailText: { ...mailText, htmlCut: true } },
    'clear',
    ([finding]) => assert.match(finding?.says ?? '', /Not all of the message could be read: its HTML is longer/),
  ],
  'a tracking host on a list that is refused by, the other host clear': [
    facts([said(dbl, 'not-listed', shop), said(dbl, 'listed', tracker, accuses('a spam domain'))]),
    ['listed', 'clear'],
    ([listed, clear]) => {
      assert.equal(
        listed?.says,
        'DBL lists t.click.com, where an image comes from: a spam domain. Big receivers refuse mail by it.',
      )
      assert.match(listed?.fix ?? '', /^Take t\.click\.com out .*\n\n {4}https:\/\/dbl\.example\/\?q=t\.click\.com$/s)
      assert.match(clear?.says ?? '', /: shop\.com\.$/)
    },
  ],
  'on a list that adds points': [facts([said(uri, 'listed', shop, accuses('spam'))]), 'scored'],
  'a good domain that others abuse': [facts([said(dbl, 'listed', shop, accuses('abused', 'low'))]), 'unheeded'],
  'a new domain': [
    facts([said(uri, 'listed', shop, { ...accuses('new'), removal: 'nobody' })]),
    'scored',
    ([finding]) => assert.match(finding?.fix ?? '', /^Leave shop\.com out of mail for now/),
  ],
  'spoken for': [facts([said(dbl, 'allowed', shop, allows)]), 'allowed'],
  'an address instead of a name': [
    facts([said(dbl, 'not-listed', shop)], { hosts: [bare, shop] }),
    ['bare-address', 'clear'],
  ],
  'addresses alone': [facts([], { hosts: [bare] }), ['bare-address', 'none-asked']],
  'a list refuses, says nothing, or cannot be read: told once, and neither good nor bad': [
    facts([
      said(dbl, 'refused', shop),
      said(dbl, 'refused', tracker),
      said(uri, 'not-listed', shop),
      said(uri, 'unreachable', tracker),
    ]),
    ['clear', 'unanswered', 'unanswered'],
    ([clear, dblSilent, uriSilent]) => {
      assert.match(clear?.says ?? '', /^URI .*: shop\.com\.$/)
      assert.match(dblSilent?.says ?? '', /^DBL .* nothing about shop\.com, t\.click\.com: /)
      assert.match(uriSilent?.says ?? '', /^URI .* nothing about t\.click\.com: /)
      assert.equal(dblSilent?.unseen, 'some domain lists')
    },
  ],
  'several lists without their test entries: told once, whatever those are called': [
    facts([
      {
        ...said(dbl, 'unreachable', shop),
        why: 'r says that it does not even list its own test entry a.test: it is empty',
      },
      {
        ...said(uri, 'unreachable', shop),
        why: 'r says that it does not even list its own test entry _b.test: it is empty',
      },
    ]),
    'unanswered',
    ([finding]) =>
      assert.match(finding?.says ?? '', /: r says that it does not even list its own test entry: it is empty$/),
  ],
  'several lists of one cause: told once': [
    facts([said(dbl, 'unreachable', shop), said(uri, 'unreachable', shop)]),
    'unanswered',
    ([finding]) =>
      assert.equal(
        finding?.says,
        'DBL, URI gave no answer that can be believed, which says nothing about shop.com: nobody answered',
      ),
  ],
  'a list that wants a key': [
    facts([{ ...said(dbl, 'skipped', shop), answers: [], named: true as const }]),
    'not-asked',
  ],
  'no list was to be asked': [facts([]), 'none-asked'],
  'no links': [facts([], { hosts: [] }), 'no-links'],
  'none in what is encrypted': [
    { ...facts([], { hosts: [] }), mailText: { ...mailText, sealed: true } },
    'no-links-seen',
  ],
  'none in HTML that was read in part': [
    { ...facts([], { hosts: [] }), mailText: { ...mailText, htmlCut: true } },
    'no-links-seen',
  ],
  'none where not all of the text was looked at': [
    { ...facts([], { hosts: [] }), mailText: { ...mailText, cut: 'it has more parts' } },
    'no-links-seen',
  ],
  'a complaint': [
    {
      ...facts([]),
      mailReport: {
        kind: 'complaint',
        writer: { known: 'house' },
        feedback: 'abuse',
        original: {},
        faults: [],
      } as const,
    },
    'not-applicable',
  ],
})
