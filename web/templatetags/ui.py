"""The words of the interface as tags: icons, avatars, times, by-lines, path marks, flocks. Loaded everywhere.

`who` is a Member or a Mask: both have `.shown_name`, `.hue` (0 to 35) and `.is_mask`.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import Any

from django import forms, template
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from masks.hours import hour_of
from members.models import Community
from members.queries import languages as spoken
from web import flock as drawing
from web.numbers import in_words as number_in_words
from writing import dates, our_words, pictures, ready_words, sentences

register = template.Library()

HUES = 36  # classes .hue-0 to .hue-35 in static/css/hues.css, 10 degrees apart
# Icons that point along the line: base.css turns them where it runs from right to left.
TURNS = frozenset(
    "arrow-left arrow-right chevron-left chevron-right corner-down-right external-link log-in log-out reply send".split()
)
MINUTE, HOUR, DAY = 60, 3600, 86400
LAST_MOMENT = timedelta(hours=1, microseconds=-1)  # of an hour
RECENT_DAYS = 7  # older than this, a date says more than a distance
MOST_TIMES = 4096  # whose words a process remembers: the newest in lists are asked for again and again
TIME_FIELDS = ("created_at", "at", "published_at")


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """An icon of static/img/icons.svg; with a `label` it speaks, without one it is decoration."""
    return _icon(name, css, str(label))


icon.is_constant = True  # where its arguments are: community/template_loader.py


@lru_cache(maxsize=1024)  # a topic page draws a hundred and fifty of them
def _icon(name: str, css: str, label: str) -> SafeString:
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}#i-{}"/></svg>',
        f"icon {'turns ' if name in TURNS else ''}{css}".strip(),
        spoken,
        static("img/icons.svg"),
        name,
    )


@register.filter
def hue(value: Any) -> str:
    """A hue number as its class: `{{ space.hue|hue }}`."""
    return f"hue-{int(value or 0) % HUES}"


@register.filter
def favicon(value: Any) -> str:
    """The mark in the community's hue, as a static file: `{% static community.hue|favicon %}`."""
    return f"img/favicon-{int(value)}.svg" if value else "img/favicon.svg"


@register.filter
def home_icon(value: Any, name: str) -> str:
    """A picture for a home screen in that hue, as a static file."""
    return f"img/{name}-{int(value)}.png" if value else f"img/{name}.png"


def initials(name: str) -> str:
    """The first letters of the first two words: "Ines Calder" is "IC"."""
    return "".join(word[0] for word in name.split()[:2]).upper()


@register.simple_tag
def avatar(who: Any, size: str = "") -> SafeString:
    """A round picture of initials, or the dashed bird of a mask. Sizes: "xs", "s", "" and "l"."""
    if getattr(who, "is_mask", False):
        css = f"avatar avatar--mask {size}".strip()
        return format_html('<span class="{}" aria-hidden="true">{}</span>', css, icon("bird"))
    shade, letters = _face(who)
    css = f"avatar {shade} {size}".strip()
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, letters)


def _face(who: Any) -> tuple[str, str]:
    if getattr(who, "is_anybody", False):  # what is drawn once for many: web/pagecache/shared_page.py
        return who.hue_placeholder, who.initials_placeholder
    return hue(who.hue), face(who)


FACE = '<img src="{}" srcset="{} 3x" alt="" width="64" height="64" loading="lazy" decoding="async">'


def face(who: Any) -> SafeString:
    """What stands in the round: the picture of a member, or the first letters of the name."""
    name = getattr(who, "face", "")
    if not name:
        return SafeString(escape(initials(who.shown_name)))
    return format_html(FACE, pictures.address(name, "64.webp"), pictures.address(name, "192.webp"))


LOGO = '<img class="{}" src="{}" srcset="{} 3x" alt="" width="64" height="64" decoding="async">'


@register.simple_tag
def logo(community: Any, size: str = "") -> SafeString:
    """The community's picture, or the bird. Without words: the name stands beside it, and is not read twice."""
    name = getattr(community, "logo", "")
    if not name:
        return icon("mark", size)
    css = f"logo {size}".strip()
    return format_html(LOGO, css, pictures.address(name, "64.webp"), pictures.address(name, "192.webp"))


def _moment(thing: Any) -> tuple[datetime, bool]:
    """The time of a row or a datetime, and whether only its hour may be shown."""
    if isinstance(thing, datetime):
        return thing, False
    at = next(getattr(thing, name) for name in TIME_FIELDS if getattr(thing, name, None) is not None)
    if getattr(thing, "mask_id", None) is None:
        return at, False
    return hour_of(at), True


def distance(at: datetime, now: datetime) -> str:
    """How long ago in words; a date when it was more than a week ago."""
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < HOUR:
        minutes = seconds // MINUTE
        if minutes < 1:
            return _("just now")
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if seconds < DAY:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", seconds // HOUR) % {"n": seconds // HOUR}
    return _day(at, now)


def _day(at: datetime, now: datetime) -> str:
    return _date(timezone.localtime(at).date(), timezone.localtime(now).date(), get_language())


@lru_cache(maxsize=MOST_TIMES)
def _date(day: date, today: date, _language: str) -> str:
    days = (today - day).days
    if days <= 1:
        return _("yesterday")
    if days < RECENT_DAYS:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    return dates.day_of_year(day) if day.year == today.year else dates.day(day)


# Of a masked row only the hour is known: these are true whenever in that hour it was. static/js/times.js says the same.
WITHIN = (
    _lazy("within the last hour"),
    _lazy("within the last %n hours"),
    _lazy("within the last %n days"),
    _lazy("around %day"),
)


def hour_distance(hour: datetime, now: datetime) -> str:
    """How long ago something was that began and ended in that hour."""
    seconds = max(1.0, (now - hour).total_seconds())
    this_hour, hours, days, around = map(str, WITHIN)
    if seconds <= HOUR:
        return this_hour
    if seconds < DAY:
        return hours.replace("%n", str(ceil(seconds / HOUR)))
    if timezone.localtime(hour).date() == timezone.localtime(hour + LAST_MOMENT).date():
        return _day(hour, now)
    if seconds < RECENT_DAYS * DAY:
        return days.replace("%n", str(ceil(seconds / DAY)))
    return around.replace("%day", _day(hour, now))


@register.simple_tag(takes_context=True)
def when(context: Context, thing: Any) -> SafeString:
    """A `<time>` of a row or a datetime; rows behind a mask say only their hour.

    Pages of visitors and of anybody are kept in a cache, so they carry the plain date and the script says how long ago it was.
    """
    placeholder: SafeString | None = getattr(thing, "when_placeholder", None)
    return placeholder or time_of(thing, ago=says_how_long_ago(context))


def says_how_long_ago(context: Context) -> bool:
    user = context.get("user")
    return getattr(user, "is_authenticated", False) and not getattr(user, "is_anybody", False)


def time_of(thing: Any, *, ago: bool) -> SafeString:
    at, hour_only = _moment(thing)
    opening, absolute = _fixed(at, hour_only, timezone.get_current_timezone_name(), get_language())
    if not ago:
        return SafeString(f"{opening}{absolute}</time>")
    words = (hour_distance if hour_only else distance)(at, timezone.now())
    return SafeString(f"{opening}{escape(words)}</time>")


@lru_cache(maxsize=MOST_TIMES)
def _fixed(at: datetime, hour_only: bool, _zone: str, language: str) -> tuple[SafeString, SafeString]:
    """What of a time is the same whenever it is read: the tag that begins it, and the date in full."""
    absolute = escape(_absolute(at, hour_only))
    exact = at.astimezone(timezone.get_default_timezone()).isoformat(timespec="minutes")
    within = _within(language) if hour_only else ""
    return SafeString(f'<time datetime="{exact}" title="{absolute}" data-ago{within}>'), absolute


@lru_cache(maxsize=8)
def _within(_language: str) -> SafeString:
    return format_html('="hour" data-within="{}"', "|".join(map(str, WITHIN)))


def _absolute(at: datetime, hour_only: bool) -> str:
    """The date and the time, of a masked row from when to when."""
    local = timezone.localtime(at)
    clock = f"{local:%H:%M}–{local + timedelta(hours=1):%H:%M}" if hour_only else f"{local:%H:%M}"
    said = dates.together(dates.day(local), clock)
    return f"{said} UTC" if str(local.tzinfo) == "UTC" else said


@register.inclusion_tag("components/_byline.html", takes_context=True)
def byline(context: Context, row: Any, note: str = "") -> dict[str, Any]:
    """Name, path mark or mask note, time of an authored row; `note` adds a word ("asked this")."""
    return {"row": row, "author": row.author, "note": note, "user": context.get("user")}


PATH_MARKS = {  # stage: state of the wire, words. Roles, not ranks
    "newcomer": ("new", _lazy("New here")),
    "pursuing": ("way", _lazy("On the way")),
    "reached": ("reached", _lazy("Reached the goal")),
    "alum": ("reached", _lazy("Reached the goal, stayed on")),
    "mentor": ("reached", _lazy("Reached the goal, mentors here")),
    "emeritus": ("reached", _lazy("Reached the goal, mentored here")),
}


def path_mark(member: Any) -> tuple[str, str] | None:
    """State ("new", "way", "reached") and words; stages are private until a member shows theirs."""
    stage = getattr(member, "stage", "") if getattr(member, "has_page", True) else ""
    if stage not in PATH_MARKS or not _is_shown(member, stage):
        return None
    state, words = PATH_MARKS[stage]
    return state, str(words)


def _is_shown(member: Any, stage: str) -> bool:
    """That somebody is new is said so that others say hello, unless they would rather not; mentors offered it."""
    if stage == "newcomer":
        return bool(member.shows_new)
    return stage == "mentor" or member.shows_stage


@register.simple_tag
def pathmark(member: Any) -> SafeString:
    """Where somebody is on their path, in words; nothing for a mask or when they keep it to themselves."""
    mark = path_mark(member)
    if mark is None:
        return SafeString("")
    state, words = mark
    name = {"new": "sprout", "way": "footprints", "reached": "sunrise"}[state]
    return format_html('<span class="path-mark path-mark--{}">{}{}</span>', state, icon(name), words)


WIDEST = 1.4  # times the usual stroke: a bird that is near is longer, not a beam


@register.simple_tag
def flock(
    count: int, seed: int = 7, width: int = 720, height: int = 260, shape: str = "band", size: float = 1
) -> SafeString:
    """`count` strokes as an svg: every one stands for something that was counted."""
    layers = zip(drawing.DEPTHS, drawing.paths(count, seed, width, height, shape, float(size)), strict=True)
    drawn = format_html_join(
        "",
        '<path d="{}" stroke-width="{}" opacity="{}"/>',
        ((d, f"{stroke * min(float(size), WIDEST):.2f}", opacity) for (stroke, opacity), d in layers if d),
    )
    return format_html(
        '<svg class="flock" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        width,
        height,
        drawn,
    )


@register.simple_tag
def address(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page, or "" where an installation has no such page."""
    return _address(name, args, tuple(kwargs.items()))


@lru_cache(maxsize=512)
def _address(name: str, args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> str:
    if name.startswith("/"):
        return name
    try:
        return reverse(name, args=args, kwargs=dict(named))
    except NoReverseMatch:
        return ""


NAV = (  # page, words, name of the address
    ("home", _lazy("Home"), "/"),
    ("spaces", _lazy("Spaces"), "forum:spaces"),
    ("mentoring", _lazy("Mentoring"), "mentorship:home"),
    ("blog", _lazy("Blog"), "blog:home"),
)
FOR_MEMBERS = {"mentoring"}
TABS = (  # page, words, icon, name of the address
    ("home", _lazy("Home"), "house", "/"),
    ("spaces", _lazy("Spaces"), "messages-square", "forum:spaces"),
    ("ask", _lazy("Ask"), "pencil-line", "forum:ask"),
    ("mentoring", _lazy("Mentoring"), "handshake", "mentorship:home"),
)


@register.simple_tag
def site_nav(reader: Any) -> list[dict[str, Any]]:
    """The main navigation; a visitor is not led to pages that ask them to sign in."""
    inside = getattr(reader, "is_authenticated", False)
    shown = (entry for entry in NAV if inside or entry[0] not in FOR_MEMBERS)
    entries = ({"key": key, "label": label, "href": address(name)} for key, label, name in shown)
    return [entry for entry in entries if entry["href"]]


@register.simple_tag
def tab_nav(member: Any) -> list[dict[str, Any]]:
    """The bar at the foot of a phone, a member's own page last."""
    entries = [{"key": key, "label": label, "icon": symbol, "href": address(name)} for key, label, symbol, name in TABS]
    own = address("members:profile", member.handle)
    entries.append({"key": "profile", "label": _("You"), "icon": "user-round", "href": own})
    return [entry for entry in entries if entry["href"]]


@register.simple_tag
def lang_of(topic: Any) -> SafeString:
    """The attribute of what people wrote in another language than the page speaks, for who has it read aloud."""
    tongue = getattr(topic, "tongue", "")
    return format_html('lang="{}"', tongue) if tongue and tongue != get_language() else SafeString("")


@register.filter
def written_in(row: Community) -> str:
    """The language in which people write here, for words that go into what they write: a reader's own would say who
    reads so behind a mask.
    """
    return spoken.of_community(row)


@register.simple_tag
def languages() -> list[dict[str, Any]]:
    """What can be chosen at the foot of the page; nothing where there is no choice."""
    now, offered = get_language(), spoken.offered()
    return [
        {
            "code": code,
            "name": name,
            "dir": "rtl" if get_language_info(code)["bidi"] else "ltr",
            "is_current": code == now,
        }
        for code, name in offered.items()
        if len(offered) > 1
    ]


@register.filter
def plain_form(form: forms.BaseForm) -> forms.BaseForm:
    """A form of a library without placeholders: the label says what a field is for, also while one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form


@register.filter
def fields_of(names: str, form: forms.BaseForm) -> list[forms.BoundField]:
    """`{% for field in "name email"|fields_of:form %}`: the named fields that the form has, in this order."""
    return named(names.split(), form)


@register.filter
def named(names: Iterable[str], form: forms.BaseForm) -> list[forms.BoundField]:
    """`{% for field in form.FIRST|named:form %}`: the same, for names that the form lists itself."""
    return [form[name] for name in names if name in form.fields]


@register.filter
def listed(names: Iterable[Any]) -> str:
    """ "a, b and c", escaped: a list as it is said."""
    return SafeString(dates.listed(escape(name) for name in names))


@register.filter
def shown(html: Any) -> SafeString:
    """`{{ post.html|shown }}`: what was made of somebody's words when they were kept, in the place of `safe`."""
    return our_words.shown(str(html))


@register.filter
def in_my_language(words: str) -> str:
    """Words of ours that somebody chose, as the reader says them; what people wrote themselves stays as it is."""
    return ready_words.said(words)


@register.filter(needs_autoescape=True)
def quoted(words: Any, autoescape: bool = True) -> str:
    return sentences.quoted(conditional_escape(words) if autoescape else str(words))


@register.filter
def in_words(number: int) -> str:
    return number_in_words(number)


# --- dates, as the reader's language writes them ---------------------------------------------------------


def _of_a_moment(said: Callable[[Any], str]) -> Callable[[Any], str]:
    """In the reader's own zone; nothing where there is no moment."""
    return lambda at: said(at) if at else ""


for _name, _said in {
    "day": dates.day,
    "day_of_year": dates.day_of_year,
    "short_day": dates.short_day,
    "month": dates.month,
    "moment": dates.moment,
    "moment_utc": dates.moment_utc,
    "clock": dates.clock,
    "weekday": lambda at: dates.together(dates.weekday(at), dates.day_of_year(at)),
    "weekday_time": lambda at: dates.together(dates.weekday(at), dates.clock(at)),
    "weekday_moment": lambda at: dates.together(
        dates.together(dates.weekday(at), dates.day_of_year(at)), dates.clock(at)
    ),
}.items():
    register.filter(_name, _of_a_moment(_said), expects_localtime=True)
