/** Where a reply was said, as far as what stands around it tells. */
export interface Around {
  /** The server that said it, by name or address, lower case. */
  host?: string
  /** Its address, canonical: not the sender's. */
  hostIp?: string
  /** The sending address, canonical. */
  ip?: string
  /** `user@domain`, as they stand. */
  to?: string
  from?: string
  /** `5.1.1`: what the log or the report gives for it. */
  dsn?: string
  /** The port of the server, `587`. */
  port?: string
  /** Whoever sent has given up: it is not tried again. */
  gaveUp?: true
}

/** A reply taken apart. */
export interface SaidReply {
  /** On one line, repeated codes taken out: `550 5.7.26 This mail …`; control characters in it still. */
  text: string
  code?: number
  /** `5.7.26` */
  enhanced?: string
  /** The server that said it, lower case. */
  host?: string
  /** What stands in it or around it, the sender's domain, the sending address, the recipient's domain, the server and its port, the return path, the user who logged in. */
  about: {
    domain?: string
    ip?: string
    to?: string
    host?: string
    port?: string
    from?: string
    user?: string
  }
  /** `user@domain`, as it stands: whom it kept the mail from. */
  recipient?: string
  /** Whoever sent has given up: it is not tried again. */
  gaveUp?: true
  /** Addresses, domains, IP addresses of the text, each once, canonical; at most ten. */
  names: readonly string[]
}
