"""The looks of a mail: inline, because mail programs read nothing else, and in one place."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from notices.models import DeadAddress
from web.colours import of_actions

register = template.Library()

FONT = "-apple-system,'Segoe UI',Roboto,'Liberation Sans',Arial,sans-serif"
STYLES = {
    "body": f"margin:0;padding:0;background:#ffffff;color:#18222c;font:17px/1.6 {FONT};color-scheme:light",
    "page": "max-width:36em;margin:0 auto;padding:28px 24px",
    "p": "margin:0 0 18px",
    "quote": "margin:0 0 18px;padding:2px 0 2px 16px;border-inline-start:3px solid #e9bf8e;font-size:18px",
    "list": "margin:0 0 18px;padding-inline-start:20px",
    "item": "margin:0 0 6px",
    "last": "margin:0",
    "button": "display:inline-block;background:{sheen};color:#ffffff;text-decoration:none;padding:11px 20px;"
    "border-radius:99px;font-size:16px",
    "link": "color:{sheen}",
    "foot": "font-size:14px;line-height:1.5;color:#4b5965;border-top:1px solid #d6dee4;margin-top:28px;"
    "padding-top:16px",
    "foot-line": "margin:0 0 6px",
}


@register.simple_tag(takes_context=True)
def mail_style(context: Context, name: str) -> SafeString:
    """The value of a style attribute. Constants and a number of degrees: nothing that somebody wrote comes here."""
    sheen = of_actions(getattr(context.get("community"), "hue", None))
    return SafeString(STYLES[name].replace('"', "'").replace("{sheen}", sheen))


@register.simple_tag(takes_context=True)
def address_is_dead(context: Context) -> bool:
    """Does mail to the reader come back?"""
    return DeadAddress.objects.holds(getattr(context["user"], "email", None))
