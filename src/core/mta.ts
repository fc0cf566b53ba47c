import type { PasswordRef, ReadersLimit } from './machine.ts'
import type { Blind, Observation } from './observation.ts'

/** Kinds of mail servers and of programs that only hand mail on. */
export type MtaKind = 'postfix' | 'exim' | 'sendmail' | 'opensmtpd' | 'msmtp' | 'nullmailer' | 'ssmtp' | 'dma'

/** A next hop of another mail server than Postfix. */
export interface Smarthost {
  host: string
  port?: number
  /** Where its configuration says. */
  tls?: 'starttls' | 'implicit'
  /** It logs in there. */
  login?: true
}

/** One that was found, by what, and what it does with outgoing mail as far as that can be read. */
export interface MtaFound {
  kind: MtaKind
  /** `3.10.5`, where it says. */
  version?: string
  /** The files it was known by. */
  files: readonly string[]
  /** For those other than Postfix: the next hop as its configuration writes it; absent where mail goes out directly. */
  smarthost?: Smarthost
  /** Those that it turns to when that one does not answer. */
  otherSmarthosts?: readonly Smarthost[]
  /** It delivers on this machine alone: nothing goes out. */
  local?: true
  /** Its configuration alone is there: none of its programs stands where they stand. */
  noProgram?: true
  /** What cannot be told about it here, a clause. */
  unread?: string
}

/** Where a value of Postfix was set: `/etc/postfix/main.cf line 12`, `/etc/postfix/master.cf line 31`, `default`. */
export interface Setting {
  value: string
  from: string
  /** An earlier line of main.cf that says otherwise: the last one holds. */
  over?: { value: string; from: string }
}

/** A next hop as Postfix takes it: `[smtp.example.com]:587` has brackets and no MX lookup. */
export interface NextHop {
  /** As written: the key of policy maps and password maps. */
  written: string
  host: string
  /** A number, or a name that could not be looked up; absent: the service's own, 25. */
  port?: string
  bracketed: boolean
  /** Postfix asks DNS for its MX records, and talks to the hosts that those name. */
  mx: boolean
  /**
   * A name of one label, and who says where that is: `dns` is asked for it as it stands; `system` has its own search domain for
   * it, and /etc/hosts perhaps.
   */
  oneLabel?: 'dns' | 'system'
  /** Why Postfix cannot use it, a clause. */
  malformed?: string
}

/** How mail of one sender to the outside is handed on, in Postfix's order of precedence. */
export interface Route {
  /** `''` is the null sender. */
  sender: string
  /**
   * `relay` by relayhost or a map; `direct` by MX; `other`: a transport that is no SMTP client (pipe, lmtp, error);
   * `unknown`: a table that decides could not be asked.
   */
  kind: 'relay' | 'direct' | 'other' | 'unknown'
  /** With `unknown`: why. */
  blind?: Blind
  /** The service in master.cf that carries it: `smtp`, `relay`. */
  transport: string
  /** What keeps Postfix from using it, a clause: "master.cf has no service relay2". */
  fault?: string
  hops: readonly NextHop[]
  /** Tried when none of the others answers (smtp_fallback_relay). */
  fallback: readonly NextHop[]
  /** Which setting decided: "relayhost", "sender_dependent_relayhost_maps (hash:/etc/postfix/relays)". */
  by: string
  /** The login that Postfix would use at the first hop. */
  login: Observation<RouteLogin>
  /** Those of the hops after it, which are tried when it does not answer; absent where there is one alone. */
  nextLogins?: readonly Observation<RouteLogin>[]
  /** The TLS that the first hop would get. */
  tls: Observation<RouteTls>
  /** smtp_bind_address and smtp_bind_address6 of the service, where set. */
  bindAddress?: Setting
  bindAddress6?: Setting
}

/** The hosts that Postfix tries, one after another, up to what was meant for a comment. */
export function triedHops({ hops }: Pick<Route, 'hops'>): readonly NextHop[] {
  const mark = hops.findIndex(({ written }) => written.startsWith('#'))
  return mark < 0 ? hops : hops.slice(0, mark)
}
export interface RouteLogin {
  /** smtp_sasl_auth_enable for this service. */
  enabled: boolean
  /** Which setting decided on `enabled`. */
  by: string
  /** Name of the user, never the password; absent where no key matches. */
  user?: string
  /** The key that matched, in which map. */
  key?: string
  map?: string
  /** Where the password stands, for the world that keeps it; absent where that cannot be told. */
  secret?: PasswordRef
  /** An entry without a password. */
  noPassword?: true
  /** Keys there that look as if they were meant: `[smtp.example.com]` for `[smtp.example.com]:587`. */
  near: readonly string[]
  /** smtp_sasl_security_options as they hold inside TLS, and in clear. */
  securityOptions: { inTls: readonly string[]; inClear: readonly string[] }
  mechanismFilter: readonly string[]
  /** smtp_sasl_type */
  saslType: Setting
  /** Where smtp_sasl_tls_security_options, smtp_sasl_security_options and smtp_sasl_mechanism_filter were set. */
  from: { inTls: string; inClear: string; filter: string }
  /** The hop is asked for its MX records: the name of a host that they give may match a key before this one. */
  mx?: true
}
export interface RouteTls {
  /** none, may, encrypt, dane, dane-only, fingerprint, verify, secure. */
  level: string
  by: string
  wrapperMode: boolean
  /** Where smtp_tls_wrappermode was set. */
  wrapperFrom?: string
  /**
   * What the level needs and has not: `verify` and `secure` a file of authorities (smtp_tls_CAfile and its like), `dane`
   * and `dane-only` smtp_dns_support_level = dnssec.
   */
  lacks?: 'authorities' | 'dnssec'
  /** The names that a certificate may have with `verify` and `secure`, as the policy or the parameter says: `hostname`, `nexthop`. */
  match?: readonly string[]
  /** What is wrong with the setting, a clause: Postfix then keeps the mail, or does not start. */
  fault?: string
}

/** A lookup table of Postfix by its type and name, and its state where it is compiled. */
export interface MapState {
  /** `hash:/etc/postfix/sasl_passwd` */
  written: string
  parameter: string
  type: string
  path?: string
  state:
    | { kind: 'text' }
    | { kind: 'fresh' | 'stale' | 'uncompiled' | 'missing'; source?: string; compiled?: string }
    | { kind: 'unreadable'; blind: Blind }
    | { kind: 'unsupported' }
    /** Postfix cannot open it: `says` why, a clause; `from` is where the parameter is set. */
    | { kind: 'no-table'; says: string; from: string }
  /** It is compiled, and its source was read in its stead, since no program is run under another root. */
  sourceRead?: true
  /** Source or compiled: everybody can read it, by every folder on the way to it. */
  exposed: readonly string[]
  /** Who else can beside root, by what: `the group staff of /etc/postfix/sasl_passwd`. */
  readers?: readonly { path: string; name: string; by: string }[]
  /** Who is not named. */
  moreReaders?: number
  /** Why it cannot be told who else can. */
  unsure?: Blind
  limits?: readonly ReadersLimit[]
}

/** An entry of transport_maps for some recipients only: their mail goes another way than the route says. */
export interface RouteException {
  /** The key, or the pattern: `example.net`, `.example.net`, `/@example\.net$/`. */
  pattern: string
  /** `smtp:[other.example.com]:587` */
  way: string
  from: string
  /** It leads an SMTP client to the recipients' own servers. */
  direct?: true
}

/** Filters that mail coming in by one service of master.cf passes, where that has its own (`submission`, `465`). */
export interface ServiceMilters {
  service: string
  milters: readonly string[]
  from: string
}

/** All of Postfix that outgoing mail depends on. */
export interface Postfix {
  configDirectory: string
  /** queue_directory */
  queueDirectory?: string
  version?: string
  /** The configuration directories of all instances, the first one first (postmulti(1)). */
  instances: readonly string[]
  hostname: Setting
  /** What EHLO says: smtp_helo_name, which is `hostname` where it is not set. */
  heloName: Setting
  domain: Setting
  origin: Setting
  relayhost: Setting
  compatibilityLevel: Setting
  inetProtocols: Setting
  bindAddress?: Setting
  bindAddress6?: Setting
  /** For every sender that was asked about: `--from`, the null sender, root, and the local domains. */
  routes: readonly Route[]
  /** At most 20; `moreExceptions` are not named. */
  exceptions: readonly RouteException[]
  moreExceptions: number
  maps: readonly MapState[]
  milters: {
    smtpd: readonly string[]
    nonSmtpd: readonly string[]
    defaultAction: Setting
    /** Filters that have a default_action of their own. */
    ownActions: readonly { milter: string; action: string }[]
    services: readonly ServiceMilters[]
  }
  /** SASL mechanism plug-ins that the system's library has (`PLAIN`); nothing where that could not be looked at. */
  plugins?: readonly string[]
  /** What stops Postfix or one of its programs, each a clause with its file and line. */
  faults: readonly string[]
  /** What of it could not be read or understood: each a clause. */
  unread: readonly string[]
}
