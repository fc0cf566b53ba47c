/** Replies as they stand in the logs of the world, names and addresses changed, by the pattern that fits each. */
export const examples: Readonly<Record<string, readonly string[]>> = {
  'pf-connect-timeout': [
    'Nov 30 10:00:00 mail postfix/smtp[123]: 4A1: to=<bob@rcpt.example>, relay=none, delay=30, delays=0.1/0/30/0, dsn=4.4.1, status=deferred (connect to mx.rcpt.example[203.0.113.5]:25: Connection timed out)',
    'connect to mail.smtp2go.com[203.0.113.5]:587: Connection timed out',
  ],
  'pf-cert-self-signed': [
    'certificate verification failed for relay.example[203.0.113.5]:587: self-signed certificate',
    'certificate verification failed for relay.example[203.0.113.5]:587: self-signed certificate in certificate chain',
  ],
  'dmarc-permerror': ['554 5.7.5 Permanent Error Evaluating DMARC Policy'],
  'host-takes-none': ['521 5.2.1 mx.rcpt.example does not accept mail'],
  'own-account': ['550 5.7.1 That message can not be sent because your account is suspended'],
  'from-unverified': ['550 From domain not verified: shop.example'],
  'several-from': ['550 5.7.0 Local Policy Violation - Multiple From headers'],
  certificate: ['450 4.7.320 Certificate validation failed', '454 4.7.5 Certificate verification failed'],
  'free-ip': ['421 Too many spams from your IP (192.0.2.1), please visit http://postmaster.free.fr/'],
  'ms-s3140': [
    "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).",
  ],
  'ms-remote-spam': ['550 5.7.350 Remote server returned message detected as spam -> 550 High probability of spam'],
  'ms-recipient-limit': [
    "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
  ],
  'ms-no-domain': ['550 5.4.310 DNS domain rcpt.example does not exist'],
  'gmail-domain-rate': [
    '421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your DKIM domain [shop.example 36].',
  ],
  'pf-connect-refused': ['connect to mx.rcpt.example[203.0.113.5]:25: Connection refused'],
  'pf-network-unreachable': ['connect to mx.rcpt.example[2001:db8::5]:25: Network is unreachable'],
  'pf-dns-tryagain': [
    'Host or domain name not found. Name service error for name=rcpt.example type=MX: Host not found, try again',
  ],
  'pf-dns-notfound': [
    'Host or domain name not found. Name service error for name=rcpt.example type=AAAA: Host not found',
    'unable to look up host mail.relay.example: Name or service not known',
  ],
  'pf-dns-nodata': [
    'Host or domain name not found. Name service error for name=mx.rcpt.example type=A: Host found but no data record of requested type',
  ],
  'pf-nullmx': ['Domain rcpt.example does not accept mail (nullMX)'],
  'pf-loop': ['mail for rcpt.example loops back to myself'],
  'pf-tls-not-offered': ['TLS is required, but was not offered by host relay.example[203.0.113.5]'],
  'pf-tls-refused': [
    'TLS is required, but host relay.example[203.0.113.5] refused to start TLS: 454 4.7.0 TLS not available due to local problem',
  ],
  'pf-tls-handshake': ['Cannot start TLS: handshake failure'],
  'pf-tls-engine': ['TLS is required, but our TLS engine is unavailable'],
  'pf-cert-untrusted': ['Server certificate not trusted'],
  'pf-cert-unverified': ['Server certificate not verified'],
  'pf-cert-verify-log': [
    'Nov 30 10:00:00 mail postfix/smtp[123]: certificate verification failed for relay.example[203.0.113.5]:587: untrusted issuer /O=Example CA',
  ],
  'pf-no-greeting': [
    'lost connection with mx.rcpt.example[203.0.113.5] while receiving the initial server greeting',
    'conversation with relay.example[203.0.113.5] timed out while receiving the initial server greeting',
  ],
  'pf-server-unavailable': ['server unavailable or unable to receive mail'],
  'pf-sasl': ['SASL login/password exceeds 1024 characters'],
  'pf-lost-connection': ['lost connection with mx.rcpt.example[203.0.113.5] while sending RCPT TO'],
  'pf-conversation-timeout': ['conversation with mx.rcpt.example[203.0.113.5] timed out while sending message body'],
  'pf-size-limit': ['message size 30000000 exceeds size limit 20000000 of server mx.rcpt.example[203.0.113.5]'],
  'pf-transport-unavailable': ['mail transport unavailable'],
  'pf-local-data': ['local data error while talking to relay.example[203.0.113.5]'],
  'pf-reqtls': ['Sender requested REQUIRETLS, but mx.rcpt.example does not offer it'],
  'pf-sasl-nomech': [
    'SASL authentication failed; cannot authenticate to server relay.example[203.0.113.5]: no mechanism available',
  ],
  'pf-sasl-cached': [
    'SASL [CACHED] authentication failed; server relay.example[203.0.113.5] said: 535 5.7.8 Error: authentication failed',
  ],
  'pf-sasl-later': [
    'SASL authentication failed; server relay.example[203.0.113.5] said: 454 4.7.0 Temporary authentication failure',
  ],
  'pf-sasl-server-said': [
    'Nov 30 10:00:00 mail postfix/smtp[123]: 4A1B2C3D: to=<bob@rcpt.example>, relay=mail.smtp2go.com[203.0.113.5]:587, delay=2, dsn=4.7.8, status=deferred (SASL authentication failed; server mail.smtp2go.com[203.0.113.5] said: 535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6)',
  ],
  'pf-sasl-nocompat': [
    'SASL authentication failed: server relay.example[203.0.113.5] offered no compatible authentication mechanisms for this type of connection security',
  ],
  's2g-relay-denied': ['550 <bob@rcpt.example> Relay access denied - please authenticate'],
  'pf-relay-denied': ['554 5.7.1 <bob@rcpt.example>: Relay access denied'],
  'pf-no-ptr': [
    '450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]',
    '554 5.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]',
  ],
  'pf-helo-fqdn': ['504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname'],
  'pf-sender-domain': ['450 4.1.8 <root@vps.shop.example>: Sender address rejected: Domain not found'],
  'pf-not-owned': ['553 5.7.1 <info@shop.example>: Sender address rejected: not owned by user shop'],
  'pf-too-many-errors': ['421 4.7.0 mx.rcpt.example Error: too many errors'],
  'pf-pipelining': ['503 5.5.0 <DATA>: Data command rejected: Improper use of SMTP command pipelining'],
  'pf-forward-loop': ['mail forwarding loop for bob@rcpt.example'],
  'pf-pipe': ['5.3.0 Command died with status 127: "/usr/bin/filter". Command output: sh: filter: not found'],
  'ms-account-banned': ['550 5.7.501 Access denied, spam abuse detected', '550 5.7.502 Access denied, banned sender'],
  'ms-own-block': [
    "550 5.7.703 Your message can't be delivered because messages to one or more recipients are blocked by your organization using Tenant Allow/Block List.",
  ],
  'gmx-sender-dns': [
    '550-Requested action not taken: mailbox unavailable 550-invalid DNS MX or A/AAAA resource record 550 For explanation visit https://postmaster.gmx.net/en/case?c=r0103',
  ],
  'gmx-sender': [
    '550 Sender address is not allowed. For explanation visit https://postmaster.1und1.de/case?c=r2001',
    '554-Transaction failed 554-Unauthorized sender address. 554 For explanation visit https://postmaster.gmx.net/en/case?c=r1601',
  ],
  'mg-sandbox': [
    '421 Domain sandbox1.mailgun.org is not allowed to send: Free accounts are for test purposes only. Please upgrade or add the address to authorized recipients in Account Settings.',
  ],
  'mg-unverified': [
    '421 Domain shop.example is not allowed to send: The domain is unverified and requires DNS configuration. Log in to your control panel to view required DNS records.',
  ],
  'mg-suppressed': ['605 Not delivering to previously bounced address'],
  'cpanel-limit': [
    '550 Domain shop.example has exceeded the max emails per hour (150/100 (150%)) allowed. Message discarded.',
    'Domain shop.example has exceeded the max defers and failures per hour (5/5 (71%)) allowed. Message discarded.',
  ],
  suppressed: ['550 5.1.1 Recipient email is suppressed'],
  'header-syntax': ['550 Message headers fail syntax check'],
  'spf-permerror': [
    '550 5.7.1 SPF permerror: too many DNS lookups',
    '550 5.7.1 SPF check error: two or more SPF records found',
  ],
  'sender-syntax': ['550 5.1.7 Invalid address'],
  'mailbox-busy': ['450 4.2.1 mailbox temporarily locked', '450 Mailbox busy'],
  'tls-handshake': ['403 4.7.0 TLS handshake failed.'],
  'dynamic-ip': [
    '550 5.7.1 Your IP 192.0.2.1 is dynamic',
    '554 5.7.1 Mail from dynamic IP pools is not accepted',
    '554 5.7.1 dial-up address rejected',
  ],
  'pf-verify-later': [
    '450 4.1.1 <bob@rcpt.example>: Recipient address rejected: unverified address: Address verification in progress',
  ],
  'pf-undeliverable-sender': [
    '550 5.1.7 <news@shop.example>: Sender address rejected: undeliverable address: host mx.shop.example[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT TO command)',
  ],
  'pf-undeliverable': [
    '550 5.1.1 <bob@rcpt.example>: Recipient address rejected: undeliverable address: mail for rcpt.example loops back to myself',
  ],
  'pf-access-denied': ['554 5.7.1 <unknown[192.0.2.9]>: Client host rejected: Access denied'],
  'pf-cert-dates': [
    'certificate verification failed for relay.example[203.0.113.5]:587: certificate has expired',
    'certificate verification failed for relay.example[203.0.113.5]:587: certificate not yet valid',
  ],
  'm365-no-login': ['530 5.7.57 Client not authenticated to send mail. [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]'],
  'ms-sender-denied': ['550 5.1.0 Sender denied'],
  'ms-no-connection': ['450 4.4.316 Connection refused [Message=Socket error code 10061]'],
  'mimecast-content': ['554 Email rejected due to security policies - MCSpamSignature.sa.2.2 [abc]'],
  'qq-content': [
    '550 Mail content denied. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000726',
    'host mx3.qq.com[203.0.113.9] said: 550 Mail content denied [MELk9PB61ekd IP: 192.0.2.1].',
  ],
  'qq-ip': ['550 Suspected spam ip [aEcL1p IP: 192.0.2.1]. http://service.mail.qq.com/cgi-bin/help?id=20022'],
  'qq-frequency': ['550 Connection frequency limited. http://service.mail.qq.com/cgi-bin/help?id=20022'],
  'netease-content': [
    '554 DT:SPM 163 smtp1,ABCD please see http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.25',
    '451 DT:SPM,please try again',
  ],
  'netease-ip': ['421 HL:REP mx1,ABCD http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.25'],
  'netease-limit': [
    '550 RP:CSC http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.25',
    '421 HL:ICC mx1,ABCD http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.25',
  ],
  'bad-link': [
    '550-5.7.1 This email was rejected because it violates our security policy 550 5.7.1 Found the embedded link to be malicious',
  ],
  'line-ends': [
    '550 maximum allowed line length is 998 octets, got 1204',
    '554 5.6.0 Message contains bare LF',
    '550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds, which cannot be sent via DATA',
  ],
  'tls-wanted': [
    '553 This route requires encryption (TLS) - https://community.mimecast.com/docs/DOC-1369#553',
    '421 4.7.66 Access denied, you must use TLS',
  ],
  's2g-auth': ['535 Incorrect authentication data'],
  's2g-sender-unverified': ['550-that smtp.From header sender domain not verified (shop.example).'],
  's2g-ip-allowlist': ['550 that IP address on this account is not allowed to send, [192.0.2.1]'],
  's2g-api-ratelimit': ['550 API key ratelimit exceeded'],
  'ses-unverified': [
    '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: info@shop.example',
  ],
  'ses-suppressed': [
    '550 5.1.1 Amazon SES has suppressed sending to this address because it has a recent history of bouncing',
  ],
  'ses-throttle': ['454 Throttling failure: Maximum sending rate exceeded.'],
  'sg-identity': [
    '550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.',
  ],
  'sg-credits': ['451 Authentication failed: Maximum credits exceeded'],
  'sp-unconfigured': ['550 5.7.1 Unconfigured Sending Domain <shop.example>'],
  'emailit-unverified': ['530 From/Sender domain is not verified'],
  'postal-from': ['530 From/Sender name is not valid'],
  'pm-suppressed': [
    '406 You tried to send to recipients that have been marked as inactive. Found inactive addresses: bob@rcpt.example.',
  ],
  'google-relay-invalidcred': [
    '550-5.7.1 Invalid credentials for relay [192.0.2.1]. The IP address you have\n550-5.7.1 registered in your G Suite SMTP Relay service does not match\n550 5.7.1 the domain of the account this email is being sent from. - gsmtp',
  ],
  'google-relay-denied': ['550-5.7.0 Mail relay denied [192.0.2.1]. 550 5.7.0 Invalid credentials - gsmtp'],
  'google-relay-quota': ['550 5.4.5 Daily SMTP relay sending limit exceeded for customer. - gsmtp'],
  'gmail-auth-creds': [
    '535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials x-20020a05.12 - gsmtp',
    '534-5.7.9 Application-specific password required. Learn more at\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor - gsmtp',
  ],
  'gmail-want-auth': [
    '530-5.5.1 Authentication Required. Learn more at\n530 5.5.1 https://support.google.com/mail/?p=WantAuthError - gsmtp',
  ],
  'm365-sendas': [
    '550 5.7.60 SMTP; Client does not have permissions to send as this sender [AM0PR01.eurprd01.prod.exchangelabs.com]',
  ],
  'm365-tenant-attribution': [
    '550 5.7.64 TenantAttribution; Relay Access Denied [DB5EUR01FT001.eop-EUR01.prod.protection.outlook.com]',
  ],
  'm365-smtp-auth-off': [
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.',
  ],
  'starttls-first': ['530 5.7.0 Must issue a STARTTLS command first'],
  'quota-exceeded-hoster': ['550 5.7.1 Domain Sending Quota Exceeded'],
  'gmail-dmarc': [
    "550-5.7.26 Unauthenticated email from shop.example is not accepted due to domain's\n550-5.7.26 DMARC policy. Please contact the administrator of shop.example domain if\n550-5.7.26 this was a legitimate mail. To learn about the DMARC initiative, go to\n550 5.7.26  https://support.google.com/mail/?p=DmarcRejection x-20020a1.5 - gsmtp",
  ],
  'gmail-spf-hardfail': [
    '550-5.7.26 The MAIL FROM domain [shop.example] has an SPF record with a hard fail\n550-5.7.26 policy (-all) but it fails to pass SPF checks with the ip: [192.0.2.1]. - gsmtp',
  ],
  'gmail-unauth': [
    '550-5.7.26 This message does not pass authentication checks (SPF and DKIM both do not pass). SPF check for [shop.example] does not pass with ip: [192.0.2.1].',
    '550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.\n550-5.7.26\n550-5.7.26  Authentication results:\n550-5.7.26  DKIM = did not pass\n550-5.7.26  SPF [shop.example] with ip: [192.0.2.1] = did not pass\n550-5.7.26\n550-5.7.26  For instructions on setting up authentication, go to\n550 5.7.26  https://support.google.com/mail/answer/81126#authentication a64.1 - gsmtp',
    'Nov 30 10:00:00 mail postfix/smtp[123]: 4A1: to=<bob@gmail.example>, relay=gmail-smtp-in.l.google.com[203.0.113.26]:25, delay=1.2, delays=0.1/0/0.6/0.5, dsn=5.7.26, status=bounced (host gmail-smtp-in.l.google.com[203.0.113.26] said: 550-5.7.26 Your email has been blocked because the sender is unauthenticated. 550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM. 550 5.7.26 https://support.google.com/mail/answer/81126 x1 - gsmtp (in reply to end of DATA command))',
  ],
  'gmail-spf': [
    "421-4.7.27 Your email has been rate limited because SPF authentication didn't pass for this message. - gsmtp",
  ],
  'gmail-dkim': [
    "421 4.7.30 Your email has been rate limited because DKIM authentication didn't pass for this message.",
  ],
  'gmail-tls': ['421 4.7.29 Your email has been rate limited because this message was not sent over a TLS connection.'],
  'gmail-no-dmarc': ["550 5.7.40 Your email has been blocked because the sending domain doesn't have a DMARC record."],
  'gmail-align': [
    "421 4.7.32 Your email has been rate limited because the From: header (RFC5322) in this message isn't aligned with either the authenticated SPF or DKIM organizational domain.",
  ],
  'gmail-ptr': [
    '550-5.7.25 [192.0.2.1] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. - gsmtp',
  ],
  'gmail-ipv6': [
    '550-5.7.1 [2001:db8::1] Our system has detected that this message does not meet IPv6 sending guidelines regarding PTR records and authentication. - gsmtp',
  ],
  'gmail-spf-suspicious': ['550 5.7.24 The SPF record of the sending domain has one or more suspicious entries.'],
  'gmail-rate': [
    '421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address. - gsmtp',
  ],
  'gmail-reputation': [
    '550-5.7.1 [192.0.2.1 19] Gmail has detected that this message is likely suspicious due to the very low reputation of the sending domain. - gsmtp',
  ],
  'gmail-spammy': [
    '550-5.7.1 [192.0.2.1 12] Our system has detected that this message is likely unsolicited mail. To reduce the amount of spam sent to Gmail, this message has been blocked. - gsmtp',
  ],
  'gmail-not-authorized-ip': [
    "550-5.7.1 [192.0.2.1] The IP you're using to send mail is not authorized to send email directly to our servers. Please use the SMTP relay at your service provider instead. - gsmtp",
  ],
  'gmail-rfc5322': ['550-5.7.1 [192.0.2.1] Messages missing a valid Message-ID header are not accepted. - gsmtp'],
  'gmail-policy': ['550 5.7.1 The message failed policy - gcdp a1-20020a.12 - gsmtp'],
  'gmail-nouser': [
    "550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking the recipient's email address for typos or\n550 5.1.1 unnecessary spaces. Learn more at https://support.google.com/mail/?p=NoSuchUser x - gsmtp",
  ],
  'gmail-disabled': ['550-5.2.1 The email account that you tried to reach is inactive. - gsmtp'],
  'gmail-overquota': ["452-4.2.2 The recipient's inbox is out of storage space. - gsmtp"],
  'gmail-toofast': [
    '450-4.2.1 The user you are trying to contact is receiving email at a rate that prevents additional messages from being delivered. - gsmtp',
  ],
  'gmail-security': [
    '552-5.7.0 This message was blocked because its content presents a potential security issue. - gsmtp',
  ],
  'gmail-helo': ['501-5.5.4 Empty HELO/EHLO argument not allowed, closing connection. - gsmtp'],
  'gmail-tempblock': ['421-4.7.0 Try again later, closing connection. (EHLO) x - gsmtp'],
  'ms-515': [
    "550 5.7.515 Access denied, sending domain SHOP.EXAMPLE doesn't meet the required authentication level. The sender's domain in the 5322.From address doesn't meet the authentication requirements defined for the sender. Spf= Fail , Dkim= Fail , DMARC= None",
  ],
  'ms-s3150': [
    'host mx.hotmail.example[203.0.113.5] said: 550 5.7.1 Unfortunately, messages from [192.0.2.1] weren’t sent. Please contact your Internet service provider since part of their network is on our block list (S3150).'.replace(
      '’',
      "'",
    ),
  ],
  'ms-s775': ['451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation. (S775)'],
  'ms-busy': ['451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (S843)'],
  'ms-suspicious': ['451 4.7.550 Access denied, please try again later'],
  'ms-rp': ['421 RP-001 (BAY004-MC1F1) Unfortunately, some messages from 192.0.2.1 weren’t sent. Exceeded rate limit'],
  'ms-sc': ['550 SC-001 (BAY004-MC1F2) Unfortunately, messages from 192.0.2.1 were not sent'],
  'ms-dy': ['550 DY-001 (BAY004-MC1F2) Unfortunately, messages from 192.0.2.1 were not sent: dynamic address'],
  'ms-ou': ['550 OU-001 (BAY004-MC1F2) Unfortunately, messages from 192.0.2.1 were not sent'],
  'ms-banned': [
    '550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list please visit https://sender.office.com/',
    '550 5.7.511 Access denied, banned sender[192.0.2.1]. To request removal from this list please forward this message to delist@microsoft.com.',
  ],
  'ms-dmarc509': [
    '550 5.7.509 Access denied, sending domain shop.example does not pass DMARC verification and has a DMARC policy of reject.',
  ],
  'ms-spf23': ['550 5.7.23 The message was rejected because of Sender Policy Framework violation -> 550 5.7.23'],
  'ms-ipv6': ['550 5.7.25 Service unavailable, sending IPv6 address [2001:db8::1] must have reverse DNS record.'],
  'ms-541': [
    '550 5.4.1 All recipient addresses rejected : Access denied. AS(201806281) [AM6EUR05FT064.eop-eur05.prod.protection.outlook.com]',
    '550 5.4.1 Recipient address rejected: Access denied. [DB5EUR01FT001.eop-EUR01.prod.protection.outlook.com]',
  ],
  'ms-customer-block': [
    '550 5.7.513 Service unavailable, Client host [192.0.2.1] blocked by rcpt.example using Customer Block list (AS16012607)',
  ],
  'ms-badhelo': ['550 5.7.506 Access Denied, Bad HELO'],
  'ms-dane': ['450 4.7.323 tlsa-invalid: The domain failed DANE validation'],
  'ms-connections': ['451 4.7.652 The mail server [192.0.2.1] has exceeded the maximum number of connections. (S3115)'],
  'ms-outbound-sender': ['550 5.1.8 Access denied, bad outbound sender AS(42003)'],
  'ms-tenant-threshold': [
    '550 5.7.705 Access denied, tenant has exceeded threshold',
    '550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP. For more information please go to http://go.microsoft.com/fwlink/?LinkId=526653',
  ],
  'ms-unregistered': ['550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains'],
  'ms-forwarding': ['550 5.7.520 Access denied, Your organization does not allow external forwarding. AS(7555)'],
  'ms-restricted': [
    '550 5.7.129 RESOLVER.RST.RestrictedToRecipientsPermission; not authorized to send to this recipient',
    '550 5.7.124 RESOLVER.RST.SenderNotInAllowedSendersList; not authorized',
  ],
  'ms-loop': [
    '554 5.4.14 Hop count exceeded - possible mail loop ATTR34 [DB5EUR01FT001.eop-EUR01.prod.protection.outlook.com]',
  ],
  'ms-expired': ['550 5.4.300 Message expired -> 451 4.4.0 Primary target IP address responded with: timed out'],
  'ms-recipnotfound': ['#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##'],
  'yh-tss-perm': [
    '421 4.7.1 [TS03] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed.',
    '421 4.7.1 [TSS11] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed. See https://postmaster.yahooinc.com/error-codes',
  ],
  'yh-ts': [
    '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes',
  ],
  'yh-bl': [
    "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list; see https://postmaster.yahooinc.com/",
  ],
  'yh-auth': ['550 5.7.9 Yahoo requires all senders to authenticate with either SPF or DKIM.'],
  'yh-policy': ['554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes'],
  'yh-unresolvable': [
    '451 4.1.8 Message temporarily deferred due to unresolvable RFC.5321 from domain. See https://postmaster.yahooinc.com/',
  ],
  'yh-nouser': [
    "554 delivery error: dd This user doesn't have a yahoo.com account (bob@yahoo.example) [0] - mta4321.mail.example",
  ],
  'yh-disabled': [
    '554 30 Sorry, your message to bob@yahoo.example cannot be delivered. This mailbox is disabled (554.30).',
  ],
  'ap-local': [
    '550 5.7.1 [CS01] Message rejected due to local policy. Please visit https://support.apple.com/HT204137',
  ],
  'ap-auth': ['550 5.7.1 [HME1] This message was blocked: SPF or DKIM and DMARC must pass.'],
  'ap-volume': ['450 4.2.1 Message deferred due to excessive volume'],
  'ap-quota': ['552 5.2.2 <bob@icloud.example>: user is over quota'],
  'tonline-nowl': [
    '554 IP=192.0.2.1 - None/bad reputation. Ask your postmaster for help or to contact tobr@rx.t-online.de for reset. (NOWL)',
  ],
  'tonline-bl': [
    '554 IP=192.0.2.1 - A problem occurred. Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify.',
  ],
  'tonline-dial': ['554 Dialup/transient IP not allowed. Use your mailgateway/smarthost.'],
  'gmx-ptr': [
    '554-gmx.net (mxgmx017) Nemesis ESMTP Service not available\n554-No SMTP service\n554-Bad DNS PTR resource record.\n554 For explanation visit https://postmaster.gmx.net/en/case?c=r0301',
  ],
  'gmx-spf': ['550 Requested action not taken: mailbox unavailable Reject due to SPF policy.\n'],
  'gmx-nemesis': [
    '554-web.de (mxweb112) Nemesis ESMTP Service not available\n554-No SMTP service\n554-IP address is block listed.\n554 For explanation visit https://postmaster.web.de/en/case?c=r1601',
  ],
  'orange-ptr': ['550 5.5.0 Adresse IP source sans reverse DNS valide. OFR_107 [107]'],
  'orange-auth': [
    '550 5.7.1 Service refuse. Merci de verifier la configuration SPF/DNS de votre nom de domaine. OFR_401',
  ],
  'orange-recipient': ['550 5.1.1 Adresse d au moins un destinataire invalide. OFR_416 [416]'],
  'orange-full': ['552 5.1.1 Boite du destinataire pleine. OFR_417 [417]'],
  'orange-sender': ['501 5.1.0 Emetteur invalide. OFR_405 [405]'],
  'orange-content': ['550 5.7.1 Mail rejete. OFR_506 [506]'],
  'orange-later': ['421 4.3.0 Service refuse, veuillez essayer plus tard. OFR_999 [999]'],
  'free-spam': ['550 spam detected'],
  'comcast-bl': [
    '554 resimta-po-01v.sys.example comcast 192.0.2.1 Comcast block for spam. Please see http://postmaster.comcast.net/smtp-error-codes.php#BL000000',
  ],
  'comcast-rl': [
    '421 4.1.0 192.0.2.1 Throttled - try again later. Please see http://postmaster.comcast.net/smtp-error-codes.php#RL000001',
  ],
  'comcast-ptr': ['554 Comcast requires that all mail servers must have a PTR record with a valid Reverse DNS entry.'],
  'spectrum-ptr': ['550 5.1.0 192.0.2.1 AUP#I-1110'],
  'cox-dns': ['554 cox too many 192.0.2.1 - refer to Error Codes section at https://postmaster.cox.net AUP#CXDNS'],
  'cox-sender': ['550 5.1.0 sender rejected AUP#CXSNDR'],
  'cox-aup': ['554 eastrmimpi109 192.0.2.1 cox - AUP#CXBL'],
  'att-rbl': ['553 5.3.0 flpd575 DNSBL:RBL 521< 192.0.2.1 >_is_blocked.'],
  'mimecast-poor': [
    '554 Rejected by csi.mimecast.org Poor Reputation Sender. - https://community.mimecast.com/docs/DOC-1369#554',
  ],
  'mimecast-greylist': [
    '451 Internal resources are temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451',
  ],
  'mimecast-antispoof': [
    '550 Rejected by header based Anti-Spoofing policy: info@rcpt.example - https://community.mimecast.com/docs/DOC-1369#550',
  ],
  'proofpoint-ip': ['550 5.7.0 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1'],
  barracuda: [
    '550 permanent failure for one or more recipients (bob@rcpt.example:blocked)',
    '554 Service unavailable; Client host [192.0.2.1] blocked using b.barracudacentral.org; http://www.barracudanetworks.com/reputation/?pr=1&ip=192.0.2.1',
  ],
  'cloudmark-csi': [
    '550 5.7.1 Connection refused - 192.0.2.1 is listed, see http://csi.cloudmark.com/reset-request/?ip=192.0.2.1',
  ],
  'cf-abusix': [
    '554 found on one or more DNSBLs (abusixip). Refer to https://developers.cloudflare.com/email-routing/postmaster/#spam-and-abusive-traffic/',
  ],
  'poor-reputation': [
    "554 Your access to this mail system has been rejected due to the sending MTA's poor reputation. If you believe that this failure is in error, please contact the intended recipient via alternate means.",
  ],
  'symantec-spf': [
    '553 Message filtered. domain authentication failure. Refer to the Troubleshooting page at http://www.symanteccloud.com/troubleshooting',
  ],
  'exim-sender-verify': [
    '550-Verification failed for <info@shop.example>\n550-No Such User Here\n550 Sender verify failed',
  ],
  'exim-unrouteable': [
    '2026-11-30 10:00:00 1rABCD-000123-4X ** bob@rcpt.example R=dnslookup: Unrouteable address',
    '2026-11-30 10:00:00 1rABCD-000123-4X ** bob@rcpt.example F=<info@shop.example> R=dnslookup: all relevant MX records point to non-existent hosts',
  ],
  'exim-refused-hosts': [
    "bob@rcpt.example R=dnslookup T=remote_smtp: all hosts for 'rcpt.example' have been failing for a long time (and retry time not reached)",
  ],
  rcpthosts: ["553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"],
  'qmail-no-mailbox': ['Sorry, no mailbox here by that name. (#5.1.1)'],
  'qmail-no-host': ["Sorry, I couldn't find any host named rcpt.example. (#5.1.2)"],
  greylist: [
    '450 4.2.0 <bob@rcpt.example>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/rcpt.example.html',
    '451 4.7.1 Greylisting in action, please come back later',
  ],
  'open-resolver': [
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; Error: open resolver; https://check.spamhaus.org/returnc/pub/192.0.2.53/',
  ],
  uribl: ['554 5.7.1 Service unavailable; Sender address [info@shop.example] blocked using dbl.spamhaus.org'],
  spamhaus: [
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1',
  ],
  spamcop: [
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.spamcop.net; Blocked - see https://www.spamcop.net/bl.shtml?192.0.2.1',
  ],
  sorbs: ['554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using dnsbl.sorbs.net'],
  dnsbl: [
    '554 Your IP is listed on list.example',
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.list.example; listed',
    '550 Your IP 192.0.2.1 is blacklisted at list.example',
    '550 JunkMail rejected - rejected due to DNSBL',
  ],
  'too-many-invalid': ['550 5.7.1 Too many invalid recipients'],
  'too-many-connections': ['421 4.7.0 mx.rcpt.example Too many concurrent connections from 192.0.2.1'],
  'mailbox-full': [
    '552 5.2.2 Mailbox full',
    '452 4.2.2 <bob@rcpt.example> mailbox is full',
    '550 5.2.2 <bob@rcpt.example>: user over quota',
    '554 5.2.2 Quota exceeded (mailbox for user is full)',
  ],
  'auth-failed': [
    '535 5.7.8 Error: authentication failed: authentication failure',
    '535 Authentication credentials invalid',
  ],
  'auth-wanted': ['530 5.7.1 Authentication required', '550 must be authenticated'],
  'relay-denied': ['550 5.7.1 Unable to relay', '550 relay not permitted'],
  dmarc: ['550 5.7.1 Email rejected per DMARC policy for shop.example'],
  spf: [
    '550 5.7.23 <bob@rcpt.example>: Recipient address rejected: Message rejected due to: SPF fail - not authorized. Please see http://www.openspf.net/Why?s=mfrom;id=info@shop.example;ip=192.0.2.1;r=bob@rcpt.example',
  ],
  dkim: ['550 5.7.20 No passing DKIM signature found'],
  ptr: [
    '550 5.7.25 Reverse DNS validation failed',
    '554 5.7.1 The server sending your mail [192.0.2.1] does not have a reverse DNS entry.',
  ],
  'ip-policy': ['550 5.7.1 Your IP has a bad reputation', '554 your access to this mail system has been rejected'],
  'no-answer': [
    '2026-11-30 10:00:00 1rABCD-000123-4X == bob@rcpt.example R=dnslookup T=remote_smtp defer (110): Connection timed out',
  ],
  'restricted-recipient': ['550 5.7.133 The group only accepts messages from people in its organization'],
  'user-unknown': [
    '550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown in virtual mailbox table',
    '550 No such user here',
    '550 5.1.1 bob@rcpt.example: mailbox not found',
    '550 Unknown user',
    '550 5.1.1 The recipient address does not exist',
  ],
  'recipient-domain': ['450 4.1.2 <bob@rcpt.example>: Recipient address rejected: Domain not found'],
  'mailbox-unavailable': ['550 Requested action not taken: mailbox unavailable'],
  'mailbox-disabled': ['550 5.2.1 <bob@rcpt.example>: the mailbox is disabled'],
  'spam-content': [
    '554 Message rejected under suspicion of SPAM; https://community.mimecast.com/docs/DOC-1369#554',
    '550 5.7.1 This message has been classified as spam',
    '554 5.7.1 Spam message rejected',
    '550 High spam score',
  ],
  virus: ['554 5.7.1 Virus found in message'],
  'banned-attachment': [
    '552 5.7.0 Our system detected an illegal attachment on your message',
    '552 5.7.0 Attachments of type .exe are not allowed: file banned',
  ],
  size: ['552 5.3.4 Message size exceeds fixed limit', '550 5.3.4 Message too big for system'],
  expired: ['550 4.4.7 Message delivery time expired', 'retry timeout exceeded'],
  rate: ['450 4.7.1 Error: too much mail from 192.0.2.1', '452 4.5.3 Rate limit exceeded'],
  'try-later': [
    '451 4.3.0 Temporary lookup failure, try again',
    '421 4.3.2 Service not available, closing transmission channel',
  ],
  'orange-connections': [
    '421 Trop de connexions, veuillez verifier votre configuration. Too many connections, slow down. OFR004_104',
  ],
  'qmail-no-connection': [
    "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)",
    'Connected to 192.0.2.9 but connection died. (#4.4.2)',
  ],
  'pf-sender-denied': ['554 5.7.1 <a@shop.example>: Sender address rejected: Access denied'],
  cbl: ["550 your sender's IP address is listed at cbl.abuseat.org", '550 Email blocked by cbl.abuseat.org'],
  'uceprotect-network': [
    '554 5.7.1 Your IP 192.0.2.1 is Level 3 listed at UCEPROTECT-Network. See http://www.uceprotect.net/rblcheck.php?ipr=192.0.2.1',
    '550-Net 192.0.2.0/24 is UCEPROTECT-Level 2 listed because of 42 abusers',
  ],
  psbl: [
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using psbl.surriel.com; Listed in PSBL, see http://psbl.org/listing?ip=192.0.2.1',
    '550 Rejected because 192.0.2.1 is in a black list at psbl.surriel.com',
  ],
  uceprotect: ['550 Mail from 192.0.2.1 refused, see http://www.uceprotect.net/rblcheck.php?ipr=192.0.2.1'],
  barracudacentral: ['550 Email blocked by bb.barracudacentral.org'],
  invaluement: ['553 5.0.3 Blocked by ivmSIP', '554 5.7.1 192.0.2.1 listed by sip.invaluement.com'],
  zerospam: ['550 192.0.2.1 listed in bl.0spam.org'],
  mailspike: ['550 5.7.1 Service unavailable; client [192.0.2.1] blocked using bl.mailspike.net'],
  backscatterer: ['550 192.0.2.1 is listed at ips.backscatterer.org'],
  s5h: ['550 blocked using all.s5h.net'],
  hostkarma: ['550 Black listed at hostkarma http://ipadmin.junkemailfilter.com/remove.php?ip=192.0.2.1'],
  abusix: [
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using combined.mail.abusix.zone; https://lookup.abusix.com/search?q=192.0.2.1',
    '550 Denied by policy. Your IP is listed by Abusix',
  ],
  symantec: ['550 5.7.1 Message rejected: 192.0.2.1 listed in Symantec Global Bad Senders (Brightmail)'],
  senderscore: [
    '554-mx.rcpt.example 554 192.0.2.1 is listed in bl.score.senderscore.com, see https://senderscore.org/rtbl/',
  ],
  'trend-micro': [
    '554 5.7.1 Mail from 192.0.2.1 deferred using Trend Micro Email Reputation database. Please see http://www.mail-abuse.com/cgi-bin/lookup?192.0.2.1',
    '550 Service unavailable; Client Host [192.0.2.1] blocked using Trend Micro RBL+.',
  ],
  spamrats: ['550 192.0.2.1 in all.spamrats.com, see http://www.spamrats.com/lookup.php?ip=192.0.2.1'],
  'ip-blocked': ['550 black ip', '550 Access from ip address 192.0.2.1 blocked. Visit https://rcpt.example/blocked'],
  authentication: [
    '550 5.7.26 multiple authentication checks failed',
    '550 5.7.1 message rejected: sender authentication failed (SPF, DKIM)',
  ],
  helo: [
    '550 R1: HELO should be a FQDN or address literal (See RFC 2821 4.1.1.1)',
    '550 5.7.1 Helo command rejected: You are not me',
  ],
  'sender-domain': [
    '501 5.1.8 Sender domain must exist(shop.example)',
    '550 Sender <a@shop.example> has no A, AAAA, or MX DNS records.',
  ],
  'sender-callout': ['550 Sender verification failed', '550 5.7.1 callout verification of sender failed'],
  'send-as': [
    '553 Mail from must equal authorized user',
    '554 5.2.252 SendAsDenied; shop@shop.example not allowed to send as a@other.example',
  ],
  'sender-refused': ['553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)', '550 5.7.1 Sender rejected'],
  'sending-quota': ['452 4.2.1 Daily relay quota exceeded', '550 Sending limit exceeded for this account'],
  'too-many-recipients': ['452 4.5.3 Error: too many recipients', '550 5.5.3 Too many recipients'],
  'mail-loop': [
    '554 5.4.6 Too many hops',
    '554 5.0.0 Too many hops 26 (25 max): from <a@shop.example> via localhost, to <bob@rcpt.example>',
  ],
  'null-mx': ['556 5.1.10 Recipient address has a null MX', '556 rcpt.example does not accept email'],
  challenge: [
    '550 The recipient requires that you verify that you are a human: follow https://rcpt.example/confirm',
    'Your message is held until you confirm it by replying to this challenge',
  ],
  'bad-address': ['501 5.1.3 Bad recipient address syntax', '501 Bad address syntax'],
  'dns-trouble': ['451 4.4.0 DNS resolving error', 'Host name lookup failure'],
  protocol: ['503 5.5.1 Bad sequence of commands', '500 5.5.1 Command unrecognized: "XXXX mail.shop.example"'],
  'server-full': ['452 4.3.1 Insufficient system storage', '452 4.4.5 Insufficient disk space; try again later'],
  'server-broken': ['554 Service currently unavailable', '550 5.3.5 System config error'],
  policy: ['550 5.7.1 Message rejected for policy reasons', '554 Denied by policy'],
  'orange-dmarc': ['550 5.7.1 Service refuse. Veuillez verifier votre domaine. OFR_517'],
  'orange-dkim': ['550 5.7.1 Service refuse. OFR_535'],
  'orange-size': ['552 5.2.3 Taille du message trop importante. OFR_514'],
  'exim-unrouteable-said': ['550 Unrouteable address'],
  'ended-list': ['554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using ix.dnsbl.manitu.net'],
  proofpoint: ['550 5.7.1 192.0.2.1 rejected by the Proofpoint block list'],
  cloudmark: [
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using cm-csi-v11; Cloudmark Poor Reputation Sender',
  ],
  talos: ['550 5.7.1 Rejected, see https://www.senderbase.org/lookup?search_string=192.0.2.1'],
  sem: ['550 192.0.2.1 listed in bl.spameatingmonkey.net'],
  'blocklist-de': ['554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.blocklist.de'],
  dronebl: ['550 192.0.2.1 is listed by dnsbl.dronebl.org'],
  spfbl: ['550 5.7.1 SPFBL 192.0.2.1 is blocked, see https://matrix.spfbl.net/192.0.2.1'],
  interserver: ['550 Rejected because 192.0.2.1 is in a black list at rbl.interserver.net'],
  nordspam: ['550 192.0.2.1 listed in bl.nordspam.com'],
  gbudb: ['550 192.0.2.1 listed in truncate.gbudb.net'],
  'aol-block': ['554- (RTR:BL) https://postmaster.aol.com/error-codes#554rtrbl'],
  'aol-content': ['554 5.7.1 : (HVU:B1) https://postmaster.aol.com/error-codes#554hvub1'],
  'aol-dynamic': ['554- (RTR:BB) https://postmaster.aol.com/error-codes#554rtrbb'],
  'aol-ptr': ['554 RTR:RD https://postmaster.aol.com/error-codes#554rtrrd'],
  'aol-rate': ['421 4.7.1 : (DYN:T1) https://postmaster.aol.com/error-codes#421dynt1'],
  'aol-sender': ['554 5.7.1 : (RLY:SN) https://postmaster.aol.com/error-codes#554rlysn'],
  'facebook-address': ['550 5.7.1 POL-P3 http://postmaster.facebook.com/response_codes?ip=192.0.2.1'],
  'facebook-attachment': ['550 5.7.1 MSG-P2 http://postmaster.facebook.com/response_codes?ip=192.0.2.1'],
  'facebook-closed': ['550 5.7.1 RCP-T4 http://postmaster.facebook.com/response_codes?ip=192.0.2.1'],
  'facebook-content': ['550 5.7.1 POL-P6 http://postmaster.facebook.com/response_codes?ip=192.0.2.1'],
  'facebook-headers': ['550 5.7.1 MSG-P3 http://postmaster.facebook.com/response_codes?ip=192.0.2.1'],
  'facebook-many': ['550 5.7.1 CON-T4 http://postmaster.facebook.com/response_codes?ip=192.0.2.1'],
  'facebook-preferences': ['550 5.7.1 RCP-P2 http://postmaster.facebook.com/response_codes?ip=192.0.2.1'],
  'facebook-ptr': ['550 5.7.1 DNS-P3 http://postmaster.facebook.com/response_codes?ip=192.0.2.1'],
  'facebook-rate': ['421 4.7.1 CON-T2 http://postmaster.facebook.com/response_codes?ip=192.0.2.1'],
  'facebook-recipient': ['550 5.7.1 RCP-P1 http://postmaster.facebook.com/response_codes?ip=192.0.2.1'],
  'facebook-sender': ['550 5.7.1 DNS-P1 http://postmaster.facebook.com/response_codes?ip=192.0.2.1'],
  'facebook-size': ['550 5.7.1 MSG-P1 http://postmaster.facebook.com/response_codes?ip=192.0.2.1'],
  'ms-ipv6-authentication': [
    '450 4.7.26 Access denied, a message sent over IPv6 [2001:db8::1] must pass either SPF or DKIM validation, this message is not signed.',
  ],
  'ms-ipv6-refused': ['550 5.7.510 Access denied, rcpt.example does not accept email over IPv6'],
  'symantec-policy': ['501 Connection rejected by policy [7.7] 20805, please visit www.messagelabs.com/support'],
  'mimecast-blocked': [
    '550 Envelope blocked - User Entry - https://community.mimecast.com/docs/DOC-1369#550',
    '550 Envelope blocked - User Domain Entry - https://community.mimecast.com/docs/DOC-1369#550',
    '550 Envelope rejected - block policy for envelope from address - https://community.mimecast.com/docs/DOC-1369#550',
  ],
  'mimecast-prohibited': [
    '550 Administrative prohibition - envelope blocked - https://community.mimecast.com/docs/DOC-1369#550 [xyz]',
  ],
  'mimecast-sender': [
    '550 Rejected by header based Blocked Senders - block policy for header from',
    '550 Rejected by header based manually Blocked Senders: news@shop.example - https://community.mimecast.com/docs/DOC-1369#550',
  ],
  'mimecast-spf': ['550 SPF Sender Invalid - envelope rejected - https://community.mimecast.com/docs/DOC-1369#550'],
  'mimecast-dkim': ['550 DKIM Sender Invalid - envelope rejected - https://community.mimecast.com/docs/DOC-1369#550'],
  'mimecast-dmarc': ['550 DMARC Sender Invalid - envelope rejected - https://community.mimecast.com/docs/DOC-1369#550'],
  'orange-blocked': [
    '550 mwinf5c04 ME Adresse IP source bloquee pour incident de spam. Client host blocked for spamming issues. OFR006_102',
  ],
  'orange-reputation': ['421 mwinf5c04 ME Service refuse. Veuillez essayer plus tard. OFR_103'],
  'spectrum-aup': ['550 5.7.1 192.0.2.1 - see https://www.spectrum.net AUP#I-1170'],
  'spectrum-account': ['550 5.7.1 Message refused - AUP#O-1010'],
  'spectrum-rate': ['421 mta1 cmsmtp 192.0.2.1 too many - AUP#I-1350'],
  'spectrum-reputation': ['554 ESMTP server not available AUP#I-1320 192.0.2.1 blocked'],
  'spectrum-size': ['552 5.3.4 AUP#I-1530'],
  'spectrum-recipients': ['550 5.5.3 AUP#O-1550'],
  'spectrum-sender': ['550 5.7.1 AUP#O-1500'],
  'spectrum-ip': [
    '554 ERROR: Mail refused - <192.0.2.1> - See https://www.spectrum.net AUP#I-1240',
    '554 ESMTP server not available AUP#1000 192.0.2.1',
  ],
  'cox-rate': ['421 eastrmimpi109 cox 192.0.2.1 - AUP#CXCNCT'],
  'cox-account': ['550 5.1.0 - AUP#CXTHRT'],
  'cox-protocol': ['554 eastrmimpi109 cox 192.0.2.1 - AUP#CXSMTP'],
  'cox-link': ['552 5.2.0 - AUP#URLBL1001'],
  'netease-list': [
    '450 DT:RBL mx3,client ip 192.0.2.1 is listed in RBL. please see http://mail.163.com/help/help_spam_16.htm',
  ],
  'ms-recipient-rate': [
    "554 5.2.121 Recipient's per hour message receive limit that comes from a sender exceeded",
    '554 5.2.122 The recipient has exceeded their limit for the number of messages they can receive per hour.',
  ],
  'yh-phishing': [
    '554 Message not allowed - [PH01] Email not accepted for policy reasons. Please visit https://postmaster.yahooinc.com/error-codes',
  ],
  unwanted: ['550 5.7.1 The recipient does not want to receive your messages'],
  'address-not-ascii': ['553 5.6.7 Non-ASCII addresses not permitted for that recipient'],
  spoofed: ['550 5.7.1 Message rejected: spoofed sender', '550 forged sender'],
  'auth-not-offered': [
    '503 5.5.1 Error: authentication not enabled',
    '503 AUTH command used when not advertised',
    '504 5.7.4 Unrecognized authentication type',
    '504 5.5.4 Authentication mechanism not supported',
  ],
  overload: [
    '421 4.3.2 rejecting connections on daemon MTA: load average: 34',
    '421 Too much load; please try again later',
  ],
  'qmail-best-mx': [
    "Sorry. Although I'm listed as a best-preference MX or A for that host, it isn't in my control/locals file, so I don't treat it as local. (#5.4.6)",
  ],
  'qmail-local': [
    'Unable to switch to home. (#4.3.0)',
    'Uh-oh: home directory is writable. (#4.7.0)',
    'Home directory is sticky: user is editing his .qmail file. (#4.2.1)',
    'Temporary error on maildir delivery. (#4.3.0)',
  ],
  'opensmtpd-source': ['Could not retrieve source address'],
  'opensmtpd-network': ['Network error on destination MXs', 'Address family mismatch on destination MXs'],
  'opensmtpd-reject-all': ['Destination seem to reject all mails'],
  'sendmail-relay': [
    '550 5.7.1 <bob@rcpt.example>... Relaying denied. IP name lookup failed [192.0.2.1]',
    '550 5.7.1 <bob@rcpt.example>... Relaying denied. Proper authentication required.',
    '450 4.4.0 <bob@rcpt.example>... Relaying temporarily denied. Cannot resolve PTR record for 192.0.2.1',
  ],
  'abroad-greylisted': ['451 Liste grise, veuillez essayer plus tard'],
  'abroad-ip-blocked': [
    '550 Ihre IP-Adresse ist gesperrt',
    '550 Votre adresse IP est bloquee',
    '550 Su IP bloqueada por el administrador',
  ],
  'abroad-mailbox-full': ['552 Die Mailbox hat keinen Speicherplatz mehr', '552 La cuenta ha superado su cuota'],
  'abroad-mailbox-disabled': ['550 Konto gesperrt', '550 Casella disabilitata', '550 Conta desativada'],
  'abroad-no-mailbox': [
    '550 Postfach nicht vorhanden',
    '550 Usuario no encontrado',
    '550 Ukjent mottaker',
    '550 Tuntematon vastaanottaja',
  ],
  'abroad-relaying': ['550 Relais interdit'],
  'abroad-policy': ['550 Acceso denegado', '550 Accesso negato', '550 Toegang geweigerd'],
  'filter-down': [
    '451 4.3.2 Virus scanner not available, try later',
    '451 4.7.1 DNSBL lookup failed, try again later',
    '451 4.3.5 cannot connect to spam filter',
  ],
  'auth-later': [
    '454 4.7.0 Temporary authentication failure: Connection lost to authentication server',
    '435 Unable to authenticate at present: user lookup failed',
  ],
  'pf-verify-sender-later': [
    '450 4.1.7 <news@shop.example>: Sender address rejected: unverified address: Address verification in progress',
    '451 Could not complete sender verify callout',
  ],
  'exim-local-mx': ['lowest numbered MX record points to local host'],
  'gmail-transaction': [
    '452 4.5.3 Domain policy size per transaction exceeded, please try this recipient in a separate transaction. - gsmtp',
  ],
  'abroad-spam': ['550 Unerwuenschte Werbung', '550 Posta indesiderata'],
  'gmx-policy': ['421-gmx.net (mxgmx109) Nemesis ESMTP Service not available 421 Reject due to policy violations.'],
  'gmx-restrictions': [
    '554-Transaction failed 554-Reject due to policy restrictions. 554 For explanation visit https://postmaster.gmx.net/en/error-messages?ip=192.0.2.1',
  ],
  'auth-temporary': ['451 4.7.0 SPF and DKIM: temporary DNS error, try again later'],
  'spf-temporary': ['451 4.4.3 SPF temperror: DNS timeout'],
  'dkim-temporary': ['451 4.7.5 DKIM key lookup: temporary error'],
  'dmarc-temporary': ['450 4.4.0 DMARC DNS lookup failure, try again later'],
  'netease-auth': ['550 DT:SUM mx1,ABCD http://mail.163.com/help/help_spam_16.htm'],
  'netease-spf': ['550 MI:SPF mx1,ABCD http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.25'],
  'netease-dmarc': ['550 MI:DMA mx1,ABCD http://mail.163.com/help/help_spam_16.htm'],
  'yh-greylist': ['421 4.7.0 [GL01] Message from (192.0.2.1) temporarily deferred - 4.16.50.'],
}
