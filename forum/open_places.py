"""Places of the web where anybody can put anything, or from which anybody can lead on: that members linked them before says
nothing of the next link there. A place below one of them is meant as well. Touches no database.
"""

from __future__ import annotations

# They lead wherever whoever made the link likes, today there and tomorrow elsewhere.
SHORTENERS = (
    "bit.ly bitly.com buff.ly cutt.ly goo.gl is.gd lnkd.in ow.ly rb.gy rebrand.ly s.id shorturl.at t.co t.ly tiny.cc "
    "tinyurl.com v.gd linktr.ee beacons.ai bio.link carrd.co"
)
# "Write to him": sellers wait there.
MESSAGES = (
    "t.me telegram.me telegram.org telegra.ph wa.me whatsapp.com signal.me signal.group discord.gg discord.com line.me "
    "viber.com skype.com zalo.me vk.me"
)
# A page there is whoever's it is, and the next one somebody else's.
NETWORKS = (
    "facebook.com fb.com fb.me fb.watch messenger.com instagram.com threads.net threads.com x.com twitter.com tiktok.com "
    "linkedin.com pinterest.com pin.it snapchat.com reddit.com redd.it tumblr.com vk.com ok.ru weibo.com quora.com "
    "youtube.com youtu.be vimeo.com twitch.tv dailymotion.com medium.com substack.com patreon.com onlyfans.com bsky.app"
)
# What is filled in or fetched there is anybody's.
FORMS_AND_FILES = (
    "docs.google.com forms.gle forms.google.com drive.google.com sites.google.com photos.app.goo.gl forms.office.com "
    "forms.office.net onedrive.live.com 1drv.ms sharepoint.com dropbox.com dropboxusercontent.com icloud.com box.com "
    "mega.nz mediafire.com wetransfer.com we.tl 4shared.com scribd.com slideshare.net issuu.com typeform.com jotform.com "
    "surveymonkey.com airtable.com notion.so notion.site canva.com imgur.com imgbb.com ibb.co flickr.com gist.github.com "
    "githubusercontent.com pastebin.com rentry.co amazonaws.com googleapis.com googleusercontent.com windows.net "
    "cloudfront.net"
)
# Where money is asked for, or things are sold by anybody.
MONEY = "paypal.com paypal.me cash.app venmo.com ko-fi.com buymeacoffee.com gofundme.com etsy.com ebay.com fiverr.com"
# They show or lead to whatever else there is.
DOORS = "web.archive.org archive.ph archive.is archive.today translate.google.com translate.goog ampproject.org"

OPEN = frozenset(" ".join((SHORTENERS, MESSAGES, NETWORKS, FORMS_AND_FILES, MONEY, DOORS)).split())


def is_open(host: str) -> bool:
    """The host itself, or one below which it stands."""
    labels = host.split(".")
    return any(".".join(labels[at:]) in OPEN for at in range(len(labels)))
