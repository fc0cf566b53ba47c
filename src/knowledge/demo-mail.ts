/**
 * Two messages of the tour as their receiver kept them, lines ending with LF alone: one that came through the shop's
 * relay, and the same one out of a mailing list. Their keys stand in the demo's world.
 */
export const demoMails = {
  good: `Return-Path: <b-1042@em4711.shop.example>
Authentication-Results: mx.receiver.example;
	spf=pass smtp.mailfrom=b-1042@em4711.shop.example;
	dkim=pass header.d=shop.example header.s=s4711;
	dkim=pass header.d=shop.example header.s=mail;
	dmarc=pass (p=quarantine) header.from=shop.example
X-Spam-Status: No, score=-0.3 required=5.0 tests=DKIM_SIGNED=0.1,DKIM_VALID=-0.1,
	DKIM_VALID_AU=-0.1,SPF_PASS=-0.2
Received: from out.smtp2go.com (out.smtp2go.com [192.31.196.150])
	(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
	by mx.receiver.example (Postfix) with ESMTPS id 4XyZ01; Tue, 24 Nov 2026 05:59:56 +0000
Received: from mail.shop.example (mail.shop.example [192.31.196.25])
	(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
	by mail.smtp2go.com with ESMTPSA id 1vNkQ2; Tue, 24 Nov 2026 05:59:53 +0000
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=shop.example;
 h=Content-Transfer-Encoding: Content-Type: MIME-Version: Message-ID: Date:
 Subject: To: From; q=dns/txt; s=s4711; t=1795499995;
 bh=FIiE39Nn+DumQgkK/VzpAUJvCuhxq912ZjNCrKDtMgE=;
 b=PEbml1K34sinP3EwgIny860geSfu5OIi5Sq4piqil4H6gv/gLT5uClrFsBWiI5whF8ATA6OdD
 QjCjbx5kKj2XzfkPs7NjnLhbtRfIZNIdodheVPogaw7+7T7acJm/Ge5D21wpODBi8s/PT6oKOQH
 kGoBdb8eMrcUyWIrSES9QGNjBz84XgVoa767memGjjM5kYkzKsCgMFE9l2BQxZAGSz7Qjm6vzuB
 GRYVZUPvr0ENVIjsX+459kbcAVJfXScYGk6rY4SKbMvOFPp0P1FhRSARZ18fMpCXQZdcly5dECN
 rORnvxxkYOQVcWDJdP/lujmaM/M+FPiuFWFCMo9ofT7w==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=shop.example;
 h=Content-Transfer-Encoding: Content-Type: MIME-Version: Message-ID: Date:
 Subject: To: From; q=dns/txt; s=mail; t=1795499995;
 bh=FIiE39Nn+DumQgkK/VzpAUJvCuhxq912ZjNCrKDtMgE=;
 b=d9z8YA9gFyrOQxsqDjpLa2RIKMx7HRx37zPpcoSYui47z8sdoS09TxHDYPg57iob+J6GQNHJg
 KAhcIb1Vf1Wwtp/lKKbA1zWUYzoWndRMxLdRy2OX9LEi110VctGGjIj+tm9kX087q4mVeJSOErE
 wPe0aoXFRpQFpfOpumNXDWfzDUtktJ1fAH6t4i+dLFXaRUo42aGwkvd7pr/E3k0vAlW9gJ1O6sz
 YWOKtvdr2ZaM8TiZ4J6Laqw7nPzGCuc8zpsgmuV0F2FoHdRCz9KTGFikWWaYHnT+eCyGxkUOFvC
 +Joi3buVZHJpuFJWKulfYpjgfPSfEL18lrLESRHMe1jQ==
From: Shop <info@shop.example>
To: Anna <anna@receiver.example>
Subject: Your order 1042 is on its way
Date: Tue, 24 Nov 2026 05:59:50 +0000
Message-ID: <20261124055950.1042@mail.shop.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b1_c0ffee"
Content-Transfer-Encoding: 8bit

--b1_c0ffee
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Hello Anna,

your order 1042 left our shop this morning. Follow it here:
https://www.shop.example/orders/1042

Your shop

--b1_c0ffee
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

<p>Hello Anna,</p>
<p>your order 1042 left our shop this morning.
<a href="https://www.shop.example/orders/1042">Follow it here</a>.</p>
<p>Your shop</p>

--b1_c0ffee--
`,
  broken: `Return-Path: <club-bounces@lists.club.example>
Authentication-Results: mx.receiver.example;
	spf=pass smtp.mailfrom=club-bounces@lists.club.example;
	dkim=fail header.d=shop.example header.s=s4711;
	dkim=fail header.d=shop.example header.s=mail;
	dmarc=fail (p=quarantine) header.from=shop.example
X-Spam-Status: Yes, score=5.2 required=5.0 tests=DKIM_INVALID=0.1,DKIM_SIGNED=0.1,
	BAYES_50=0.8,DMARC_QUAR=4.2
Received: from lists.club.example (lists.club.example [192.31.196.160])
	(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
	by mx.receiver.example (Postfix) with ESMTPS id 4XyZ77; Tue, 24 Nov 2026 06:12:40 +0000
Received: from out.smtp2go.com (out.smtp2go.com [192.31.196.150])
	(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
	by lists.club.example (Postfix) with ESMTPS id 4Xy112; Tue, 24 Nov 2026 05:59:57 +0000
Received: from mail.shop.example (mail.shop.example [192.31.196.25])
	(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
	by mail.smtp2go.com with ESMTPSA id 1vNkQ2; Tue, 24 Nov 2026 05:59:53 +0000
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=shop.example;
 h=Content-Transfer-Encoding: Content-Type: MIME-Version: Message-ID: Date:
 Subject: [club] To: From; q=dns/txt; s=s4711; t=1795499995;
 bh=FIiE39Nn+DumQgkK/VzpAUJvCuhxq912ZjNCrKDtMgE=;
 b=PEbml1K34sinP3EwgIny860geSfu5OIi5Sq4piqil4H6gv/gLT5uClrFsBWiI5whF8ATA6OdD
 QjCjbx5kKj2XzfkPs7NjnLhbtRfIZNIdodheVPogaw7+7T7acJm/Ge5D21wpODBi8s/PT6oKOQH
 kGoBdb8eMrcUyWIrSES9QGNjBz84XgVoa767memGjjM5kYkzKsCgMFE9l2BQxZAGSz7Qjm6vzuB
 GRYVZUPvr0ENVIjsX+459kbcAVJfXScYGk6rY4SKbMvOFPp0P1FhRSARZ18fMpCXQZdcly5dECN
 rORnvxxkYOQVcWDJdP/lujmaM/M+FPiuFWFCMo9ofT7w==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=shop.example;
 h=Content-Transfer-Encoding: Content-Type: MIME-Version: Message-ID: Date:
 Subject: To: From; q=dns/txt; s=mail; t=1795499995;
 bh=FIiE39Nn+DumQgkK/VzpAUJvCuhxq912ZjNCrKDtMgE=;
 b=d9z8YA9gFyrOQxsqDjpLa2RIKMx7HRx37zPpcoSYui47z8sdoS09TxHDYPg57iob+J6GQNHJg
 KAhcIb1Vf1Wwtp/lKKbA1zWUYzoWndRMxLdRy2OX9LEi110VctGGjIj+tm9kX087q4mVeJSOErE
 wPe0aoXFRpQFpfOpumNXDWfzDUtktJ1fAH6t4i+dLFXaRUo42aGwkvd7pr/E3k0vAlW9gJ1O6sz
 YWOKtvdr2ZaM8TiZ4J6Laqw7nPzGCuc8zpsgmuV0F2FoHdRCz9KTGFikWWaYHnT+eCyGxkUOFvC
 +Joi3buVZHJpuFJWKulfYpjgfPSfEL18lrLESRHMe1jQ==
From: Shop <info@shop.example>
To: Anna <anna@receiver.example>
Subject: Your order 1042 is on its way
Date: Tue, 24 Nov 2026 05:59:50 +0000
Message-ID: <20261124055950.1042@mail.shop.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b1_c0ffee"
Content-Transfer-Encoding: 8bit

--b1_c0ffee
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Hello Anna,

your order 1042 left our shop this morning. Follow it here:
https://www.shop.example/orders/1042

Your shop

--b1_c0ffee
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

<p>Hello Anna,</p>
<p>your order 1042 left our shop this morning.
<a href="https://www.shop.example/orders/1042">Follow it here</a>.</p>
<p>Your shop</p>

--b1_c0ffee--
--
The club's list: https://lists.club.example/
`,
} as const
