import check from '../../../src/checks/lists/ip-allow-listed.ts'
import { cases } from '../../support/cases.ts'
import { allowlist, allows, listing, listSite, zen } from '../../support/list-facts.ts'

const of = (...ipListings: ReturnType<typeof listing>[]) => ({ ...listSite, ipListings })

cases(check, {
  'spoken for': [of(listing(allowlist, 'allowed', { told: [allows] })), 'listed'],
  'not known there': [of(listing(allowlist, 'not-listed')), 'no'],
  'refused, silent': [
    of(listing(allowlist, 'refused'), listing(allowlist, 'unreachable')),
    ['unanswered', 'unanswered'],
  ],
  'blocklists are others’ business': [of(listing(zen, 'not-listed')), 'none-asked'],
})
