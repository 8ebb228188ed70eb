"""Without the key nobody can say who wears which mask; with another key, or after a change, neither."""

import os
from collections.abc import Callable
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core.management import CommandError, call_command

from masks import sealed
from masks.models import Mask, Ring, Seal
from members.models import Member
from tests.dump import pg_dump

pytestmark = pytest.mark.django_db


@pytest.fixture
def mask(marit: Member) -> Mask:
    return sealed.wear(member=marit, topic_id=1)


class Postcard:
    """A letter that notes where it went."""

    def __init__(self, *, wanted: bool = True, error: Exception | None = None) -> None:
        self.wanted, self.error, self.sent_to = wanted, error, []

    def is_wanted_by(self, member: Member) -> bool:
        return self.wanted

    def send_to(self, address: str) -> None:
        if self.error:
            raise self.error
        self.sent_to.append(address)


# --- mail ---------------------------------------------------------------------------------------------


def test_a_letter_reaches_whoever_wears_the_mask(mask: Mask) -> None:
    letter = Postcard()
    assert sealed.post(letter, mask) is None
    assert letter.sent_to == ["marit@example.org"]


def test_a_letter_that_is_not_wanted_looks_like_one_that_was(marit: Member, mask: Mask) -> None:
    unwanted = Postcard(wanted=False)
    assert sealed.post(unwanted, mask) is None
    assert unwanted.sent_to == []
    sealed.forget(marit)
    to_nobody = Postcard()
    assert sealed.post(to_nobody, mask.pk) is None
    assert to_nobody.sent_to == []


def test_an_error_of_the_mail_server_says_nothing_of_the_address(mask: Mask) -> None:
    unknown = SMTPRecipientsRefused({"marit@example.org": (550, b"5.1.1 no marit@example.org here")})
    full = SMTPRecipientsRefused({"marit@example.org": (552, b"5.2.2 marit@example.org is full")})
    for error, code, is_final in (
        (unknown, 550, True),
        (full, 552, False),
        (SMTPServerDisconnected("marit@example.org"), 0, False),
        (OSError("marit@example.org"), 0, False),
    ):
        with pytest.raises(sealed.Undelivered) as caught:
            sealed.post(Postcard(error=error), mask)
        assert (caught.value.bounce.code, caught.value.bounce.is_final) == (code, is_final)
        assert "marit" not in everything_in(caught.value)


def everything_in(error: BaseException) -> str:
    """The error, what it came from, and the variables of every frame: what an error report would hold."""
    parts = [repr(error), repr(error.__cause__), repr(error.__context__)]
    trace = error.__traceback__.tb_next  # the frame of the test itself is not ours to clean
    while trace:
        parts.append(repr(trace.tb_frame.f_locals))
        trace = trace.tb_next
    return " ".join(parts).lower()


# --- tampering and other keys -----------------------------------------------------------------------------


def test_a_changed_seal_leads_to_nobody(mask: Mask) -> None:
    seal = Seal.objects.get()
    seal.box = bytes(seal.box[:-1]) + bytes([seal.box[-1] ^ 1])
    seal.save()
    letter = Postcard()
    sealed.post(letter, mask)
    assert letter.sent_to == []


def test_a_seal_moved_to_another_mask_leads_to_nobody(marit: Member, ife: Member, mask: Mask) -> None:
    of_ife = sealed.wear(member=ife, topic_id=1)
    Seal.objects.filter(mask=of_ife).update(box=Seal.objects.get(mask=mask).box)
    letter = Postcard()
    sealed.post(letter, of_ife)
    assert letter.sent_to == []


def test_a_changed_or_moved_place_of_the_ring_is_left_out(marit: Member, mask: Mask) -> None:
    other = sealed.wear(member=marit, topic_id=2)
    first, second = Ring.objects.all()
    Ring.objects.filter(slot=first.slot).update(box=second.box)
    left = set(sealed.mine(Member.objects.get(pk=marit.pk)))
    assert len(left) == 1
    assert left < {mask.pk, other.pk}


def test_a_gap_in_the_ring_holds_no_later_mask_back(marit: Member, mask: Mask) -> None:
    second = sealed.wear(member=marit, topic_id=2)
    slot = sealed.ring.tag(sealed.keys.keys().slot, marit.pk, 0)
    Ring.objects.filter(slot=slot).update(box=os.urandom(52))
    again = Member.objects.get(pk=marit.pk)
    assert sealed.mine(again) == [second.pk]
    third = sealed.wear(member=again, topic_id=3)
    assert sealed.mine(again) == [second.pk, third.pk]


def test_another_key_opens_nothing_and_seals_nothing_beside(
    marit: Member, mask: Mask, another_key: Callable[[], None]
) -> None:
    another_key()
    assert sealed.mine(marit) == []
    assert sealed.worn(member=marit, topic_id=1) is None
    assert not sealed.owns(marit, mask)
    letter = Postcard()
    sealed.post(letter, mask)
    assert letter.sent_to == []
    assert not sealed.key_fits()
    with pytest.raises(sealed.MaskKeyError, match="not the one"):
        sealed.wear(member=marit, topic_id=2)


def test_a_lost_key_orphans_its_masks_and_a_new_one_can_be_accepted(
    marit: Member, mask: Mask, another_key: Callable[[], None]
) -> None:
    another_key()
    with pytest.raises(CommandError, match="not the one"):
        call_command("mask_key", "check")
    call_command("mask_key", "accept")
    call_command("mask_key", "check")
    new = sealed.wear(member=marit, topic_id=1)
    assert new != mask
    assert Mask.objects.count() == 2
    assert not sealed.owns(marit, mask)


def test_the_key_file(settings: object, tmp_path: Path, marit: Member) -> None:
    path = tmp_path / "keys" / "mask.key"
    settings.MASK_KEY_FILE = str(path)
    with pytest.raises(sealed.MaskKeyError, match="is missing"):
        sealed.wear(member=marit, topic_id=1)
    call_command("mask_key", "create")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    first = path.read_bytes()
    assert len(first) == 32
    with pytest.raises(CommandError, match="already"):
        call_command("mask_key", "create")
    assert path.read_bytes() == first
    settings.MASK_KEY_FILE = str(tmp_path / "short")
    Path(settings.MASK_KEY_FILE).write_bytes(b"short")
    with pytest.raises(sealed.MaskKeyError, match="5 bytes in place of 32"):
        sealed.wear(member=marit, topic_id=1)
    settings.MASK_KEY_FILE = str(tmp_path)
    with pytest.raises(sealed.MaskKeyError, match="cannot be read"):
        sealed.wear(member=marit, topic_id=1)


# --- letting go ----------------------------------------------------------------------------------------------


def test_letting_go_cuts_every_link(marit: Member, ife: Member, mask: Mask) -> None:
    second = sealed.wear(member=marit, topic_id=2)
    of_ife = sealed.wear(member=ife, topic_id=1)
    assert sealed.forget(marit) == 2
    assert sealed.mine(marit) == []
    assert sealed.export(marit) == []
    assert sealed.worn(member=marit, topic_id=1) is None
    assert not sealed.owns(marit, mask)
    assert not sealed.owns(marit, second)
    assert sealed.mine(ife) == [of_ife.pk]
    assert Mask.objects.count() == 3  # what they wrote stays


def test_one_dump_does_not_show_what_was_let_go_together(marit: Member, mask: Mask) -> None:
    before = Seal.objects.get(), Ring.objects.get()
    sealed.forget(marit)
    after = Seal.objects.get(), Ring.objects.get()
    for old, new, names in zip(before, after, (("owner_tag", "box"), ("slot", "box")), strict=True):
        for name in names:
            assert len(getattr(old, name)) == len(getattr(new, name))
            assert bytes(getattr(old, name)) != bytes(getattr(new, name))


def test_after_letting_go_a_new_mask_may_be_worn(marit: Member, mask: Mask) -> None:
    sealed.forget(marit)
    new = sealed.wear(member=marit, topic_id=1)
    assert new != mask
    assert sealed.mine(marit) == [new.pk]


# --- tags and texts ---------------------------------------------------------------------------------------------


def test_a_giver_gives_once_named_or_masked(marit: Member, ife: Member) -> None:
    tag = sealed.giver_tag(marit, "thanks", 7)
    assert tag == sealed.giver_tag(marit, "thanks", 7)
    others = {sealed.giver_tag(ife, "thanks", 7), sealed.giver_tag(marit, "thanks", 8), sealed.giver_tag(marit, "x", 7)}
    assert tag not in others
    assert len(others) == 3


def test_a_sealed_text_opens_for_its_writer_alone(marit: Member, ife: Member) -> None:
    words = "I’ve put this off for weeks.\0" * 50
    owner_tag, box = sealed.seal_text(marit, "draft:topic:1", words)
    assert owner_tag == sealed.text_tag(marit, "draft:topic:1")
    assert b"weeks" not in box
    assert sealed.open_text(marit, "draft:topic:1", box) == words
    for reader, purpose in ((ife, "draft:topic:1"), (marit, "draft:topic:2")):
        with pytest.raises(sealed.Broken):
            sealed.open_text(reader, purpose, box)


def test_a_sealed_text_says_little_of_its_length(marit: Member) -> None:
    lengths = {len(sealed.seal_text(marit, "draft", "x" * length)[1]) for length in (0, 1, 500, 1020)}
    assert len(lengths) == 1
    assert sealed.open_text(marit, "draft", sealed.seal_text(marit, "draft", "")[1]) == ""


# --- the whole database ----------------------------------------------------------------------------------------------


def test_a_visitors_words_are_wrapped(another_key: Callable[[], None]) -> None:
    wrapped = sealed.wrap("Which one do I pay first?")
    assert "pay" not in wrapped
    assert sealed.unwrap(wrapped) == "Which one do I pay first?"
    for broken in ("", "x", "ä", wrapped[:-4], wrapped.swapcase()):
        with pytest.raises(sealed.Broken):
            sealed.unwrap(broken)
    another_key()
    with pytest.raises(sealed.Broken):
        sealed.unwrap(wrapped)


TOPICS = (900_001, 900_002)  # numbers that no member of a test has


@pytest.mark.django_db(transaction=True)
def test_a_dump_without_the_key_pairs_nobody_with_a_mask() -> None:
    """R44: in the dump a mask stands beside its topic and noise, and in no other place."""
    people = [Member.objects.create_user(f"person-{n}", f"person-{n}@example.org") for n in range(5)]
    worn = [(person, sealed.wear(member=person, topic_id=topic)) for topic in TOPICS for person in people]
    dump = pg_dump("--data-only", "--table=masks_*", "--table=members_member")
    for person, mask in worn:
        lines = [line.split("\t") for line in dump.splitlines() if str(mask.pk) in line]
        assert len(lines) == 2  # the mask, and its seal
        traces = (person.handle, person.email, str(person.pk), person.pk.to_bytes(8).hex())
        beside = [field for line in lines for field in line if field not in (str(mask.pk), mask.name, str(mask.hue))]
        assert not set(beside) & set(traces)
        assert not [trace for trace in traces if len(trace) > 8 and trace in "".join(beside)]
        assert mask.pk.hex not in dump  # in no box unencrypted


@pytest.mark.django_db(transaction=True)
def test_the_dump_is_searched_in_earnest(marit: Member) -> None:
    """A planted link is found."""
    mask = sealed.wear(member=marit, topic_id=1)
    Seal.objects.update(box=mask.pk.bytes)
    assert mask.pk.hex in pg_dump("--data-only", "--table=masks_*")
