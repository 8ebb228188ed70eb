"""Tags of the account's pages: the settings' navigation, and the parts of a mail."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.adapter import MAIL_AWAY, MAIL_SLOW
from members.browsers import named
from web.templatetags.ui import address

register = template.Library()

SETTINGS = (  # words, name of the address
    (_("About you"), "members:settings"),
    (_("Privacy"), "members:privacy"),
    (_("Messages"), "notices:preferences"),
    (_("What you hear"), "forum:hearing"),
    (_("What we suggested"), "nudges:mine"),
    (_("Address"), "account_email"),
    (_("Password"), "account_change_password"),
    (_("Second lock"), "mfa_index"),
    (_("Signed in"), "usersessions_list"),
    (_("Your data"), "privacy:data"),
)
FOOT = "\n--\n"


@register.filter
def mail_state(said: Any) -> str:
    """What the page's messages say of a mail that was to go: "mail-away", "mail-slow", or "" when it went."""
    tags = {tag for message in said or () for tag in message.tags.split()}
    return next((state for state in (MAIL_AWAY, MAIL_SLOW) if state in tags), "")


@register.simple_tag
def settings_nav() -> list[dict[str, Any]]:
    """The pages of the settings that this installation has."""
    entries = ({"label": label, "href": address(name)} for label, name in SETTINGS)
    return [entry for entry in entries if entry["href"]]


@register.filter
def mail_parts(text: str, code: str | None) -> list[dict[str, str]]:
    """A plain message as paragraphs: kind "code" for the line that holds it, "foot" for what follows `--`."""
    body, _sep, foot = text.partition(FOOT)
    words = [part.strip() for part in body.split("\n\n") if part.strip()]
    parts = [{"kind": "code" if code and part == code else "words", "text": part} for part in words]
    return [*parts, {"kind": "foot", "text": foot.strip()}] if foot.strip() else parts


@register.simple_tag(takes_context=True)
def directory_link(context: Context, name: str, mark: str) -> str:
    """The address of a neighbouring page of the directory, with the same words; "" without one."""
    if not mark:
        return ""
    asked = {key: context.get(key, "") for key in ("subject", "path", "place")}
    asked = {"q": context.get("words", "")} | asked | {name: mark}
    return "?" + urlencode({key: value for key, value in asked.items() if value})


@register.filter
def browser_name(user_agent: str) -> str:
    """ "Firefox, Linux" for the long line in which a browser introduces itself; a plain sentence for one unknown."""
    return ", ".join(filter(None, named(user_agent))) or gettext("A browser we don’t know")
