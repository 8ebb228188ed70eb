"""The demo's people, spaces and paths."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from activity.record import record
from demo.actions.stage import Stage
from demo.content.people import COMMUNITY, MILESTONES, PATH, PEOPLE, PLACES
from demo.content.script import Person, Place
from forum.models import Space
from members import lookalikes
from members.models import AgreementAcceptance, Community, Journey, Member
from moderation.actions.appointments import appoint
from nudges.models import Allowance, Offer
from writing.render import render

TERM = timedelta(days=120)
NEW_HERE = 7  # days: their arrival calls a greeter


def arrive(stage: Stage) -> None:
    """The community's row, the spaces, the path, everybody who lives there and who tends what."""
    urgent = render(str(COMMUNITY["urgent_help"])).html
    Community.objects.update_or_create(
        pk=1, defaults={**COMMUNITY, "urgent_help_html": urgent, "set_up_at": stage.ago(days=900)}
    )
    for position, place in enumerate(PLACES):
        stage.places[place.slug] = _space(place, position)
    slug, title, description = PATH
    stage.journey = Journey.objects.create(
        slug=slug, title=title, description=description, suggested_milestones=list(MILESTONES)
    )
    for person in PEOPLE:
        stage.people[person.handle] = _member(stage, person)
    _appoint(stage)
    for person in PEOPLE:
        if person.joined < NEW_HERE:
            member = stage.people[person.handle]
            record(verb="member.joined", actor=member, target=member)


def _space(place: Place, position: int) -> Space:
    return Space.objects.create(
        slug=place.slug,
        title=place.title,
        purpose=place.purpose,
        norms=place.norms,
        norms_for_asking=place.norms_for_asking,
        hue=place.hue,
        visibility=place.visibility,
        outside_help=place.outside_help,
        outside_help_html=render(place.outside_help).html if place.outside_help else "",
        is_sensitive=place.sensitive,
        position=position,
    )


def _member(stage: Stage, person: Person) -> Member:
    joined = stage.ago(days=person.joined)
    member = Member.objects.create(
        handle=person.handle,
        handle_key=lookalikes.fold(person.handle),
        email=f"{person.handle}@demo.example",
        **lookalikes.keys(person.name),
        hue=person.hue,
        introduction=person.introduction,
        bio=person.bio,
        bio_html=render(person.bio).html if person.bio else "",
        location=person.location,
        can_help_with=list(person.helps_with),
        rather_not=list(person.rather_not),
        time_zone="Europe/London",
        joined_at=joined,
        approved_at=joined,
        is_staff=person.role == "admin",
        is_superuser=person.role == "admin",
        stage=Member.Stage.NEWCOMER if person.joined < 14 else Member.Stage.MEMBER,
    )
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    AgreementAcceptance.objects.create(member=member, version=1, at=joined)
    if person.greets:
        Offer.objects.create(member=member, kind=Offer.Kind.GREET, at=joined)
        Allowance.objects.create(member=member, summons_per_week=2)
    return member


def _appoint(stage: Stage) -> None:
    admin = next(stage.people[person.handle] for person in PEOPLE if person.role == "admin")
    for person in PEOPLE:
        if person.role == "moderator":
            for space in stage.places.values():
                appoint(admin=admin, member=stage.people[person.handle], space=space, ends_at=timezone.now() + TERM)
