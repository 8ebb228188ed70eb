"""Every setting that there is, and where it is changed: the one table that the page of settings and its search show.

The words of a field are those of its form, so that they are the same in both places.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.env import env
from hosting.kept_settings import PLAIN
from hosting.queries.settings import Change, Changes, Counted
from hosting.views.environment import ENVIRONMENT, Variable, Words
from members.actions.community import AGREEMENT
from members.forms.community import CommunityForm
from members.forms.looks import BUILT_IN
from members.models import Community
from members.queries import languages
from writing import dates

LONGEST_VALUE = 90  # characters of what is set now; the rest is where it is changed
COMMUNITY, PLACES, DOOR = _("What it is"), _("Rooms, paths and words"), _("The door")
LANGUAGE, ROLES, OUTSIDE = _("Language and time"), _("People who tend"), _("Mail and accounts elsewhere")


@dataclass(frozen=True)
class Now:
    """What values are made of: asked once for the page."""

    row: Community
    counted: Counted


@dataclass(frozen=True)
class Setting:
    name: str
    group: Words
    title: Words
    sentence: Words
    address: Callable[[], str] | None = None  # none: in the environment
    verbs: tuple[str, ...] = ()  # of the log of admins' acts, or DECIDED
    value: Callable[[Now], str] = lambda now: ""
    default: Callable[[], str] = lambda: ""
    variable: Variable | None = None

    def change(self, changes: Changes) -> Change | None:
        return changes.of(field="" if self.verbs else self.name, verbs=self.verbs)


# --- fields of the community's own row -------------------------------------------------------------------------------

GROUPS: dict[str, Words] = {
    **dict.fromkeys(("name", "headline", "purpose", "non_goals", "host_name", "host_url", "formulas"), COMMUNITY),
    **dict.fromkeys(("agreement", "registration", "blocked_words", "privacy_note", "urgent_help"), DOOR),
    **dict.fromkeys(("time_zone", "language", "topic_languages"), LANGUAGE),
}
SENTENCES: dict[str, Words] = {  # of fields whose label says it all where they are filled in
    "name": _("It stands on every page and in every mail."),
    "registration": _("Anybody, only with an invitation, or after an admin said yes."),
    "host_url": _("Where people find whoever runs the servers."),
    "time_zone": _("By it visitors read times, and so do members until they choose."),
}


def _field(name: str) -> Setting:
    field = CommunityForm.base_fields[name]
    return Setting(
        name,
        GROUPS[name],
        field.label or name,
        SENTENCES.get(name) or field.help_text,
        lambda: f"{reverse('members:community')}#id_{name}",
        value=lambda now: said(now.row, name),
        default=lambda: said(_fresh(), name),
    )


def _fresh() -> Community:
    """As the set-up proposes it."""
    return Community(agreement=[str(line) for line in AGREEMENT])


def said(row: Community, name: str) -> str:
    """A value in a few words."""
    value: Any = getattr(row, name)
    if name == "registration":
        return str(row.get_registration_display())
    if name == "language":
        return languages.own_name(languages.of_community(row))
    if name == "topic_languages":
        return dates.listed(languages.own_name(code) for code in value)
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if isinstance(value, list):
        return ngettext("%(count)d line", "%(count)d lines", len(value)) % {"count": len(value)} if value else ""
    return truncatechars(" ".join(str(value).split()), LONGEST_VALUE)


# --- what has a page of its own --------------------------------------------------------------------------------------


def _page(name: str, group: Words, title: Words, sentence: Words, address: str, *of: str, **more: Any) -> Setting:
    view, _space, kind = address.partition(" ")
    return Setting(name, group, title, sentence, lambda: reverse(view, args=[kind] if kind else []), verbs=of, **more)


def _spaces(now: Now) -> str:
    return ngettext("%(count)d space", "%(count)d spaces", now.counted.spaces) % {"count": now.counted.spaces}


def _paths(now: Now) -> str:
    return ngettext("%(count)d path", "%(count)d paths", now.counted.paths) % {"count": now.counted.paths}


def _words(now: Now) -> str:
    return ngettext("%(count)d word", "%(count)d words", now.counted.words) % {"count": now.counted.words}


def _roles(admins: int, moderators: int) -> str:
    tend = ngettext("%(count)d moderator", "%(count)d moderators", moderators) % {"count": moderators}
    lead = ngettext("%(count)d admin", "%(count)d admins", admins) % {"count": admins}
    return dates.listed([lead, tend])


def _as_it_came() -> str:
    return _now("the words that it came with")


def _ways_in(now: Now) -> str:
    if not now.counted.ways_in:
        return _now("none is switched on")
    words = ngettext("%(count)d is switched on", "%(count)d are switched on", now.counted.ways_in)
    return words % {"count": now.counted.ways_in}


def _hue(row: Community) -> str:
    return str(row.get_hue_display() if row.hue else BUILT_IN)


PAGES = (
    _page(
        *("logo", COMMUNITY, _("Its picture"), _("It stands beside the name, on every page.")),
        "uploads:logo",
        value=lambda now: _now("a picture of yours") if now.row.logo else _now("the bird"),
        default=lambda: _now("the bird"),
    ),
    _page(
        *("hue", COMMUNITY, _("Its colour"), _("Of links and of what can be done. Every one can be read well.")),
        "members:hue",
        value=lambda now: _hue(now.row),
        default=lambda: _hue(Community()),
    ),
    _page(
        *("spaces", PLACES, _("Spaces"), _("Rooms to talk in: who reads them, their rules, advice from outside.")),
        *("members:shapes spaces", "space.opened", "space.changed"),
        value=_spaces,
    ),
    _page(
        *("paths", PLACES, _("Paths"), _("What people want to reach here. Members set their own goals on them.")),
        *("members:shapes paths", "journey.offered", "journey.changed"),
        value=_paths,
    ),
    _page(
        *("words", PLACES, _("Words of thanks"), _("What members thank each other with.")),
        *("members:shapes words", "word.changed"),
        value=_words,
        default=_as_it_came,
    ),
    _page(
        *("roles", ROLES, _("Who tends which space"), _("Moderators, each for a term. Admins tend every space.")),
        *("moderation:appointments", "moderator.appointed", "decided.roles"),
        value=lambda now: _roles(now.counted.admins, now.counted.moderators),
        default=lambda: _roles(1, 0),
    ),
    _page(
        *("reasons", ROLES, _("Ready reasons"), _("Sentences that moderators choose from when they decide.")),
        *("moderation:reasons", "decided.reasons"),
        default=_as_it_came,
    ),
    _page(
        *("treated", ROLES, _("Words that are treated apart"), _("What is held, replaced, or answered with help.")),
        *("moderation:wordings", "decided.treated"),
    ),
    _page(
        *("calling", ROLES, _("Words that call one of you"), _("When somebody may be in danger, who tends is called.")),
        *("moderation:words", "decided.calling"),
    ),
    _page(
        *("mail", OUTSIDE, _("Mail"), _("Send a test mail, and read what the mail server says.")),
        "members:next",
        value=lambda now: str(settings.DEFAULT_FROM_EMAIL),
        default=lambda: TABLE["DEFAULT_FROM_EMAIL"].default(),
    ),
    _page(
        *("ways_in", OUTSIDE, _("Signing in with an account from elsewhere")),
        *(_("Providers that say who somebody is, by OpenID Connect."), "oidc:providers"),
        *("provider.added", "provider.changed", "provider.removed", "provider.switched_on", "provider.switched_off"),
        value=_ways_in,
    ),
    _page(
        *("law", DOOR, _("What the law asks for"), _("Contact, complaints, risks: pages that say what you do.")),
        *("privacy:law", "law.changed"),
        default=_as_it_came,
    ),
)

FIRST = ("name", "logo", "hue", "spaces", "paths", "words", "agreement", "registration", "roles", "mail", "ways_in")


# --- the environment -------------------------------------------------------------------------------------------------


def _variable(group: Words, variable: Variable) -> Setting:
    return Setting(
        " ".join(variable.names),
        group,
        " ".join(variable.names),
        variable.sentence,
        value=lambda now: _set(variable.names),
        default=lambda: variable.default,
        variable=variable,
    )


def _set(names: tuple[str, ...]) -> str:
    """Of what opens something, only that it is set."""
    values = {name: value for name in names if (value := env.str(name, default=""))}
    if not values:
        return ""
    if any(name not in PLAIN or ("://" in value and "@" in value) for name, value in values.items()):
        return _now("set; its value is shown to nobody")
    return truncatechars(", ".join(values.values()), LONGEST_VALUE)


TABLE: dict[str, Setting] = {
    setting.name: setting
    for setting in (
        *map(_field, GROUPS),
        *PAGES,
        *(_variable(group, variable) for group, variables in ENVIRONMENT.items() for variable in variables),
    )
}


# --- shown, and found ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A setting as a page shows it."""

    setting: Setting
    now: Now
    changes: Changes

    @cached_property
    def href(self) -> str:
        return self.setting.address() if self.setting.address else ""

    @cached_property
    def value(self) -> str:
        return self.setting.value(self.now)

    @cached_property
    def default(self) -> str:
        return self.setting.default()

    @cached_property
    def change(self) -> Change | None:
        return self.setting.change(self.changes)


def first() -> list[Setting]:
    return [TABLE[name] for name in FIRST]


def find(words: str) -> list[Setting]:
    """Whatever has all the words, those with one in their name first."""
    wanted = plain(words).split()
    found = [setting for setting in _there() if all(word in _text(setting) for word in wanted)]
    return sorted(found, key=lambda setting: not any(word in plain(str(setting.title)) for word in wanted))


def _there() -> Iterator[Setting]:
    """With one language there is nothing to choose, and the form has no field for it."""
    alone = len(languages.offered()) < 2
    return (setting for setting in TABLE.values() if not (alone and setting.name == "language"))


def _text(setting: Setting) -> str:
    return plain(" ".join(map(str, (setting.title, setting.sentence, setting.group, setting.name))))


def plain(words: str) -> str:
    """Without capitals, accents, and what stands between the parts of a variable's name."""
    return "".join(_letters(words.replace("_", " ").replace("’", "'").casefold()))


def _letters(words: str) -> Iterator[str]:
    return (sign for sign in unicodedata.normalize("NFKD", words) if not unicodedata.combining(sign))
