/**
 * The shop's mail server as the demo finds it, file by file: Postfix as Debian sets it up, handed to a relay by somebody in a
 * hurry. The key of the login is one that Postfix never looks for, everybody can read the file, and TLS is left to chance.
 */
export const demoMachine: Readonly<Record<string, { text: string; mode: number }>> = {
  'usr/sbin/postfix': { text: '', mode: 0o755 },
  'etc/mailname': { text: 'shop.example\n', mode: 0o644 },
  'etc/postfix/master.cf': { text: 'smtp      unix  -       -       n       -       -       smtp\n', mode: 0o644 },
  'etc/postfix/sasl_passwd': { text: 'mail.smtp2go.com:2525 shop:correct horse battery\n', mode: 0o644 },
  'etc/postfix/main.cf': {
    text: `compatibility_level = 3.6
myhostname = mail.shop.example
myorigin = /etc/mailname
mydestination = $myhostname, shop.example, localhost
inet_protocols = ipv4
relayhost = [mail.smtp2go.com]:2525
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = texthash:/etc/postfix/sasl_passwd
smtp_sasl_security_options = noanonymous
smtp_tls_security_level = may
`,
    mode: 0o644,
  },
}
