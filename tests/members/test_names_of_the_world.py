"""Names as people spell them, wherever they live: taken, told apart, and with a handle that is theirs."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from forum.queries import people
from members import handles, lookalikes, queries
from members.actions import accounts
from members.models import Member
from members.rules import NotAllowed
from tests import cast, make
from tests.forum import say

NAMES = {  # name: handle
    "सीता": "सीता",
    "डॉ॰ अनिल": "डॉ-अनिल",
    "ক্ষিতীশ": "ক্ষিতীশ",
    "র\u200d্যাচেল": "র্যাচেল",
    "தீபா": "தீபா",
    "శ్రీదేవి": "శ్రీదేవి",
    "ಶ್ರೀನಿವಾಸ": "ಶ್ರೀನಿವಾಸ",
    "അവന്\u200d": "അവൻ",
    "ශ්\u200dරී ලාල්": "ශ්රී-ලාල්",
    "สมชาย น้ำใจ": "สมชาย-น้ำใจ",
    "ປັນຍາ": "ປັນຍາ",
    "សុភ័ក្ត្រ": "សុភ័ក្ត្រ",
    "ကျော်စွာ မြွေ": "ကျော်စွာ-မြွေ",
    "မင်္ဂလာ": "မင်္ဂလာ",
    "བཀྲ་ཤིས་སྒྲོལ་མ་": "བཀྲ-ཤིས-སྒྲོལ-མ",
    "علی\u200cرضا": "علیرضا",
    "نامه\u200cای": "نامهای",
    "مُحَمَّد": "محمد",
    "צ׳רלי": "צרלי",
    "ז״ל": "זל",
    "בן־גוריון": "בן-גוריון",
    "ジョン・スミス": "ジョン-スミス",
    "ｼﾞｮﾝ": "ジョン",
    "か\u3099く": "がく",
    "佐々木": "佐々木",
    "김민수": "김민수",
    "Сергей": "сергей",
    "Їжак": "їжак",
    "Γιώργος": "γιώργος",
    "Zoë": "zoe",
    "Đặng Thị Hòa": "đang-thi-hoa",
    "O’Brien": "o-brien",
    "Gal·la": "gal-la",
    "Kaʻiulani": "ka-iulani",
    "Ó Súilleabháin": "o-suilleabhain",
    "İsmail": "ismail",
    "Ali": "ali",
    "አበበ፡በቂላ": "አበበ-በቂላ",
}


@pytest.mark.parametrize(("name", "handle"), NAMES.items())
def test_it_is_taken_and_its_handle_keeps_its_letters(name: str, handle: str) -> None:
    assert handles.clean_name(name) == unicodedata.normalize("NFC", name)
    assert handles.handle_from(name) == handle


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_they_are_found_mentioned_and_have_a_page(client: Client, name: str) -> None:
    member = accounts.enrol(member=Member(), name=name, agreement_version=1)
    member = accounts.belongs(member=member, why="")
    writer = cast.ines()
    for typed in {member.handle, name.rstrip("་").replace(" ", "-"), member.handle.upper()}:
        answer = say.answer(topic=make.topic(), actor=writer, body=f"As @{typed} says.")
        assert people.mentioned(answer) == [member.pk], typed
        assert f'class="mention" href="{member.get_absolute_url()}"' in answer.html
        whole = unicodedata.normalize("NFC", typed)
        assert member in people.suggestions(viewer=writer, typed=whole[: max(1, len(whole) // 2)])
    client.force_login(writer)
    for typed in (member.handle, name.rstrip("་").replace(" ", "-")):
        assert client.get(reverse("members:profile", args=[typed])).context["person"] == member
    assert client.get(member.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "\u200cعلی",
        "علی\u200c",
        "علی\u200c رضا",
        "علی\u200c\u200cرضا",
        "دا\u200cرا",  # dal and alef do not join: nothing would be seen
        "wi\u200clf",
        "wi\u200dlf",
        "क\u200dख",
        "क्\u200d\u200dख",
        "ス\u200dミ",
        "wi\u00adlf",
        "wi\u034flf",
        "wi\ufe0flf",
        "\u3164",
        "a\u115fb",
        "admin\U000e0041",
        "ក\u17b4",
    ],
)
def test_what_nobody_sees_is_refused_elsewhere(name: str) -> None:
    with pytest.raises(NotAllowed, match="nobody can see"):
        handles.clean_name(name)


@pytest.mark.parametrize("name", ["กิิ", "ก่้๊", "ก็็็็็็", "a\u0301\u0302\u0303", "क़़", "མ" + "ྲྭྱྐྒྔ"])
def test_towers_of_marks_are_refused_in_every_script(name: str) -> None:
    with pytest.raises(NotAllowed, match="accents"):
        handles.clean_name(name)


NEAR = [
    ("Karl", "Kari"),
    ("Ali", "Alia"),
    ("Mila", "Milla"),
    ("Emil", "Emii"),
    ("Ian", "Lan"),
    ("Tom 5", "Toms"),
    ("Anna 3", "Annae"),
    ("Tom 1", "Tomi"),
    ("सीता", "सूता"),
    ("कमल", "कमला"),
    ("กานต์", "กันต์"),
    ("かく", "がく"),
    ("Түвшин", "Тувшин"),
    ("Əli", "Ali"),
    ("தமிழ்", "தமிழி"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("there", "new"), [*NEAR, *(pair[::-1] for pair in NEAR)])
def test_a_name_that_merely_looks_near_is_free(there: str, new: str) -> None:
    first = accounts.enrol(member=Member(), name=there, agreement_version=1)
    second = accounts.enrol(member=Member(), name=new, agreement_version=1)
    assert second.display_name == new
    assert second.handle == handles.handle_from(new) != first.handle


CONFUSABLE = [
    ("Karl", "KarI"),
    ("Karl", "Kar1"),
    ("Ines", "lnes"),
    ("Tobias", "Tob1as"),
    ("Tobias", "T0bias"),
    ("Anna", "ΑΝΝΑ"),
    ("Tom", "ТОМ"),
    ("Rosa", "Rоsa"),
    ("Cope", "Соре"),
    ("Marit", "rnarit"),
    ("Wilf", "vvilf"),
    ("محمد", "مُحَمَّد"),
    ("محمد", "محـمد"),
    ("علي", "علی"),
    ("کریم", "كريم"),
    ("علیرضا", "علی\u200cرضا"),
    ("แดง", "เเดง"),
    ("น้ำ", "น้\u0e4d\u0e32"),
    ("അവൻ", "അവന്\u200d"),
    ("Kaʻi", "Kai"),
    ("Tobias", "Tobi\u093cas"),
    ("عدد ٣", "عدد ۳"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("there", "new"), [*CONFUSABLE, *(pair[::-1] for pair in CONFUSABLE)])
def test_a_name_that_could_be_taken_for_another_is_not(there: str, new: str) -> None:
    accepted = []
    for name in (there, new):
        with suppress(NotAllowed):  # one that mixes alphabets is refused before it meets the other
            accepted.append(accounts.enrol(member=Member(), name=name, agreement_version=1))
    assert len(accepted) == 1


@pytest.mark.parametrize("name", ["AlI", "5ystem", "h3re", "nu11", "aII", "ΑLL", "m0d", "ho5t", "admi\u093cn"])
def test_names_of_the_house_are_kept_in_every_guise(name: str) -> None:
    with pytest.raises(NotAllowed):
        handles.clean_name(name)


@pytest.mark.django_db
def test_two_of_one_look_cannot_both_be_in_the_database() -> None:
    accounts.enrol(member=Member(), name="Karl", agreement_version=1)
    taken = Member.objects.filter(name_look=lookalikes.look("KarI"))
    assert taken.exists()
    with pytest.raises(queries.NameTaken, match="is free"):
        queries.free_name("KarI")


@pytest.mark.django_db
def test_the_keys_of_before_are_made_anew() -> None:
    karl = make.member(handle="karl", handle_key="karl", name="Karl", name_key="karl")
    wilf = make.member(handle="wilf", handle_key="wllf", name="Wilf", name_key="wllf")
    without = make.member(handle="pau", name="Pau")
    import_module("members.migrations.0005_name_look").compare_anew(apps, None)
    for member, keys in ((karl, ("karl", "karl", "karl")), (wilf, ("wilf", "wilf", "wilf")), (without, ("", "", ""))):
        member.refresh_from_db()
        assert (member.handle_key, member.name_key, member.name_look) == keys
    assert accounts.enrol(member=Member(), name="Kari", agreement_version=1).handle == "kari"


@pytest.mark.django_db
def test_of_two_with_one_key_the_later_is_left_without() -> None:
    make.member(handle="nil", handle_key="1", name="Nasrin", name_key="2")
    later = make.member(handle="nıl", handle_key="3", name="nasrin", name_key="4")
    import_module("members.migrations.0005_name_look").compare_anew(apps, None)
    later.refresh_from_db()
    assert (later.handle_key, later.name_key, later.name_look) == ("", "", "")
