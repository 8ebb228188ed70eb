"""The asker's mark: this helped."""

import pytest

from forum import actions
from forum.models import HelpedMark, Post, Status, Topic
from members.rules import NotAllowed
from tests import cast, make
from tests.forum import say
from tests.races import at_once

pytestmark = pytest.mark.django_db


def helped_count(topic):
    return Topic.objects.get(pk=topic.pk).helped_count


def test_the_asker_says_what_helped_and_what_changed() -> None:
    ines, dorrie = cast.ines(), cast.dorrie()
    topic = say.ask(actor=ines)
    post = say.answer(actor=dorrie, topic=topic)
    mark = actions.mark_helped(actor=ines, post=post, what_changed=" I called.  They said yes. ")
    assert (mark.member, mark.mask, mark.what_changed) == (ines, None, "I called. They said yes.")
    assert Post.objects.get(pk=post.pk).helped
    assert helped_count(topic) == 1
    assert say.verbs()[-1] == "answer.helped"


def test_several_answers_may_carry_it() -> None:
    ines = cast.ines()
    topic = make.topic(by=ines)
    for _ in range(4):
        actions.mark_helped(actor=ines, post=make.answer(topic=topic))
    assert helped_count(topic) == 4


def test_marking_again_changes_the_words_and_tells_nobody_twice() -> None:
    ines = cast.ines()
    post = make.answer(topic=make.topic(by=ines))
    actions.mark_helped(actor=ines, post=post)
    actions.mark_helped(actor=ines, post=post, what_changed="I called.")
    actions.mark_helped(actor=ines, post=post)
    assert HelpedMark.objects.get().what_changed == "I called."
    assert helped_count(post.topic) == 1
    assert say.verbs() == ["answer.helped"]


def test_it_can_be_taken_back() -> None:
    ines = cast.ines()
    post = make.answer(topic=make.topic(by=ines))
    actions.mark_helped(actor=ines, post=post)
    actions.unmark_helped(actor=ines, post=post)
    actions.unmark_helped(actor=ines, post=post)
    assert not Post.objects.get(pk=post.pk).helped
    assert helped_count(post.topic) == 0
    assert say.verbs() == ["answer.helped", "answer.unhelped"]


def test_a_masked_asker_marks_in_the_masks_name() -> None:
    ines = cast.ines()
    topic = make.masked_topic(by=ines)
    mark = actions.mark_helped(actor=ines, post=make.answer(topic=topic))
    assert (mark.member, mark.mask) == (None, topic.mask)
    assert (mark.at.minute, mark.at.second) == (0, 0)


def test_a_hidden_answer_is_not_counted_among_those_that_helped() -> None:
    ines = cast.ines()
    post = make.answer(topic=make.topic(by=ines))
    actions.mark_helped(actor=ines, post=post)
    actions.hide(row=post)
    assert helped_count(post.topic) == 0
    actions.unhide(row=post)
    assert helped_count(post.topic) == 1


def test_a_mark_taken_back_while_the_answer_is_hidden_is_not_counted_twice() -> None:
    ines = cast.ines()
    post = make.answer(topic=make.topic(by=ines))
    actions.mark_helped(actor=ines, post=post)
    actions.hide(row=post)
    actions.unmark_helped(actor=ines, post=post)
    actions.unhide(row=post)
    assert helped_count(post.topic) == 0


def test_anybody_but_the_asker_is_refused() -> None:
    post = make.answer(topic=make.topic(by=cast.ines()))
    for other in (cast.dorrie(), post.member, make.admin()):
        with pytest.raises(NotAllowed):
            actions.mark_helped(actor=other, post=post)
    with pytest.raises(NotAllowed):
        actions.unmark_helped(actor=cast.tobias(), post=post)


def test_ones_own_answer_is_refused() -> None:
    ines = cast.ines()
    post = make.answer(topic=make.topic(by=ines), by=ines)
    with pytest.raises(NotAllowed, match="your own"):
        actions.mark_helped(actor=ines, post=post)


def test_ones_own_answer_behind_a_mask_is_refused() -> None:
    ines = cast.ines()
    topic = make.topic(by=ines)
    post = make.answer(topic=topic, mask=make.mask(of=ines, topic=topic))
    with pytest.raises(NotAllowed, match="your own"):
        actions.mark_helped(actor=ines, post=post)


def test_ones_own_named_answer_to_ones_masked_question_is_refused() -> None:
    ines = cast.ines()
    post = make.answer(topic=make.masked_topic(by=ines), by=ines)
    with pytest.raises(NotAllowed, match="your own"):
        actions.mark_helped(actor=ines, post=post)


def test_a_discussion_has_no_such_mark_and_neither_has_the_question_itself() -> None:
    ines = cast.ines()
    with pytest.raises(NotAllowed):
        actions.mark_helped(actor=ines, post=make.answer(topic=make.topic(by=ines, kind="discussion")))
    with pytest.raises(NotAllowed):
        actions.mark_helped(actor=ines, post=say.opening(make.topic(by=ines)))


def test_an_answer_that_is_not_there_is_refused() -> None:
    ines = cast.ines()
    with pytest.raises(NotAllowed):
        actions.mark_helped(actor=ines, post=make.answer(topic=make.topic(by=ines), status=Status.HIDDEN))


@pytest.mark.django_db(transaction=True)
def test_ten_marks_and_ten_unmarks_at_once_leave_the_count_exact() -> None:
    ines = cast.ines()
    topic = make.topic(by=ines)
    posts = [make.answer(topic=topic) for _ in range(3)]
    for post in posts[:2]:
        actions.mark_helped(actor=ines, post=post)
    mark = [lambda post=post: actions.mark_helped(actor=ines, post=post) for post in posts]
    unmark = [lambda post=post: actions.unmark_helped(actor=ines, post=post) for post in posts]
    at_once([job for pair in zip(mark, unmark, strict=True) for job in pair] * 3)
    assert helped_count(topic) == HelpedMark.objects.count() == Post.objects.filter(helped=True).count()
