"""The page on which one says hello to somebody who is new."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.queries.common_ground import in_common
from members import queries, rules
from members.actions import hello as actions
from members.forms.hello import AnswerForm, HelloForm
from members.models import Hello
from members.queries import newcomers
from members.rules import NotAllowed
from nudges.queries.greeters import written_to
from web.http import or_404, see_other
from web.refusal import beside_form


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hello(request: HttpRequest, handle: str) -> HttpResponse:
    newcomer = or_404(queries.person_called, handle)
    form = HelloForm(request.POST or None)
    try:
        rules.may_greet(request.user, newcomer)
        if request.method == "POST" and form.is_valid():
            actions.say(actor=request.user, newcomer=newcomer, words=form.cleaned_data["words"])
            return see_other(request, reverse("home"), _("%(name)s will read it.") % {"name": newcomer.shown_name})
    except NotAllowed as refusal:
        return render(request, "members/hello.html", {"person": newcomer, "refusal": str(refusal)}, status=403)
    status = 422 if form.is_bound else 200
    context = {"person": newcomer, "form": form, "wrote": written_to(request.user, newcomer)}
    context["common"] = in_common(request.user, newcomer)
    return render(request, "members/hello.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hello_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said and what was answered, for the two alone; POST answers."""
    hello = or_404(newcomers.hello_between, pk, request.user)
    form = AnswerForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _answer_page(request, hello, form, status=422 if form.is_bound else 200)
    try:
        actions.answer(actor=request.user, hello=hello, words=form.cleaned_data["words"])
    except NotAllowed as refusal:
        if not _may_answer(request, hello):
            raise
        form.add_error(None, str(refusal))
        return beside_form(_answer_page(request, hello, form), refusal)
    back = reverse("members:profile", args=[hello.newcomer.handle]) + "#hellos"
    return see_other(request, back, _("%(name)s will read it.") % {"name": hello.author.shown_name})


def _answer_page(request: HttpRequest, hello: Hello, form: AnswerForm, status: int = 200) -> HttpResponse:
    context = {"hello": hello, "form": form, "may_answer": _may_answer(request, hello)}
    return render(request, "members/hello_answer.html", context, status=status)


def _may_answer(request: HttpRequest, hello: Hello) -> bool:
    return request.user.pk == hello.newcomer_id and hello.answered_at is None
