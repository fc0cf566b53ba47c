/**
 * The world of `relaycheck demo`: zones as they would stand on name servers, first wrong in ways that are common, then
 * repaired. The addresses are of 192.31.196.0/24, which routes to nobody's mail (RFC 7535), and of documentation ranges.
 */
export const demoDomain = 'shop.example'
/** The address that shop.example sends from. */
export const demoSender = '192.31.196.25'
/** The selectors that its mail is signed with: of its own server, and of the relay. */
export const demoSelectors = ['mail', 's4711'] as const
/** The name servers by address: `lame` answers for no zone. */
export const demoServers = { good: ['192.31.196.53', '192.31.196.54'], lame: ['192.31.196.55'] } as const

const others = `
$ORIGIN example.
$TTL 3600
@                     SOA ns.registry.example. dns.registry.example. 2026112401 7200 3600 1209600 300
@                     NS  ns.registry.example.
ns.registry           A   192.31.196.53

_spf.mail             TXT "v=spf1 include:_a.mail.example include:_b.mail.example include:_c.mail.example ~all"
_a.mail               TXT "v=spf1 ip4:198.51.100.0/26 ~all"
_b.mail               TXT "v=spf1 ip4:198.51.100.64/26 ~all"
_c.mail               TXT "v=spf1 ip6:2001:db8:c::/48 ~all"
spf.crm               TXT "v=spf1 ip4:198.51.100.128/27 -all"
spf.newsletter        TXT "v=spf1 include:_n1.newsletter.example include:_n2.newsletter.example -all"
_n1.newsletter        TXT "v=spf1 ip4:198.51.100.160/27 -all"
_n2.newsletter        TXT "v=spf1 ip4:198.51.100.192/27 -all"
spf.helpdesk          TXT "v=spf1 ip4:198.51.100.224/27 -all"
mail.host             A   192.31.196.11
relay.host            A   192.31.196.140
192-31-196-66.cust.host  A  192.31.196.66
lists.club            A   192.31.196.160
lists.club            MX  10 lists.club
lists.club            TXT "v=spf1 a -all"
receiver              MX  10 mx.receiver
mx.receiver           A   192.31.196.170
`

const smtp2go = `
$ORIGIN smtp2go.com.
$TTL 3600
@                     SOA ns.registry.example. dns.registry.example. 2026112401 7200 3600 1209600 300
@                     NS  ns.registry.example.
spf                   TXT "v=spf1 ip4:192.31.196.144/28 ~all"
mail                  A   192.31.196.130
out                   A   192.31.196.150
`

const smtp2goKeys = `
$ORIGIN smtp2go.net.
$TTL 3600
@                     SOA ns.registry.example. dns.registry.example. 2026112401 7200 3600 1209600 300
@                     NS  ns.registry.example.
return                MX  10 return
return                A   192.31.196.131
return                TXT "v=spf1 ip4:192.31.196.144/28 ~all"
track                 A   192.31.196.132
dkim                  TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAy07KbqPiF3IDer/KdszltN7fQtnx2oNJqFl1JZO+1/Ptj4feMTxsln0ByujF6YzYJxrb9cO5RG2oXvjiqTyo+MeGAqnrHu9Xj8QHa8+OagxPx+HfU6J3n+6S/AICxrUQ3HczF1ZTJcJFbrSxnjGjaSSEB9Dl24hW942A+xJYvNsq1gNjFTMYDbBoVA" "CBRZ0pjSL9zFWO97bmXa3wGfBKeOxCK1YHKD25E6BnSrH/7FzQ9pYDNCmO6LIw/CDuXg+rcMaKkxEcxe/ThXrOcqiGlBHTgxLe/OXPLVrrGUJVamj53oLGkX0tuwqq3OecMoYghWE5I4rEOfhkqGrzqcG8lwIDAQAB"
`

/** The key of mail.shop.example as TXT strings hold it; its other half signs the messages of the tour and nothing else. */
const key =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtnAKLJt0UWiVJ9nAhEKUxMVukrzDjyoBia3zVfV4Vcm8T1GFa3IGP8wj56TivhDyJfc7Gjq8/EHPcbdQUuCFtGNywsrqjcGvMKuzdITU8RJNLwfZwUWs9EWHX0I9KZyxLGvjdulqNHV17OVjXz4AfDvucXxF" "mM8WMurVJpIWfZoRGxmPRz3bT7L3TDleAzbMZmjhMK5so90OI0sshfygdWpvgqoFm0WKd+FJv6NOOwuCVx1WtXQboXroulfrEYinm42WPv0YLvYkZEonrA1O5z/38a3M6k48N9CVVulgzxe6agE5qDVmlaumAv+d0qaUishI144cNx6Ut79WfMK9TQIDAQAB'

const head = `
$ORIGIN shop.example.
$TTL 3600
@                     SOA ns1.shop.example. dns.shop.example. 2026112401 7200 3600 1209600 300
@                     NS  ns1.shop.example.
@                     NS  ns2.shop.example.
ns1                   A   192.31.196.53
mx1                   A   192.31.196.10
www                   A   192.31.196.80
; the relay keeps its key at home
s4711._domainkey      CNAME dkim.smtp2go.net.
mail                  A   192.31.196.25
`

const broken = `${head}
; the second name server was never told of the zone
ns2                   A   192.31.196.55
; one server is an alias, one is gone
@                     MX  10 mx1.shop.example.
@                     MX  20 mx2.shop.example.
@                     MX  30 mx3.shop.example.
mx2                   CNAME mail.host.example.
; years of "just add this include"
@                     TXT "v=spf1 include:_spf.mail.example include:spf.crm.example include:spf.newsletter.example include:spf.smtp2go.com a:www.shop.example mx ptr include:spf.helpdesk.example ~all"
; copied from a zone file into a web form, backslashes and all
mail._domainkey       TXT "v=DKIM1\\\\; k=rsa\\\\; p=${key}"
; a policy that only watches, and whose reports go nowhere
_dmarc                TXT "v=DMARC1; p=none; rua=dmarc@shop.example"
`

const repaired = `${head}
ns2                   A   192.31.196.54
@                     MX  10 mx1.shop.example.
@                     MX  20 mail.host.example.
; only what still sends: this server, and the office mail
@                     TXT "v=spf1 mx ip4:192.31.196.25 include:_spf.mail.example ~all"
mail._domainkey       TXT "v=DKIM1; k=rsa; p=${key}"
_dmarc                TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@shop.example"
; bounces and clicks of mail through the relay
em4711                CNAME return.smtp2go.net.
link                  CNAME track.smtp2go.net.
`

/** The addresses of the tour: one that lists know, of a machine beside the shop's, and one in good order. */
export const demoAddresses = { listed: '192.31.196.66', clean: demoSender } as const

/** Two relays, and who logs in there. */
export const demoRelays = {
  well: {
    target: 'mail.smtp2go.com:2525',
    address: '192.31.196.130',
    starttls: [587, 2525, 8025],
    implicit: [465],
    returnPath: 'em4711',
    selector: 's4711',
  },
  badly: { target: 'relay.host.example:587', address: '192.31.196.140', starttls: [587], implicit: [] },
} as const
export const demoLogin = { user: 'shop', password: 'correct horse battery', sender: 'info@shop.example' } as const

/** What lists say of them. */
export const demoEntries: readonly { zone: string; subject: string; code: string; says?: string }[] = [
  {
    zone: 'zen.spamhaus.org',
    subject: demoAddresses.listed,
    code: '127.0.0.3',
    says: `https://check.spamhaus.org/query/ip/${demoAddresses.listed}`,
  },
  { zone: 'bl.spamcop.net', subject: demoAddresses.listed, code: '127.0.0.2' },
  { zone: 'dnsbl-3.uceprotect.net', subject: demoAddresses.listed, code: '127.0.0.2' },
  { zone: 'dnsbl-3.uceprotect.net', subject: demoAddresses.clean, code: '127.0.0.2' },
  { zone: 'list.dnswl.org', subject: demoAddresses.clean, code: '127.0.14.1' },
]

const reverse = `
$ORIGIN 196.31.192.in-addr.arpa.
$TTL 3600
@                     SOA ns.registry.example. dns.registry.example. 2026112401 7200 3600 1209600 300
@                     NS  ns.registry.example.
25                    PTR mail.shop.example.
66                    PTR 192-31-196-66.cust.host.example.
150                   PTR out.smtp2go.com.
160                   PTR lists.club.example.
`

const origins = `
$ORIGIN asn.cymru.com.
$TTL 3600
@                     SOA ns.registry.example. dns.registry.example. 2026112401 7200 3600 1209600 300
@                     NS  ns.registry.example.
25.196.31.192.origin  TXT "64500 | 192.31.196.0/24 | ZZ | example | 2026-11-24"
66.196.31.192.origin  TXT "64500 | 192.31.196.0/24 | ZZ | example | 2026-11-24"
AS64500               TXT "64500 | ZZ | example | 2026-11-24 | EXAMPLE-HOST Example Hosting, ZZ"
`

/** What stands about the addresses in DNS, beside the lists. */
export const demoReverse = { '196.31.192.in-addr.arpa': reverse, 'asn.cymru.com': origins } as const

/** Zone files by name, before the repair and after it. */
export const demoZones = {
  broken: { 'shop.example': broken, example: others, 'smtp2go.com': smtp2go, 'smtp2go.net': smtp2goKeys },
  repaired: { 'shop.example': repaired, example: others, 'smtp2go.com': smtp2go, 'smtp2go.net': smtp2goKeys },
} as const
