import type { Blind, Observation } from './observation.ts'

/** Kinds of mail servers and of programs that only hand mail on. */
export type MtaKind = 'postfix' | 'exim' | 'sendmail' | 'opensmtpd' | 'msmtp' | 'nullmailer' | 'ssmtp' | 'dma'

/** One that was found, by what, and what it does with outgoing mail as far as that can be read. */
export interface MtaFound {
  kind: MtaKind
  /** `3.10.5`, where it says. */
  version?: string
  /** The files it was known by. */
  files: readonly string[]
  /** For those other than Postfix: the next hop as its configuration writes it; absent where mail goes out directly. */
  smarthost?: { host: string; port?: number }
  /** What cannot be told about it here, a clause. */
  unread?: string
}

/** Where a value of Postfix was set: `/etc/postfix/main.cf line 12`, `/etc/postfix/master.cf line 31`, `default`. */
export interface Setting {
  value: string
  from: string
}

/** A next hop as Postfix takes it: `[smtp.example.com]:587` has brackets and no MX lookup. */
export interface NextHop {
  /** As written: the key of policy maps and password maps. */
  written: string
  host: string
  /** Absent: the service's own, 25. */
  port?: string
  bracketed: boolean
  /** Why Postfix cannot use it, a clause. */
  malformed?: string
}

/** How mail of one sender to the outside is handed on, in Postfix's order of precedence. */
export interface Route {
  /** `''` is the null sender. */
  sender: string
  /** `relay` by relayhost or a map; `direct` by MX; `other`: a transport that is no SMTP client (pipe, lmtp, error). */
  kind: 'relay' | 'direct' | 'other'
  /** The service in master.cf that carries it: `smtp`, `relay`. */
  transport: string
  hops: readonly NextHop[]
  /** Which setting decided: "relayhost", "sender_dependent_relayhost_maps (hash:/etc/postfix/relays)". */
  by: string
  /** The login that Postfix would use at the first hop. */
  login: Observation<RouteLogin>
  /** The TLS that the first hop would get. */
  tls: Observation<RouteTls>
}
export interface RouteLogin {
  /** smtp_sasl_auth_enable for this service. */
  enabled: boolean
  /** Name of the user, never the password; absent where no key matches. */
  user?: string
  /** The key that matched, in which map. */
  key?: string
  map?: string
  /** An entry without a password. */
  noPassword?: true
  /** Keys there that look as if they were meant: `[smtp.example.com]` for `[smtp.example.com]:587`. */
  near: readonly string[]
  /** smtp_sasl_security_options as they hold inside TLS, and in clear. */
  securityOptions: { inTls: readonly string[]; inClear: readonly string[] }
  mechanismFilter: readonly string[]
}
export interface RouteTls {
  /** none, may, encrypt, dane, dane-only, fingerprint, verify, secure. */
  level: string
  by: string
  wrapperMode: boolean
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
  /** Readable by others than root and its group, source or compiled. */
  exposed: readonly string[]
}

/** All of Postfix that outgoing mail depends on. */
export interface Postfix {
  configDirectory: string
  version?: string
  instances: readonly string[]
  hostname: Setting
  domain: Setting
  relayhost: Setting
  inetProtocols: Setting
  bindAddress?: Setting
  bindAddress6?: Setting
  /** For every sender that was asked about: `--from`, the null sender, root, and the local domains. */
  routes: readonly Route[]
  maps: readonly MapState[]
  milters: { smtpd: readonly string[]; nonSmtpd: readonly string[]; defaultAction: Setting }
  /** SASL mechanism plug-ins that the system's library has; nothing where that could not be looked at. */
  plugins?: readonly string[]
  /** What of it could not be read or understood: each a clause. */
  unread: readonly string[]
}
