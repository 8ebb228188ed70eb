"""What a visitor sees first, and the pages about the community."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.queries import landing as topics
from members import queries
from mentorship.models import Mentor
from recognition.models import Help
from recognition.queries import recent_words
from web import pagecache

LATELY = timedelta(days=30)
FEWEST_MARKS = 20  # of fewer nothing is claimed: a sky with three birds says that nobody is here
FIGURES_LAG = 60  # seconds for which a visitor's page may show a figure of before
MOST_BIRDS = 1000  # strokes that fit in the sky; more would be a cloud that nobody can count


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """The front page of a visitor; before set-up a word that all is being prepared."""
    if queries.community().set_up_at is None:
        return render(request, "members/being_prepared.html", status=503)
    # Marks by and to masks count toward no figure.
    named = Help.objects.filter(helper__isnull=False, helped__isnull=False)
    marks = named.filter(kind=Help.Kind.ANSWER, at__gte=timezone.now() - LATELY).count()
    helped = marks if marks >= FEWEST_MARKS else 0
    shown, example = topics.public_topics(), topics.helped_example()
    pagecache.depends_on(request, topics=[topic.pk for topic in shown], listed=shown)
    if example:
        pagecache.depends_on(request, topics=[example.topic_id])
    pagecache.depends_on(request, listed=Help.objects.order_by("-at")[:1], seconds=FIGURES_LAG)
    context = {
        "topics": shown,
        "helped": helped,
        "example": example,
        "words": recent_words(),
        "birds": min(helped, MOST_BIRDS),
        "bird_size": _bird_size(helped),
        "mentors": Mentor.objects.filter(ended_at=None, paused_at=None).count(),
    }
    return render(request, "members/landing.html", context)


def _bird_size(birds: int) -> float:
    """A few birds fly nearer, so that they are seen as birds: 3 times as large up to 20, then down to 1 at 500."""
    return round(min(3.0, max(1.0, 1 + (500 - birds) / 240)), 2) if birds > 20 else 3.0


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Purpose, agreement, who tends, privacy."""
    return render(request, "members/about.html", {"people": queries.who_runs_this()})


@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """People to call right now; must answer whatever else is broken, so it reads the community's row alone."""
    return render(request, "members/help_now.html")
