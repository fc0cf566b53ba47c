import assert from 'node:assert/strict'
import check from '../../../src/checks/dmarc/dmarc-record.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { dmarcFacts, inWords } from '../../support/dmarc-facts.ts'

/** The one finding offers these changes. */
const offers =
  (...changes: string[]) =>
  ([finding]: Finding[]) =>
    assert.deepEqual((finding?.repair ?? []).map(inWords), changes)
const says =
  (pattern: RegExp) =>
  ([finding]: Finding[]) =>
    assert.match(finding?.says ?? '', pattern)
const orders =
  (pattern: RegExp) =>
  ([finding]: Finding[]) => {
    assert.match(finding?.fix ?? '', pattern)
    assert.equal(finding?.repair, undefined)
  }
const news = { domain: 'news.shop.example' }
const below = 'news.shop.example A 192.0.2.1'

cases(check, {
  'one record of its own': [await dmarcFacts('v=DMARC1; p=reject'), 'own'],
  'one of its own, and nothing above it was seen': [
    await dmarcFacts('v=DMARC1; p=reject', {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'own',
  ],
  'one of its own, with other texts beside it': [
    await dmarcFacts('v=DMARC1; p=none\n_dmarc.shop.example TXT "google-site-verification=x"'),
    'own',
  ],
  'the record of the domain above applies, and the way to it is shown name by name': [
    await dmarcFacts(`v=DMARC1; p=reject\n${below}`, {}, news),
    'inherited',
    ([finding]) => {
      assert.equal(finding?.brief, 'the record of shop.example')
      const table = finding?.evidence?.find(({ kind }) => kind === 'table')
      assert.deepEqual(table, {
        kind: 'table',
        head: ['name', 'answer', 'what it means'],
        rows: [
          ['_dmarc.news.shop.example', 'no such name', 'no record'],
          ['_dmarc.shop.example', '"v=DMARC1; p=reject"', 'its record applies'],
          ['_dmarc.example', 'no such name', 'no record'],
        ],
      })
    },
  ],
  'only that of a public suffix applies: older receivers see none': [
    await dmarcFacts('_dmarc.example TXT "v=DMARC1; p=none; sp=quarantine; np=reject; psd=y"'),
    'registry',
    (findings) => {
      says(/that of example, .* Receivers that keep to RFC 7489 do not look there, and see no record/)(findings)
      orders(/of your own at _dmarc\.shop\.example\. .* "v=DMARC1; p=quarantine; np=reject"/)(findings)
    },
  ],
  'only that of a private suffix applies, which does not say that it is one': [
    await dmarcFacts(
      '_dmarc.github.io TXT "v=DMARC1; p=none"\nwww.me.github.io A 192.0.2.1',
      {},
      { domain: 'www.me.github.io' },
    ),
    'registry',
    orders(/of your own at _dmarc\.me\.github\.io/),
  ],
  'that of a public suffix applies, since the two of its own house do not count': [
    await dmarcFacts(
      `_dmarc.example TXT "v=DMARC1; p=none; psd=y"\nv=DMARC1; p=reject\nv=DMARC1; p=none\n${below}`,
      {},
      news,
    ),
    'registry',
    orders(/^Put right what stands at _dmarc\.shop\.example, .* 2 records stand there/),
  ],
  'the same, and parked: one of its own is offered': [
    await dmarcFacts('_dmarc.example TXT "v=DMARC1; p=reject; psd=y"', { parked: true }),
    'registry',
    offers('add "v=DMARC1; p=reject"'),
  ],
  'one of its own, and a text with a blank ahead that some count as another': [
    await dmarcFacts('v=DMARC1; p=reject\n_dmarc.shop.example TXT " v=DMARC1; p=none"'),
    'beside',
    (findings) => {
      says(/stands " v=DMARC1; p=none" at _dmarc\.shop\.example: a blank stands before v=DMARC1/)(findings)
      offers()(findings)
    },
  ],
  'one of its own, and one in other letters that some count as another': [
    await dmarcFacts('v=DMARC1; p=reject\n_dmarc.shop.example TXT "v=dmarc1; p=none"'),
    'beside',
  ],
  'a blank ahead, and nothing else: many receivers take it, and dmarc-syntax tells the rest': [
    await dmarcFacts('_dmarc.shop.example TXT " v=DMARC1; p=none"'),
    'own',
  ],
  'none below two that do not count: those are to be mended': [
    await dmarcFacts(`v=DMARC1; p=reject\nv=DMARC1; p=none\n${below}`, {}, news),
    'broken-above',
    (findings) => {
      says(/^news\.shop\.example has no DMARC record of its own, .* _dmarc\.shop\.example .* 2 records stand there/)(
        findings,
      )
      orders(/^Keep the one record at _dmarc\.shop\.example that is meant to count/)(findings)
    },
  ],
  'none below one that is misspelt: it is to be mended': [
    await dmarcFacts(`_dmarc.shop.example TXT "v=dmarc1; p=reject"\n${below}`, {}, news),
    'broken-above',
    (findings) => {
      says(/"v=dmarc1; p=reject": the version reads "v=dmarc1"/)(findings)
      orders(/^Put right what stands at _dmarc\.shop\.example/)(findings)
    },
  ],
  'the same, and parked: one of its own that refuses all': [
    await dmarcFacts(`v=DMARC1; p=reject\nv=DMARC1; p=none\n${below}`, { parked: true }, news),
    'broken-above',
    offers('add _dmarc.news.shop.example "v=DMARC1; p=reject"'),
  ],
  'none below a text of another kind': [
    await dmarcFacts(`_dmarc.shop.example TXT "v=spf1 -all"\n_dmarc.shop.example TXT "hello"\n${below}`, {}, news),
    'none',
    offers('add _dmarc.news.shop.example "v=DMARC1; p=none"'),
  ],
  'what a registry has wrong is not told to those below it': [
    await dmarcFacts('_dmarc.example TXT "v=dmarc1; p=reject"'),
    'none',
    offers('add "v=DMARC1; p=none"'),
  ],
  'at a name below, with its zone behind it once more': [
    await dmarcFacts(
      `_dmarc.news.shop.example.shop.example TXT "v=DMARC1; p=reject"\n${below}\nnews.shop.example TXT "v=spf1 a -all"`,
      {},
      news,
    ),
    'misplaced',
    (findings) => {
      says(/at _dmarc\.news\.shop\.example\.shop\.example: the name of its zone stands in it twice/)(findings)
      offers('add _dmarc.news.shop.example "v=DMARC1; p=reject"')(findings)
    },
  ],
  'none: one that changes nothing is offered': [
    await dmarcFacts(''),
    'none',
    (findings) => {
      says(/^shop\.example has no DMARC record, and inherits none/)(findings)
      offers('add "v=DMARC1; p=none"')(findings)
    },
  ],
  'none, and parked: one that refuses all': [
    await dmarcFacts('', { parked: true }),
    'none',
    offers('add "v=DMARC1; p=reject"'),
  ],
  'none, and its SPF lets nobody send': [
    await dmarcFacts('shop.example TXT "v=spf1 -all"'),
    'none',
    (findings) => {
      offers('add "v=DMARC1; p=reject"')(findings)
      assert.match(findings[0]?.fix ?? '', /^Nothing sends for shop\.example/)
    },
  ],
  'none, at a name below': [
    await dmarcFacts(below, {}, news),
    'none',
    offers('add _dmarc.news.shop.example "v=DMARC1; p=none"'),
  ],
  'none, below a name that has one by itself: an intermediate record is not inherited': [
    await dmarcFacts(`_dmarc.news.shop.example TXT "v=DMARC1; p=reject"\na.news.shop.example A 192.0.2.1`, {}, news),
    'own',
  ],
  'none, at a name that only a wildcard answers for: nothing is put there': [
    await dmarcFacts(
      '*.shop.example A 192.0.2.1\n*.shop.example MX 10 mx.shop.example',
      {},
      { domain: 'a.shop.example' },
    ),
    'none',
    orders(/^Publish a TXT record at _dmarc\.a\.shop\.example that begins with v=DMARC1/),
  ],
  'none, though a wildcard answers with other texts': [
    await dmarcFacts('*.shop.example TXT "v=spf1 -all"'),
    'none',
    orders(/^Publish a TXT record/),
  ],
  'none, though a wildcard leads every name elsewhere': [
    await dmarcFacts('*.shop.example CNAME web.shop.example\nweb.shop.example A 192.0.2.1'),
    'none',
    orders(/^Publish a TXT record/),
  ],
  'none, and one of the other places was not seen: that there is none is certain, what was meant is not': [
    await dmarcFacts('', {}, { blindAt: { 'TXT dmarc.shop.example': 'timeout' } }),
    'none',
    offers(),
  ],
  'not seen above': [await dmarcFacts('', {}, { blindAt: { 'TXT _dmarc.example': 'server-failure' } }), 'unknown'],
  'misplaced, perhaps, and not seen above': [
    await dmarcFacts('dmarc.shop.example TXT "v=DMARC1; p=none"', {}, { blindAt: { 'TXT _dmarc.example': 'refused' } }),
    'unknown',
  ],
  'two that differ': [
    await dmarcFacts('v=DMARC1; p=none\nv=DMARC1; p=reject'),
    'several',
    (findings) => {
      says(/has 2 DMARC records: receivers throw all of them away, and mail forged in its name is delivered/)(findings)
      orders(/^Keep the one record at _dmarc\.shop\.example/)(findings)
    },
  ],
  'two, and nothing above them was seen: that none counts is certain': [
    await dmarcFacts('v=DMARC1; p=none\nv=DMARC1; p=reject', {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'several',
  ],
  'two below a domain that has one': [
    await dmarcFacts(
      `v=DMARC1; p=reject\n_dmarc.news.shop.example TXT "v=DMARC1; p=none"\n_dmarc.news.shop.example TXT "v=DMARC1; p=reject"`,
      {},
      news,
    ),
    'several',
    says(/newer ones go by that of shop\.example, older ones by none/),
  ],
  'two that say the same: one is kept': [
    await dmarcFacts('v=DMARC1; p=none; rua=mailto:a@shop.example\nv=DMARC1;rua=mailto:a@shop.example;p=none;'),
    'several',
    offers('remove "v=DMARC1;rua=mailto:a@shop.example;p=none;"'),
  ],
  'the same text, cut in two ways': [
    await dmarcFacts('_dmarc.shop.example TXT "v=DMARC1; p=none"\n_dmarc.shop.example TXT "v=DMARC1;" " p=none"'),
    'several',
    (findings) =>
      assert.equal(
        findings[0]?.repair?.every(({ change }) => change === 'replace'),
        true,
      ),
  ],
  'at the domain itself': [
    await dmarcFacts('shop.example TXT "v=DMARC1; p=none; rua=mailto:a@shop.example"'),
    'misplaced',
    (findings) => {
      says(/only "v=DMARC1; p=none; rua=mailto:a@shop\.example" at shop\.example: it stands at the domain itself/)(
        findings,
      )
      offers('add "v=DMARC1; p=none; rua=mailto:a@shop.example"')(findings)
    },
  ],
  'another text of the domain that speaks of DMARC is none': [
    await dmarcFacts('shop.example TXT "dmarcian-verification=12345"\nshop.example TXT "dmarc=please"'),
    'none',
  ],
  'without the underscore': [
    await dmarcFacts('dmarc.shop.example TXT "v=DMARC1; p=reject"'),
    'misplaced',
    (findings) => {
      says(/at dmarc\.shop\.example: the name lacks the underscore/)(findings)
      offers('add "v=DMARC1; p=reject"')(findings)
    },
  ],
  'at the domain, doubled': [
    await dmarcFacts('_dmarc.shop.example.shop.example TXT "v=DMARC1; p=none"'),
    'misplaced',
    says(/at _dmarc\.shop\.example\.shop\.example: the name holds the domain twice/),
  ],
  'of type SPF': [
    await dmarcFacts('_dmarc.shop.example SPF "v=DMARC1; p=none"'),
    'misplaced',
    says(/it is of type SPF \(99\)/),
  ],
  'an alias that leads nowhere': [
    await dmarcFacts('_dmarc.shop.example CNAME gone.example'),
    'misplaced',
    (findings) => {
      says(/only an alias \(CNAME\) at _dmarc\.shop\.example: gone\.example does not exist/)(findings)
      orders(/at gone\.example, where the alias leads, or put it in the place of the alias/)(findings)
    },
  ],
  'without a semicolon behind the version': [
    await dmarcFacts('_dmarc.shop.example TXT "v=DMARC1 p=none"'),
    'misplaced',
    offers('replace "v=DMARC1 p=none" "v=DMARC1; p=none"'),
  ],
  'an SPF record where DMARC stands': [
    await dmarcFacts('_dmarc.shop.example TXT "v=spf1 mx -all"'),
    'misplaced',
    orders(/^Take that text away\. Publish a TXT record/),
  ],
  'meant in two ways: only its owner knows which counts': [
    await dmarcFacts('shop.example TXT "v=DMARC1; p=none"\ndmarc.shop.example TXT "v=DMARC1; p=reject"'),
    'misplaced',
    offers(),
  ],
  'misplaced, and strict, and nothing of the domain could pass it: its mail would all be refused': [
    await dmarcFacts('dmarc.shop.example TXT "v=DMARC1; p=reject"\nshop.example TXT "v=spf1 ?all"'),
    'misplaced',
    offers(),
  ],
  'what a wildcard answers at those places is not misplaced': [
    await dmarcFacts('*.shop.example TXT "p=none; this is no record"\n_dmarc.shop.example A 192.0.2.1'),
    'none',
  ],
  'misplaced below a domain that has one: that one applies': [
    await dmarcFacts(`v=DMARC1; p=reject\ndmarc.news.shop.example TXT "v=DMARC1; p=none"`, {}, news),
    'overlooked',
    (findings) => {
      says(/^At dmarc\.news\.shop\.example stands "v=DMARC1; p=none".* They go by the record of shop\.example/)(
        findings,
      )
      offers()(findings)
    },
  ],
  'the domain does not exist': [
    { ...(await dmarcFacts('')), zone: { ...(await dmarcFacts('')).zone, status: 'no-such-domain' } },
    'not-applicable',
  ],
})
