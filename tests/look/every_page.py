"""Which pages there are, and who looks at each of them: the tables of the tests of every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from demo import actions as demo
from members.models import Member
from notices.kinds import KINDS
from notices.models import Notice
from nudges.models import Summons
from tests.browser import sign_in_by_password
from tests.database import Rows, read_tables, write_tables
from tests.look.crawl import Crawl
from tests.matrix import MATRIX
from tests.matrix_world import addresses

PEOPLE = {"v": "", "w": "wilf", "i": "ines", "t": "tobias", "m": "marit", "r": "robin"}  # "v" is a visitor
# Which pages the links of the demo lead each of them to. A page that is lost, or found by somebody new, fails the crawl.
LINKED = {
    "account_change_password": "witmr",
    "account_email": "witmr",
    "account_login": "v",
    "account_logout": "witmr",
    "account_reauthenticate": "witmr",
    "account_request_login_code": "v",
    "account_reset_password": "vwitmr",
    "account_signup": "v",
    "home": "vwitmr",
    "mfa_index": "witmr",
    "usersessions_list": "witmr",
    "blog:article": "vwitmr",
    "blog:draft": "tmr",
    "blog:drafts": "witmr",
    "blog:home": "vwitmr",
    "blog:invite": "mr",
    "blog:versions": "tmr",
    "forum:ask": "vwitmr",
    "forum:comments": "witmr",
    "forum:following": "witmr",
    "forum:hear": "witmr",
    "forum:hearing": "witmr",
    "forum:keyboard": "witmr",
    "forum:latest": "vwitmr",
    "forum:own": "witmr",
    "forum:drafts": "witmr",
    "forum:edit": "tm",
    "forum:own_questions": "witmr",
    "forum:saved": "witmr",
    "forum:search": "vwitmr",
    "forum:space": "vwitmr",
    "forum:spaces": "vwitmr",
    "forum:tag": "vwitmr",
    "forum:topic": "vwitmr",
    "forum:unanswered": "vwitmr",
    "hosting:acts": "r",
    "hosting:deliveries": "r",
    "hosting:operations": "r",
    "hosting:settings": "r",
    "uploads:logo": "r",
    "members:about": "vwitmr",
    "members:applicants": "r",
    "members:community": "r",
    "members:hue": "r",
    "members:shapes": "r",
    "members:new_shape": "r",
    "members:shape": "r",
    "members:congratulation": "tm",
    "members:directory": "witmr",
    "members:goal": "itm",
    "members:hello": "witmr",
    "members:help_now": "vwitmr",
    "members:invitations": "witmr",
    "members:new_goal": "wtmr",
    "members:next": "r",
    "members:path": "witmr",
    "members:privacy": "witmr",
    "members:profile": "witmr",
    "members:settings": "witmr",
    "members:stay": "tm",
    "mentorship:ask": "i",
    "mentorship:ending": "t",
    "mentorship:guide": "witmr",
    "mentorship:guide_edit": "tmr",
    "mentorship:guide_versions": "witmr",
    "mentorship:home": "witmr",
    "mentorship:offer": "tm",
    "mentorship:pair": "t",
    "mentorship:people": "t",
    "mentorship:request": "t",
    "mentorship:term": "t",
    "mentorship:wish": "i",
    "mentorship:worries": "r",
    "mentorship:worry": "t",
    "moderation:appointments": "r",
    "moderation:carried": "mr",
    "moderation:case": "mr",
    "moderation:closing": "mr",
    "moderation:merge": "mr",
    "moderation:split": "mr",
    "moderation:crisis": "mr",
    "moderation:desk": "mr",
    "moderation:hiding": "mr",
    "moderation:log": "vwitmr",
    "moderation:person": "mr",
    "moderation:place": "mr",
    "moderation:reasons": "r",
    "moderation:playbook": "mr",
    "moderation:chapter": "mr",
    "moderation:report": "witmr",
    "moderation:restriction": "r",
    "moderation:silence": "mr",
    "moderation:suspended": "mr",
    "moderation:suspension": "mr",
    "moderation:warning": "mr",
    "moderation:wordings": "mr",
    "moderation:words": "mr",
    "notices:devices": "witmr",
    "notices:list": "witmr",
    "notices:preferences": "witmr",
    "nudges:ask_somebody": "mr",
    "nudges:mine": "witmr",
    "nudges:greeter": "w",
    "nudges:trials": "mr",
    "oidc:providers": "r",
    "privacy:bring": "witmr",
    "privacy:brought": "witmr",
    "privacy:data": "witmr",
    "privacy:handle": "witmr",
    "privacy:law": "vwitmr",
    "privacy:law_edit": "r",
    "privacy:law_page": "vwitmr",
    "privacy:leaving": "witmr",
    "privacy:record": "r",
    "privacy:kept": "vwitmr",
    "recognition:mine": "witmr",
    "recognition:thanks": "witmr",
    "uploads:face": "witmr",
    "uploads:new": "witmr",
}

# What answers a GET and is no page: address and what it is.
NO_PAGES = {
    "blog:feed": "a feed",
    "forum:feed": "a feed",
    "forum:space_feed": "a feed",
    "forum:tag_feed": "a feed",
    "forum:topic_feed": "a feed",
    "robots": "for search engines",
    "sitemap": "for search engines",
    "sitemap_part": "for search engines",
    "uploads:file": "a file of a picture",
    "forum:newer": "a part of a page, for a script",
    "privacy:download": "a file",
    "privacy:progress": "a part of a page, for a script",
    "forum:handles": "a list for the composer",
    "forum:things": "a list for the composer",
    "live:look": "data for a script",
    "worker": "a script",
    "manifest": "a name and pictures, for a home screen",
    "hosting:metrics": "for monitors",
    "healthz": "for monitors",
    "readyz": "for monitors",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "data for a script; a person is led to the sign-in page",
}
# Pages that need what neither the demo nor the matrix has; all four looks are tested there.
LOOKED_AT_IN = {
    "moderation:reveal": "moderation/test_tending_in_chromium.py::test_breaking_the_glass",
    "moderation:reveals": "moderation/test_tending_in_chromium.py::test_breaking_the_glass",
    "oidc:back": "oidc/test_in_chromium.py::test_what_goes_wrong_has_a_page",
    "oidc:join": "oidc/test_in_chromium.py::test_to_another_site_and_back",
    "oidc:own": "oidc/test_in_chromium.py::test_pages_of_ones_own",
    "oidc:new_provider": "oidc/test_in_chromium.py::test_an_admin_sets_one_up",
    "oidc:provider": "oidc/test_in_chromium.py::test_an_admin_sets_one_up",
    "oidc:removal": "oidc/test_in_chromium.py::test_an_admin_sets_one_up",
    "account_email_verification_sent": "look/test_walk.py::test_from_the_front_page_to_ones_own_page",
    "mfa_activate_totp": "look/test_walk.py::test_an_authenticator_app_is_asked_for",
    "mfa_authenticate": "look/test_walk.py::test_an_authenticator_app_is_asked_for",
    "forum:resume": "forum/test_interrupted_in_chromium.py::test_the_page_of_what_waits",
    "members:join": "look/test_pages.py::test_pages_of_visitors",
    "members:setup": "look/test_pages.py::test_the_set_up_page",
    "members:setup_step": "look/test_pages.py::test_the_set_up_page",
    "notices:stop": "nudges/test_in_chromium.py::test_stop_and_undo",
}
BEHIND_A_LOCK = {
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
}
BEHIND_A_CODE = {
    "account_complete_password_reset",
    "account_confirm_login_code",
    "account_confirm_password_reset_code",
    "account_set_password",
    "members:waiting",
}
ON_THE_WAY = BEHIND_A_LOCK | BEHIND_A_CODE


def behind_no_link() -> list[str]:
    """Pages that the demo's links do not lead to, and that no other test looks at."""
    return sorted(pages() - set(LINKED) - set(LOOKED_AT_IN) - ON_THE_WAY)


def pages() -> set[str]:
    """The names of all pages: what answers a GET (has no "m" in the matrix) and is not listed as something else."""
    return {name for name in addresses() if "m" not in MATRIX[name][0]} - set(NO_PAGES)


kept: Rows = {}  # the demo, made once by each worker


def bring_the_demo() -> None:
    if kept:
        write_tables(kept)
    else:
        demo.load()
        _as_by_night()
        kept.update(read_tables())


def _as_by_night() -> None:
    """Whom the demo's questions call, and so which links its people find, depends on the hour: at night it is nobody."""
    Summons.objects.all().delete()
    Notice.objects.filter(kind__in=[name for name, kind in KINDS.items() if kind.calls]).delete()


def demo_page(new_page: Callable[..., Page], live_server: Any, handle: str) -> Page:
    """The demo, and a page of one of its people; "" is a visitor."""
    bring_the_demo()
    page = new_page()
    return sign_in_by_password(page, live_server, Member.objects.get(handle=handle)) if handle else page


def finds_exactly_their_pages(letter: str, new_page: Callable[..., Page], live_server: Any) -> None:
    handle = PEOPLE[letter]
    page = demo_page(new_page, live_server, handle)
    elsewhere = {name for name, letters in LINKED.items() if set(letters) & set("vr")} if letter not in "vr" else ()
    crawl = Crawl(page, live_server.url, handle or "visitor", NO_PAGES, elsewhere).walk()
    assert crawl.faults == [], "\n".join(crawl.faults)
    theirs = {name for name, letters in LINKED.items() if letter in letters}
    lost, found = sorted(theirs - crawl.seen), sorted(crawl.seen - theirs)
    assert not lost + found, f"no link leads to {lost}; links lead to {found} as well"
