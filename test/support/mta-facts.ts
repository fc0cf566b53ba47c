import type { MapState, MtaFound, NextHop, Postfix, Route, RouteLogin, RouteTls } from '../../src/core/mta.ts'
import type { MailInABox, MtaName, RelayDane, RelayOffers } from '../../src/core/mta-around.ts'
import { seen } from '../../src/core/observation.ts'
import type { MachineTarget } from '../../src/core/target.ts'

export const machine: MachineTarget = { kind: 'machine', name: 'box.shop.example', display: 'box.shop.example' }
export const box: MailInABox = { path: '/etc/mailinabox.conf', hostname: 'box.shop.example' }
const at = (line: number) => `/etc/postfix/main.cf line ${line}`

export const found = (changes: Partial<MtaFound> = {}): MtaFound => ({
  kind: 'postfix',
  version: '3.10.5',
  files: ['/usr/sbin/postfix', '/etc/postfix/main.cf'],
  ...changes,
})

/** `[mail.smtp2go.com]:2525`, taken as it stands. */
export const hop = (changes: Partial<NextHop> = {}): NextHop => ({
  written: '[mail.smtp2go.com]:2525',
  host: 'mail.smtp2go.com',
  port: '2525',
  bracketed: true,
  mx: false,
  ...changes,
})
/** One that is written with brackets and this port. */
export const hopTo = (host: string, port?: number): NextHop => ({
  written: `[${host}]${port === undefined ? '' : `:${port}`}`,
  host,
  ...(port !== undefined && { port: String(port) }),
  bracketed: true,
  mx: false,
})

export const login = (changes: Partial<RouteLogin> = {}): RouteLogin => ({
  enabled: true,
  by: `smtp_sasl_auth_enable (${at(20)})`,
  user: 'box-shop',
  key: 'mail.smtp2go.com',
  map: 'hash:/etc/postfix/sasl_passwd',
  near: [],
  securityOptions: { inTls: ['noanonymous'], inClear: ['noanonymous'] },
  mechanismFilter: [],
  saslType: { value: 'cyrus', from: 'default' },
  from: { inTls: 'default', inClear: at(21), filter: 'default' },
  ...changes,
})
export const tls = (changes: Partial<RouteTls> = {}): RouteTls => ({
  level: 'encrypt',
  by: `smtp_tls_security_level (${at(22)})`,
  wrapperMode: false,
  ...changes,
})

/** All through the relay, as it should be. */
export const route = (changes: Partial<Route> = {}): Route => ({
  sender: 'shop@shop.example',
  kind: 'relay',
  transport: 'smtp',
  hops: [hop()],
  fallback: [],
  by: 'relayhost',
  login: seen(login()),
  tls: seen(tls()),
  ...changes,
})
export const direct = (changes: Partial<Route> = {}): Route =>
  route({ kind: 'direct', hops: [], by: 'default', ...changes })

export const map = (changes: Partial<MapState> = {}): MapState => ({
  written: 'hash:/etc/postfix/sasl_passwd',
  parameter: 'smtp_sasl_password_maps',
  type: 'hash',
  path: '/etc/postfix/sasl_passwd',
  state: { kind: 'fresh', source: '/etc/postfix/sasl_passwd', compiled: '/etc/postfix/sasl_passwd.db' },
  exposed: [],
  ...changes,
})

/** As it should be, with these routes. */
export const postfixWith = (routes: readonly Route[], changes: Partial<Postfix> = {}): Postfix => ({
  configDirectory: '/etc/postfix',
  version: '3.10.5',
  instances: ['/etc/postfix'],
  hostname: { value: 'box.shop.example', from: at(3) },
  heloName: { value: 'box.shop.example', from: 'default' },
  domain: { value: 'shop.example', from: 'default' },
  origin: { value: 'box.shop.example', from: 'default' },
  relayhost: { value: '[mail.smtp2go.com]:2525', from: at(12) },
  compatibilityLevel: { value: '3.6', from: at(1) },
  inetProtocols: { value: 'all', from: at(9) },
  routes,
  exceptions: [],
  moreExceptions: 0,
  maps: [map()],
  milters: {
    smtpd: [],
    nonSmtpd: [],
    defaultAction: { value: 'accept', from: 'default' },
    ownActions: [],
    services: [],
  },
  plugins: ['CRAM-MD5', 'LOGIN', 'PLAIN'],
  faults: [],
  unread: [],
  ...changes,
})

/** All facts about a machine whose Postfix has these instances. */
export const mtaFacts = (...postfix: readonly Postfix[]) => ({
  machine,
  mta: [found()] as readonly MtaFound[],
  postfix,
  machineSelf: { uid: 0, hostname: 'box.shop.example', addresses: ['127.0.0.1', '::1', '192.0.2.10'] },
  mailInABox: undefined as MailInABox | undefined,
  mtaNames: [] as readonly MtaName[],
  relayDane: [] as readonly RelayDane[],
  relayOffers: [] as readonly RelayOffers[],
})
/** The same of one instance with one route, changed so. */
export const withRoute = (changes: Partial<Route> = {}, more: Partial<Postfix> = {}) =>
  mtaFacts(postfixWith([route(changes)], more))
export const withLogin = (changes: Partial<RouteLogin>, more: Partial<Postfix> = {}) =>
  withRoute({ login: seen(login(changes)) }, more)
export const withTls = (changes: Partial<RouteTls>, more: Partial<Postfix> = {}) =>
  withRoute({ tls: seen(tls(changes)) }, more)

/** Without a login that is found. */
export const unfound = (changes: Partial<RouteLogin> = {}): RouteLogin => {
  const { user: _, key: __, map: ___, ...rest } = login()
  return { ...rest, ...changes }
}

/** Nobody may read a file. */
export const noPermission = {
  reason: 'no-permission',
  detail: '/etc/postfix/sasl_passwd belongs to root (mode 0600), and relaycheck runs as uid 1000',
} as const
