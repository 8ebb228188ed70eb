"""The page of everything we sent or suggested, and its choices."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forum.models import Topic
from forum.rules import readable_topics
from members.rules import NotAllowed
from moderation.rules import may_use_desk
from notices.actions import choices
from nudges import policy
from nudges.actions import by_name, claims, ends, greeters, notes, offers
from nudges.actions import trials as trial_actions
from nudges.forms import AllowanceForm, AskForm, GoalForm, OfferForm, StopForm, SummonsForm, WriteForm
from nudges.models import ByName, Greeter, Summons
from nudges.queries import by_name as by_names
from nudges.queries import mine as queries
from nudges.queries import summons as summonses
from nudges.queries import trials as trial_queries
from web.http import is_on, or_404, posts_only, see_other
from web.refusal import beside_form

WRONG_WEEK = gettext_lazy("Between one and three times in seven days.")


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything we sent or suggested to you, and why."""
    return _page(request)


@posts_only
@login_required
def allowance(request: HttpRequest) -> HttpResponse:
    form = AllowanceForm(request.POST)
    if not form.is_valid():
        wrong_week = "per_month" not in form.errors
        return _page(request, error=str(WRONG_WEEK) if wrong_week else _("Between none and three in thirty days."))
    offers.allow(member=request.user, **form.cleaned_data)
    return _saved(request)


@posts_only
@login_required
def offer(request: HttpRequest) -> HttpResponse:
    """Offers, pauses or withdraws: being asked to greet, or to answer."""
    form = OfferForm(request.POST, kinds=queries.offered_to(request.user))
    if not form.is_valid():
        return _page(request, error=_("Please choose once more."))
    kind, do = form.cleaned_data["kind"], form.cleaned_data["do"]
    try:
        if do == "offer":
            offers.offer(member=request.user, kind=kind, by_mail=form.cleaned_data["by_mail"])
        else:
            {"pause": offers.pause, "withdraw": offers.withdraw}[do](member=request.user, kind=kind)
    except NotAllowed as refusal:
        return beside_form(_page(request, error=str(refusal)), refusal)
    return _saved(request)


@posts_only
@login_required
def stop(request: HttpRequest) -> HttpResponse:
    """Stops one kind of mail, from its row in the list."""
    form = StopForm(request.POST)
    try:
        form.is_valid()
        kind = form.cleaned_data.get("kind", "")
        choices.choose(member=request.user, kind=kind, by_mail=False, how=choices.How.ONE_CLICK)
    except ValueError:
        return _page(request, error=_("That kind of message cannot be stopped."))
    messages.success(request, _("Stopped. In the page you are still told."))
    return _see_other("nudges:mine")


@posts_only
@login_required
def goal_check_in(request: HttpRequest, goal_id: int) -> HttpResponse:
    """How often I am asked how it goes with a goal of mine."""
    form = GoalForm(request.POST)
    if not form.is_valid():
        return _page(request, error=_("Please choose once more."))
    try:
        notes.choose_check_in(member=request.user, goal_id=goal_id, every_weeks=form.cleaned_data["every_weeks"])
    except NotAllowed as refusal:
        return beside_form(_page(request, error=str(refusal)), refusal)
    return _saved(request)


@posts_only
@login_required
def take_part(request: HttpRequest) -> HttpResponse:
    """Whether I may be left out of a mail by lot; `on` "0": not me."""
    offers.take_part(member=request.user, yes=is_on(request))
    return _saved(request)


@login_required
@never_cache
@require_safe
def trials(request: HttpRequest) -> HttpResponse:
    """Which kinds of mail are tried by lot, and what was seen: for those who tend a space, and admins."""
    may_use_desk(request.user)
    return render(request, "nudges/trials.html", {"rows": trial_queries.rows(), "page": "desk"})


@posts_only
@login_required
def trial(request: HttpRequest, kind: str) -> HttpResponse:
    """Begins a trial of that kind; `on` "0": ends it."""
    (trial_actions.begin if is_on(request) else trial_actions.end)(actor=request.user, kind=kind)
    return see_other(request, reverse("nudges:trials"), _("Saved."))


@posts_only
@login_required
def not_now(request: HttpRequest, id: int) -> HttpResponseBase:
    """Not now; nothing is asked why, and nobody is told."""
    if ends.not_now(member=request.user, summons_id=id) is None:
        raise Http404
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse("")
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return _see_other(back if safe else "/")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def summons(request: HttpRequest, id: int) -> HttpResponse:
    """What else one can say to a summons: another day, or no more about this tag. Nobody is told which."""
    asked = or_404(summonses.open_one, request.user, id)
    if request.method != "POST":
        return _summons_page(request, asked)
    form = SummonsForm(request.POST)
    if not form.is_valid():
        return _summons_page(request, asked, error=_("Please choose once more."))
    given = form.cleaned_data
    try:
        if given["do"] == "later" and given["day"]:
            ends.remind(member=request.user, summons_id=id, day=given["day"])
            return see_other(request, reverse("home"), _("You are reminded then, if it still waits."))
        if ends.not_for_me(member=request.user, summons_id=id, tag=given["tag"]):
            words = _("You are not asked about “%(tag)s” any more. Your page says what you would rather not be asked.")
            return see_other(request, reverse("home"), words % {"tag": given["tag"]})
    except NotAllowed as refusal:
        return _summons_page(request, asked, error=str(refusal))
    return _summons_page(request, asked, error=_("Please choose once more."))


def _summons_page(request: HttpRequest, asked: Summons, *, error: str = "") -> HttpResponse:
    context = {"one": asked, "days": summonses.days(request.user), "error": error}
    context["tags"] = list(asked.topic.tags.order_by("name")) if asked.topic is not None else []
    return render(request, "nudges/summons.html", context, status=422 if error else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_somebody(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Whoever asked, or tends the space, chooses one person by name for a question that waits."""
    topic = or_404(readable_topics(request.user).select_related("space", "member", "mask").get, pk=topic_id)
    by = by_names.role(request.user, topic)
    if by is None or not topic.is_question:
        raise Http404
    if request.method != "POST":
        return _ask_page(request, topic, by)
    form = AskForm(request.POST)
    person = by_names.meant(**form.cleaned_data) if form.is_valid() else None
    if person is None:
        return _ask_page(request, topic, by, error=_("Nobody here goes by that name. Is it spelled as on their page?"))
    try:
        by_name.ask(actor=request.user, topic=topic, member=person)
    except NotAllowed as refusal:
        return beside_form(_ask_page(request, topic, by, error=str(refusal)), refusal)
    return see_other(request, topic.get_absolute_url(), _("Asked. They may say not now, and others are asked as well."))


def _ask_page(request: HttpRequest, topic: Topic, by: ByName, *, error: str = "") -> HttpResponse:
    asked = by_names.chosen(topic, by)
    waits = by_names.waits(topic)
    context = {
        "topic": topic,
        "asked": asked,
        "waits": waits,
        "suggested": by_names.suggested(topic, request.user) if waits and asked is None else [],
        "given": request.POST,
        "error": error,
    }
    return render(request, "nudges/ask_somebody.html", context, status=422 if error else 200)


@posts_only
@login_required
def claim(request: HttpRequest, topic_id: int) -> HttpResponse:
    """I'm on it, for half an hour; `on` "0": not any more."""
    topic = or_404(readable_topics(request.user).select_related("space", "member", "mask").get, pk=topic_id)
    if not is_on(request):
        claims.let_go(actor=request.user, topic=topic)
        return see_other(request, f"{topic.get_absolute_url()}#reply")
    claims.claim(actor=request.user, topic=topic)
    return see_other(request, f"{topic.get_absolute_url()}#reply", _("Others who could answer see that you are on it."))


def _page(request: HttpRequest, *, error: str = "", status: int = 422) -> HttpResponse:
    shown = {
        "mine": queries.mine(request.user, at=request.GET.get("at", "")),
        "allowances": range(policy.FEWEST_PER_PERIOD, policy.MOST_PER_PERIOD + 1),
        "caps": range(policy.SUMMONS_PER_PERIOD, policy.MOST_SUMMONS_PER_PERIOD + 1),
        "rhythms": (0, *policy.GOAL_RHYTHMS),
        "offer_kinds": queries.offered_to(request.user),
        "error": error,
        "page": "settings",
    }
    return render(request, "nudges/mine.html", shown, status=status if error else 200)


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return _see_other("nudges:mine")


def _see_other(to: str) -> HttpResponse:
    response = redirect(to)
    response.status_code = 303
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def greeter(request: HttpRequest) -> HttpResponse:
    """Somebody new writes to whoever is named to them."""
    row = or_404(Greeter.objects.named().select_related("member").get, newcomer=request.user)
    form = WriteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _greeter_page(request, row, form, status=422 if form.is_bound else 200)
    try:
        greeters.write(newcomer=request.user, words=form.cleaned_data["words"])
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return beside_form(_greeter_page(request, row, form), refusal)
    return see_other(request, reverse("home"), _("%(name)s will read it.") % {"name": row.member.shown_name})


def _greeter_page(request: HttpRequest, row: Greeter, form: WriteForm, status: int = 200) -> HttpResponse:
    context = {"person": row.member, "wrote": row.words, "form": form, "page": "home"}
    return render(request, "nudges/greeter.html", context, status=status)
