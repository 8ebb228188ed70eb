"""The rules of direction, checked on the code's syntax trees. Imports inside functions count like any other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from notices.treaty import BESIDE_THE_OUTBOX

# Left to right; apps in one place do not import each other.
RANKS = (
    ("live",),
    ("activity",),
    ("writing",),
    ("members",),
    ("masks",),
    ("web",),
    ("oidc",),
    ("uploads",),
    ("forum",),
    ("recognition",),
    ("blog", "gatherings", "proposals"),
    ("mentorship",),
    ("moderation",),
    ("notices",),
    ("routing",),
    ("nudges", "insights"),
    ("inbound",),
    ("api", "importers", "demo"),
    ("privacy",),
    ("hosting",),
)
RANK = {app: rank for rank, apps in enumerate(RANKS) for app in apps}

# What a module of an app may import from its own app: itself and what stands below.
MODELS, RULES, QUERIES, ACTIONS, TASKS, PRESENTATION = range(6)
LAYERS = {
    "models": MODELS,
    "rules": RULES,
    "queries": QUERIES,
    "actions": ACTIONS,
    "tasks": TASKS,
    "views": PRESENTATION,
    "forms": PRESENTATION,
    "urls": PRESENTATION,
    "admin": PRESENTATION,
    "templatetags": PRESENTATION,
    "context": PRESENTATION,
    "feeds": PRESENTATION,
    "sitemaps": PRESENTATION,
    "middleware": PRESENTATION,
    "pagecache": PRESENTATION,  # whole answers to requests
    "anybody": PRESENTATION,  # what is drawn once for many
    "sessions": PRESENTATION,  # where Django asks who sent a request
    "backends": PRESENTATION,
    "management": PRESENTATION,
    "apps": PRESENTATION,
    "adapter": PRESENTATION,  # where a library asks us, with the request in its hand
    "door": PRESENTATION,  # where a mail server asks us
    "mailbox": PRESENTATION,
    "installable": PRESENTATION,
    "server": PRESENTATION,  # what starts a process
    "receivers": PRESENTATION,  # of signals of libraries
}
LAYER_NAMES = ("models", "rules", "queries", "actions", "tasks", "presentation")

WRITES = {"save", "asave", "create", "delete", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}
QUERYSETS = {"objects", "filter", "exclude", "all", "select_for_update"}  # before .update(), which dicts have too


CONFIGURATION = "community"
OF_THE_MACHINE = "community.space"  # a disk, by the standard library alone: starters, monitors and apps ask it alike
# Where the parts are put together: the addresses, the server, what a monitor asks, what is made ready before a start.
PUT_TOGETHER = ("community/urls.py", "community/wsgi.py", "community/health.py", "community/management/")
# Who may read which topics in lists, and who blocks whom, each said once.
READABLE, BLOCKS = "forum/rules.py", "members/models/meeting.py"
# What is imported in one place alone: which zone a name means, and numbers as words.
ONE_HOME = {
    "zoneinfo": ("members/zones.py", "community/__init__.py"),
    "django.contrib.humanize.templatetags.humanize": ("web/numbers.py",),
}
# Where a page goes on stands in addresses, spelled and read in one place; the directory goes by names.
CURSORS = {"forum/queries/keyset.py", "members/queries/people.py"}
BEYOND = ("pk__lt", "id__lt", "pk__gt", "id__gt")
# The front door has two sides, one for visitors and one for members.
TWO_SIDES = {("forum/views/home.py", "members.views.landing")}

# What is sent passes the gate of the attention treaty (notices/actions/judge.py), which the outbox alone asks. Beside it
# are the makers of the connection, and what notices/treaty.py names with its reason.
SENDING = (
    "django.core.mail",
    "smtplib.SMTP",
    "smtplib.SMTP_SSL",
    "smtplib.LMTP",
    "aiosmtplib",
    "pywebpush",
    "notices.push_wire.send",
    "notices.actions.push",
    "members.mail.Mail",
)
SENDERS = {
    "notices/actions/mailer.py",
    "notices/actions/push.py",
    "notices/push_wire.py",
    "members/mail.py",
    "community/smtp.py",
    "community/embedded/mail.py",
}
OUTBOX = "notices/actions/outbox.py"
MADE = {"create", "get_or_create", "update_or_create", "bulk_create"}


@dataclass(frozen=True)
class Module:
    """`layer` of a module that the table does not name is that of rules."""

    path: str
    app: str
    layer: int
    tree: ast.Module

    @property
    def is_view(self) -> bool:
        return Path(self.path).parts[1].removesuffix(".py") == "views"


def modules(root: Path) -> Iterator[Module]:
    for app in (*RANK, CONFIGURATION):
        for path in sorted((root / app).rglob("*.py")):
            inside = path.relative_to(root).parts
            if "migrations" not in inside:
                name = path.relative_to(root).as_posix()
                layer = LAYERS.get(inside[1].removesuffix(".py"), RULES)
                yield Module(name, app, layer, ast.parse(path.read_text(), name))


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything imported anywhere in a module."""
    package = module.path.removesuffix(".py").split("/")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: -node.level]) if node.level else ""
            source = ".".join(filter(None, (base, node.module)))
            # `from forum import queries` imports a module, `from forum.models import Post` a name of one.
            yield from ((node.lineno, f"{source}.{name.name}") for name in node.names)


def breaches(root: Path) -> list[str]:
    """What breaks a rule, one line each; nothing is right."""
    return [
        f"{module.path}:{line} {what}"
        for module in modules(root)
        for check in (
            _across,
            _inside,
            _configuration,
            _other_views,
            _signals,
            _view_writes,
            _second_cursor,
            _second_wall,
            _second_home,
            _past_the_gate,
        )
        for line, what in check(module)
    ]


def _across(module: Module) -> Iterator[tuple[int, str]]:
    """Domain modules import apps to their left only, and no presentation of any app; nobody imports configuration."""
    if module.layer == PRESENTATION or module.app == CONFIGURATION:
        return
    for line, name in imports(module):
        app, *rest = name.split(".")
        if app == "community" and not name.startswith(OF_THE_MACHINE):
            yield line, "imports community, which is configuration"
        if app not in RANK or app == module.app:
            continue
        if RANK[app] >= RANK[module.app]:
            yield line, f"imports {app}, which does not stand to the left of {module.app}"
        if _layer(rest) == PRESENTATION:
            yield line, f"imports presentation of {app}"


def _configuration(module: Module) -> Iterator[tuple[int, str]]:
    """Configuration knows the apps by the names in its settings alone, but where the parts are put together."""
    if module.app != CONFIGURATION or module.path.startswith(PUT_TOGETHER):
        return
    for line, name in imports(module):
        if name.split(".")[0] in RANK:
            yield line, f"configuration imports {name.split('.')[0]}"


def _other_views(module: Module) -> Iterator[tuple[int, str]]:
    """What views of two apps share is in `web`, or is a query."""
    if not module.is_view:
        return
    for line, name in imports(module):
        app, *rest = name.split(".")
        if app in RANK and app != module.app and rest[:1] == ["views"] and (module.path, name) not in TWO_SIDES:
            yield line, f"views import views of {app}"


def _inside(module: Module) -> Iterator[tuple[int, str]]:
    """Views import actions and queries, these rules, these models; never back."""
    for line, name in imports(module):
        app, *rest = name.split(".")
        layer = _layer(rest)
        if app == module.app and layer is not None and layer > module.layer:
            yield line, f"{LAYER_NAMES[module.layer]} import {LAYER_NAMES[layer]} of the same app"


def _layer(rest: list[str]) -> int | None:
    return LAYERS.get(rest[0], RULES) if rest else None


def _signals(module: Module) -> Iterator[tuple[int, str]]:
    """Django's model signals and signals of our own would be reactions that no file tells of."""
    for line, name in imports(module):
        source, _, what = name.rpartition(".")
        if (
            source == "django.db.models.signals"
            or name == "django.db.models.signals"
            or (source == "django.dispatch" and what == "Signal")
        ):
            yield line, "uses signals: let it go through the ledger"


def _view_writes(module: Module) -> Iterator[tuple[int, str]]:
    if not module.is_view:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            method = node.func.attr
            if isinstance(node.func.value, ast.Name) and node.func.value.id == "actions":
                continue  # actions.delete(…): a verb of an app, whose name happens to be a queryset's
            if method in WRITES or (method == "update" and QUERYSETS & set(_chain(node.func.value))):
                yield node.lineno, f"a view writes: .{method}()"


def _second_cursor(module: Module) -> Iterator[tuple[int, str]]:
    """Pages that go on do so by `keyset`: no time out of an address, no row beyond an id."""
    if module.layer not in (QUERIES, PRESENTATION) or module.path in CURSORS or "/management/" in module.path:
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.keyword(arg=str(name)) | ast.Constant(value=str(name)) if name.endswith(BEYOND):
                yield node.lineno, f"pages by itself: {name}"
            case ast.Attribute(attr="fromisoformat" | "fromtimestamp"):
                yield node.lineno, f"reads a time by itself: .{node.attr}()"


def _second_wall(module: Module) -> Iterator[tuple[int, str]]:
    """Topics are found through `readable_topics`, blocks between two through `Block.objects.between`."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(attr="visible_to", value=value) if module.path != READABLE and "Topic" in _names(value):
                yield node.lineno, "asks for visible topics past forum.rules.readable_topics"
            case ast.BinOp(op=ast.BitOr(), left=left, right=right) if module.path != BLOCKS:
                if all({"blocker", "blocked"} <= _keywords(side) for side in (left, right)):
                    yield node.lineno, "asks for blocks between two past Block.objects.between"


def _second_home(module: Module) -> Iterator[tuple[int, str]]:
    for line, name in imports(module):
        for source, homes in ONE_HOME.items():
            if (name == source or name.startswith(f"{source}.")) and module.path not in homes:
                yield line, f"imports {source}, which {homes[0]} does for everybody"


def _past_the_gate(module: Module) -> Iterator[tuple[int, str]]:
    """Mail and push leave by the outbox; rows of it are made, judged and delivered there alone."""
    if module.path not in SENDERS | set(BESIDE_THE_OUTBOX):
        for line, name in imports(module):
            if name.startswith(tuple(f"{source}." for source in SENDING)) or name in SENDING:
                yield line, f"sends past the outbox: {name}"
    if module.path == OUTBOX:
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(attr="SMTP" | "SMTP_SSL" | "LMTP", value=ast.Name(id="smtplib")):
                if module.path not in SENDERS:
                    yield node.lineno, "sends past the outbox: smtplib"
            case ast.Call(func=ast.Attribute(attr="deliver", value=ast.Name(id="mailer"))):
                yield node.lineno, "delivers past the gate"
            case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in MADE and "Message" in _names(value):
                yield node.lineno, "makes a message past outbox.queue"
            case ast.Call(func=ast.Name(id="Message")):
                yield node.lineno, "makes a message past outbox.queue"


def _names(node: ast.expr) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _keywords(node: ast.expr) -> set[str]:
    return {part.arg for part in ast.walk(node) if isinstance(part, ast.keyword) and part.arg}


def _chain(node: ast.expr) -> Iterator[str]:
    """The names of `a.b.c(...).d`, from the right."""
    while True:
        match node:
            case ast.Attribute(value=value, attr=attr):
                yield attr
                node = value
            case ast.Call(func=func):
                node = func
            case _:
                return
