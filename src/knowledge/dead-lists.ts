import type { DeadList } from '../core/lists.ts'

type Ended = [does: string, since: string | undefined, zones: readonly string[]]

const ofEach = (groups: readonly Ended[], below?: true): DeadList[] =>
  groups.flatMap(([does, since, zones]) =>
    zones.map((zone) => ({ zone, ...(below && { below }), does, ...(since !== undefined && { since }) })),
  )

/** Each zone and all below it. */
const families: readonly Ended[] = [
  [
    'lists nobody, since its zones are empty',
    '2024',
    [
      'dnsbl.sorbs.net',
      'rhsbl.sorbs.net',
      'aspews.ext.sorbs.net',
      'l1.spews.ext.sorbs.net',
      'l2.spews.ext.sorbs.net',
      'l1.bbfh.ext.sorbs.net',
      'l2.bbfh.ext.sorbs.net',
      'l3.bbfh.ext.sorbs.net',
      'l4.bbfh.ext.sorbs.net',
    ],
  ],
  ['lists everybody', '2015', ['dnsbl.ahbl.org', 'ircbl.ahbl.org', 'rhsbl.ahbl.org', 'tor.ahbl.org', 'dul.ru']],
  [
    'lists everybody at times, since its domain changed hands',
    '2013',
    ['dnsbl.njabl.org', 'combined.njabl.org', 'bhnc.njabl.org'],
  ],
  ['lists nobody', '2020', ['dnsbl.inps.de', 'dnswl.inps.de']],
  [
    'lists everybody at times, since its domain ran out',
    '2019',
    [
      'combined.rbl.msrbl.net',
      'phishing.rbl.msrbl.net',
      'spam.rbl.msrbl.net',
      'virus.rbl.msrbl.net',
      'images.rbl.msrbl.net',
      'web.rbl.msrbl.net',
    ],
  ],
  ['lists everybody, since its domain ran out', '2016', ['dnsbl.burnt-tech.com']],
  ['answers nobody', '2008', ['list.dsbl.org', 'multihop.dsbl.org', 'unconfirmed.dsbl.org']],
  ['lists everybody', '2003', ['relays.osirusoft.com']],
  ['answers nobody, or lists everybody as its operator threatened', '2009', ['rbl.cluecentral.net']],
  ['answers nobody', '2009', ['blackholes.us']],
  ['lists nobody', '2023', ['rfc-clueless.org']],
  ['lists everybody', '2010', ['ybl.megacity.org']],
  [
    'was accused by Spamhaus of giving out stolen data',
    undefined,
    ['sbl.nszones.com', 'bl.nszones.com', 'dyn.nszones.com', 'ubl.nszones.com'],
  ],
  [
    'lists nobody',
    '2012',
    [
      'dsn.rfc-ignorant.org',
      'postmaster.rfc-ignorant.org',
      'whois.rfc-ignorant.org',
      'abuse.rfc-ignorant.org',
      'bogusmx.rfc-ignorant.org',
    ],
  ],
  [
    'answers nobody',
    '2019',
    ['spam.abuse.ch', 'combined.abuse.ch', 'drone.abuse.ch', 'dnsbl.abuse.ch', 'httpbl.abuse.ch'],
  ],
  [
    'answers nobody',
    '2022',
    [
      'ohps.dnsbl.net.au',
      'omrs.dnsbl.net.au',
      'osps.dnsbl.net.au',
      'osrs.dnsbl.net.au',
      'owfs.dnsbl.net.au',
      'owps.dnsbl.net.au',
      'probes.dnsbl.net.au',
      'rdts.dnsbl.net.au',
      'ricn.dnsbl.net.au',
      'rmst.dnsbl.net.au',
      't3direct.dnsbl.net.au',
      't1.dnsbl.net.au',
    ],
  ],
  ['lists everybody at times', '2019', ['tor.dnsbl.sectoor.de']],
  ['cannot be relied on', '2007', ['blackhole.securitysage.com']],
  [
    'has moved to bl.0spam.org',
    '2025',
    ['0spam.fusionzero.com', '0spam-killlist.fusionzero.com', '0spamtrust.fusionzero.com', '0spamurl.fusionzero.com'],
  ],
  [
    'answers its subscribers alone',
    undefined,
    [
      'blackholes.mail-abuse.org',
      'relays.mail-abuse.org',
      'dialups.mail-abuse.org',
      'rbl-plus.mail-abuse.org',
      'nonconfirm.mail-abuse.org',
    ],
  ],
]

const zones: readonly Ended[] = [
  ['lists nobody, since it is empty', '2025', ['ix.dnsbl.manitu.net']],
  ['answers nobody', '2024', ['db.wpbl.info']],
  ['lists everybody at times, since its domain was parked', '2018', ['bl.spamcannibal.org']],
  ['is part of zen.spamhaus.org', '2021', ['cbl.abuseat.org']],
  ['is part of zen.spamhaus.org', '2006', ['sbl-xbl.spamhaus.org']],
  ['lists nobody', '2018', ['swl.spamhaus.org', 'dwl.spamhaus.org', '_vouch.dwl.spamhaus.org']],
  ['lists everybody', '2007', ['rbl.spamhaus.org']],
  ['lists everybody, since its domain was sold', '2019', ['bl.emailbasura.org']],
  ['lists everybody', '2019', ['rbl.megarbl.net']],
  ['lists everybody', '2008', ['relays.ordb.org']],
  ['answers nobody', '2017', ['virbl.dnsbl.bit.nl', 'virbl.bit.nl']],
  ['answers nobody', '2020', ['ubl.unsubscore.com', 'ubl.lashback.com', 'dynip.rothen.com']],
  ['is broken or private', '2018', ['dnsbl.cyberlogic.net']],
  ['answered nobody when it was last looked at', '2019', ['no-more-funn.moensted.dk', 'rbl.suresupport.com']],
  [
    'answered nobody when it was last looked at',
    '2024',
    ['spamtrap.drbl.drand.net', 'rbl.lugh.ch', 'spam.dnsbl.anonmails.de', 'cidr.bl.mcafee.com'],
  ],
  ['answered nobody when it was last looked at', '2026', ['sbl.spamdown.org']],
  ['answers nobody', '2025', ['dnsbl.madavi.de']],
  ['answers nobody', '2021', ['dnsbl.anticaptcha.net', 'dnsbl6.anticaptcha.net']],
  [
    'answers nobody: these are old names of a list that Validity keeps for registered resolvers',
    '2024',
    ['plus.bondedsender.org', 'query.bondedsender.org'],
  ],
  ['answers nobody', '2019', ['short.rbl.jp', 'virus.rbl.jp', 'cdl.anti-spam.org.cn', 'cbl.anti-spam.org.cn']],
  ['lists everybody, since its domain ran out', '2013', ['dnsbl.solid.net']],
  ['answers nobody', '2014', ['rbl.orbitrbl.com']],
  ['answers nobody', '2013', ['opm.tornevall.org']],
  ['lists nobody, since it is empty', '2010', ['badnets.spameatingmonkey.net']],
  ['has moved to spamrbl.swinog.ch', '2025', ['spamrbl.imp.ch', 'wormrbl.imp.ch']],
  [
    'answers its subscribers alone',
    undefined,
    ['sip.invaluement.com', 'ivmsip.invaluement.com', 'ivmsip24.invaluement.com', 'ivmuri.invaluement.com'],
  ],
  ['answered nobody when it was last looked at', '2025', ['spamlist.or.kr']],
  ['answered nobody when it was last looked at', '2018', ['duinv.aupads.org', 'orvedb.aupads.org']],
  ['answered nobody when it was last looked at', '2020', ['bl.deadbeef.com']],
  [
    'answered nobody when it was last looked at',
    '2023',
    ['dnsbl.darklist.de', 'dul.pacifier.net', 'list.bbfh.org', 'tr.countries.nerd.dk', 'dnsbl.zapbl.net', 'bl.fmb.la'],
  ],
]

/**
 * Lists that have ended (researched 2026-11: announcements of their operators, and dated notes of those who stopped asking
 * them). Names that merely live on in copied lists are not here: such a zone has to prove itself.
 */
export const deadLists: readonly DeadList[] = [...ofEach(families, true), ...ofEach(zones)]
