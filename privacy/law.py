"""Pages that the law asks of a host, each with words to begin with. What they are and are not stands in docs/law.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words: TypeAlias = str | Promise


@dataclass(frozen=True, slots=True)
class LawPage:
    """`is_public`: everybody reads it; else admins alone. `text` is Markdown, and its own until an admin changes it."""

    slug: str
    title: Words
    text: Words
    is_public: bool = True


PAGES: tuple[LawPage, ...] = (
    LawPage(
        "contact",
        _("Whom to write to"),
        _(
            "Members, and authorities of a state, reach the people who run this place here:\n\n"
            "- **Who:** (the name of the host)\n"
            "- **Address:** (an e-mail address that a person reads, and a postal address where the law asks for one)\n"
            "- **Languages:** (those in which you answer)\n\n"
            "To report something that somebody wrote, use “Something’s wrong here” below it: then whoever tends the place "
            "sees it at once."
        ),
    ),
    LawPage(
        "complaints",
        _("How to complain, and how we decide"),
        _(
            "1. **Report it.** Below everything that is written here stands “Something’s wrong here”. You need not give a name "
            "to whoever wrote it, and they do not learn who reported. Without an account, write to us.\n"
            "2. **A person looks at it.** No program decides. What may put somebody in danger comes first.\n"
            "3. **Whoever wrote it is told** what was decided, why and by which rule, and how to ask for a second look. Somebody "
            "else than who decided looks again.\n"
            "4. **You are told** what came of your report.\n"
            "5. **If you still disagree**, write to us. You can also go to a court, or, where the law gives you one, to an "
            "independent body that settles such matters.\n\n"
            "Whoever reports again and again what is plainly nothing, or writes again and again what breaks the law, may be asked "
            "to pause. They are told so first."
        ),
    ),
    LawPage(
        "risks",
        _("Our look at risks"),
        _(
            "*For the people who run this place. Look at it again once a year, and before something changes that members "
            "could be harmed by.*\n\n"
            "## Who is here\n\n"
            "- About how many members, from where, and of what age? How do we know?\n"
            "- Who could be easily hurt here, and by what?\n\n"
            "## What could go wrong\n\n"
            "For each kind: how likely is it here, how bad would it be, and what do we do about it?\n\n"
            "| what | how likely | how bad | what we do |\n"
            "| --- | --- | --- | --- |\n"
            "| Words that push somebody to hurt themselves | | | words that call a moderator; people to call right now |\n"
            "| Threats, stalking, hate | | | reports, hiding, pauses; masks |\n"
            "| Fraud and selling | | | first posts are held; reports |\n"
            "| Sexual abuse of children, in words or pictures | | | (whom you report it to) |\n"
            "| Terror | | | |\n"
            "| Drugs, weapons, and what else is forbidden | | | |\n"
            "| Private details of others | | | reports; pictures lose place and time |\n\n"
            "## Could children be here?\n\n"
            "- Is the place made for them, or would it draw them? What keeps them out, or safe?\n\n"
            "## What we decided\n\n"
            "- Who answers for this, what we change, and by when.\n"
            "- When we looked, and when we look again."
        ),
        is_public=False,
    ),
)
BY_SLUG = {page.slug: page for page in PAGES}
