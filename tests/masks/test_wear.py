"""One mask for a member in a topic; nobody else can tell whose."""

import pickle
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction

from masks import names, sealed
from masks.models import Authored, Limit, Mask, Ring, Seal
from members.models import Member
from tests.races import at_once

pytestmark = pytest.mark.django_db


class Row:
    def __init__(self, member_id: int | None = None, mask: Mask | None = None) -> None:
        self.member_id, self.mask_id = member_id, mask.pk if mask else None


def test_the_same_mask_again_in_a_topic(marit: Member) -> None:
    mask = sealed.wear(member=marit, topic_id=1)
    assert sealed.wear(member=marit, topic_id=1) == mask
    assert sealed.worn(member=marit, topic_id=1) == mask
    assert Mask.objects.count() == Ring.objects.count() == 1


def test_another_mask_in_another_topic(marit: Member) -> None:
    first, second = (sealed.wear(member=marit, topic_id=topic) for topic in (1, 2))
    assert first != second
    assert sealed.mine(marit) == [first.pk, second.pk]
    assert [(own.mask_id, own.topic_id) for own in sealed.export(marit)] == [(first.pk, 1), (second.pk, 2)]


def test_it_is_nobody_elses(marit: Member, ife: Member) -> None:
    mask = sealed.wear(member=marit, topic_id=1)
    assert sealed.owns(marit, mask)
    assert sealed.owns(marit, mask.pk)
    assert not sealed.owns(ife, mask)
    assert sealed.worn(member=ife, topic_id=1) is None
    assert sealed.worn(member=marit, topic_id=2) is None
    assert sealed.mine(ife) == []


def test_the_same_person_named_or_masked(marit: Member, ife: Member) -> None:
    mask = sealed.wear(member=marit, topic_id=1)
    assert sealed.same_person(marit, Row(member_id=marit.pk))
    assert sealed.same_person(marit, Row(mask=mask))
    assert not sealed.same_person(ife, Row(member_id=marit.pk))
    assert not sealed.same_person(ife, Row(mask=mask))


def test_a_mask_without_a_seal_is_nobodys(marit: Member) -> None:
    stray = Mask.objects.create(topic_id=1, name="Quiet Heron")
    assert not sealed.owns(marit, stray)


def test_a_mask_says_only_its_name(marit: Member) -> None:
    mask = sealed.wear(member=marit, topic_id=1)
    assert str(mask) == mask.shown_name == mask.name
    assert mask.is_mask
    assert 0 <= mask.hue < 36
    assert {field.name for field in Mask._meta.get_fields()} == {"id", "topic_id", "name", "hue", "muted"}
    adjective, bird = mask.name.split(" ")
    assert adjective in names.ADJECTIVES
    assert bird in names.BIRDS


def test_sealed_rows_are_blank(marit: Member) -> None:
    sealed.wear(member=marit, topic_id=1)
    sealed.count_limit("thanks", marit, "here", timedelta(days=1), 3)
    for row in (Seal.objects.get(), Ring.objects.get(), Limit.objects.first()):
        assert str(row) == "sealed"
        assert repr(row) == f"<{type(row).__name__}>"


def test_queries(marit: Member, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(13):  # two are the savepoint's; the very first mask also marks the key
        sealed.wear(member=marit, topic_id=1)
    with django_assert_num_queries(10):
        sealed.wear(member=marit, topic_id=2)
    with django_assert_num_queries(1):
        mask = sealed.wear(member=marit, topic_id=1)
    with django_assert_num_queries(1):
        sealed.worn(member=marit, topic_id=1)
    with django_assert_num_queries(1):
        sealed.owns(marit, mask)


def test_own_masks_are_kept_for_one_loaded_member_and_never_pickled(
    marit: Member, django_assert_num_queries: object
) -> None:
    mask = sealed.wear(member=marit, topic_id=1)
    with django_assert_num_queries(1):
        sealed.mine(marit)
        sealed.mine(marit)
    stored = pickle.dumps(marit)
    assert mask.pk.bytes not in stored
    assert sealed.mine(pickle.loads(stored)) == [mask.pk]  # noqa: S301
    assert sealed.mine(Member.objects.get()) == [mask.pk]


def test_what_is_kept_follows_a_new_mask(marit: Member) -> None:
    assert sealed.mine(marit) == []
    mask = sealed.wear(member=marit, topic_id=1)
    assert sealed.mine(marit) == [mask.pk]


def test_a_long_ring(marit: Member, django_assert_max_num_queries: object) -> None:
    worn = [sealed.wear(member=marit, topic_id=topic).pk for topic in range(130)]
    with django_assert_max_num_queries(3):
        assert sealed.mine(marit) == worn


def test_a_full_stretch_of_the_ring_ends_at_the_next(marit: Member, django_assert_num_queries: object) -> None:
    for topic in range(64):
        sealed.wear(member=marit, topic_id=topic)
    with django_assert_num_queries(2):
        assert len(sealed.mine(marit)) == 64


def test_names_differ_in_a_topic_and_a_full_topic_still_has_some(marit: Member, ife: Member) -> None:
    Mask.objects.bulk_create(
        Mask(topic_id=1, name=f"{kind} {bird}") for kind in names.ADJECTIVES for bird in names.BIRDS
    )
    assert sealed.wear(member=marit, topic_id=1).name.split(" ")[2].isdigit()
    assert sealed.wear(member=ife, topic_id=1).name != sealed.wear(member=marit, topic_id=1).name


def test_the_vocabulary() -> None:
    assert len(set(names.ADJECTIVES)) == len(names.ADJECTIVES) >= 80
    assert len(set(names.BIRDS)) == len(names.BIRDS) >= 120


@pytest.mark.django_db(transaction=True)
def test_one_member_posting_twice_at_once_wears_one_mask(marit: Member) -> None:
    masks = at_once([lambda: sealed.wear(member=Member.objects.get(pk=marit.pk), topic_id=1)] * 10)
    assert len(set(masks)) == 1
    assert Mask.objects.count() == Seal.objects.count() == Ring.objects.count() == 1


def test_a_request_that_knew_of_no_mask_finds_the_one_that_another_request_made(marit: Member) -> None:
    """Two open pages of one member: each asks first which masks are its own, and both then send."""
    knew_of_none = Member.objects.get(pk=marit.pk)
    assert sealed.mine(knew_of_none) == []
    made = sealed.wear(member=Member.objects.get(pk=marit.pk), topic_id=1)
    assert sealed.wear(member=knew_of_none, topic_id=1) == made
    assert sealed.mine(knew_of_none) == [made.pk]


@pytest.mark.django_db(transaction=True)
def test_one_member_in_ten_topics_at_once(marit: Member) -> None:
    masks = at_once([lambda n=n: sealed.wear(member=Member.objects.get(pk=marit.pk), topic_id=n) for n in range(10)])
    assert set(sealed.mine(marit)) == {mask.pk for mask in masks}
    assert Ring.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_ten_members_in_one_topic_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # Hardly any names are left, so that they run into each other.
    monkeypatch.setattr(names, "ADJECTIVES", ["Quiet", "Gentle", "Patient"])
    monkeypatch.setattr(names, "BIRDS", ["Heron", "Wren"])
    people = [Member.objects.create_user(f"person-{n}") for n in range(10)]
    masks = at_once([lambda n=n: sealed.wear(member=people[n], topic_id=1) for n in range(10)])
    assert len({mask.name for mask in masks}) == 10
    assert all(sealed.owns(person, mask) for person, mask in zip(people, masks, strict=True))


@pytest.mark.django_db(transaction=True)
def test_a_mask_of_a_post_that_failed_was_never_worn(marit: Member) -> None:
    with transaction.atomic():
        sealed.wear(member=marit, topic_id=1)
        transaction.set_rollback(True)
    assert sealed.worn(member=marit, topic_id=1) is None
    assert sealed.mine(marit) == []


def test_every_authored_row_has_exactly_one_author() -> None:
    rows = [model for model in apps.get_models() if issubclass(model, Authored)]
    for model in rows:
        checks = {constraint.name for constraint in model._meta.constraints}
        assert f"{model._meta.app_label}_{model._meta.model_name}_one_author" in checks, model
