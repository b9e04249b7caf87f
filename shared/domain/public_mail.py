"""Domains where anybody can have a mailbox: an address there says nothing about whom its owner works for."""

_DOMAINS = """
126.com 163.com aim.com aol.com bahnhof.se bredband.net comhem.se fastmail.com free.fr gmail.com gmx.at gmx.ch
gmx.com gmx.de gmx.net googlemail.com hey.com home.se hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr
hotmail.it hotmail.no hotmail.se hushmail.com icloud.com inbox.com laposte.net libero.it live.co.uk live.com
live.dk live.fi live.nl live.no live.se mac.com mail.com mail.ru me.com msn.com naver.com online.no orange.fr
outlook.com outlook.de outlook.dk outlook.fr passagen.se pm.me proton.me protonmail.com qq.com rediffmail.com
rocketmail.com sfr.fr spray.se swipnet.se t-online.de tele2.se telia.com tutanota.com tuta.com tuta.io
wanadoo.fr web.de yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.dk yahoo.es yahoo.fr yahoo.it
yahoo.no yahoo.se yandex.com yandex.ru ymail.com zoho.com
"""

PUBLIC_MAIL_PROVIDERS = frozenset(_DOMAINS.split())
