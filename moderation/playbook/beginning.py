"""The first weeks: finding one's feet, welcoming, the first answer, quiet weeks."""

from django.utils.translation import gettext_lazy as _

from moderation.playbook.page import Page, Part

BEGINNING = (
    Page(
        "first-week",
        _("Your first week"),
        _("You were asked to tend a space and wonder what to do. Very little, and here it is."),
        (
            Part(
                _("What tending is"),
                (
                    _("You are not a boss, and nobody expects a speech. You are the person who is there."),
                    _("A group lives because people answer each other. You see to it that somebody does."),
                ),
            ),
            Part(
                _("Seven small things for seven days"),
                steps=(
                    _("Read the space’s purpose, and ten topics. Notice how people here talk."),
                    _("Answer one question from your own life. People trust whoever does what they ask of others."),
                    _("Say hello to one person who is new, and mention something that they wrote."),
                    _("Open the desk. Decide one case with a colleague beside you, or leave it and only look."),
                    _("Thank somebody for one sentence that helped, and say what it changed."),
                    _("Find a topic without an answer. Ask a member who knows the matter whether they would look."),
                    _("Set up a second lock on your account, and choose whether you may be woken by night."),
                ),
            ),
            Part(
                _("If you do nothing else"),
                (
                    _("Let nobody wait longer than a day. A short answer tonight does more than a fine one next week."),
                    _("You can take back nearly everything that you do here. Nothing breaks if you try."),
                ),
            ),
        ),
    ),
    Page(
        "welcoming",
        _("Welcoming somebody"),
        _("Somebody new has written, or joined and said nothing yet."),
        (
            Part(
                _("A person, not a greeting"),
                (
                    _("Welcomes that a machine sends do next to nothing. A few words from somebody who read them do."),
                    _("So take one thing that they said, and answer that."),
                ),
            ),
            Part(
                _("Words that you can borrow"),
                steps=(
                    _("“I read what you wrote about the letters. I left mine closed for months, too.”"),
                    _("“Good that you asked. Two people here went through this last year; I will tell them.”"),
                    _("“You need not answer. I only wanted you to know that somebody read it.”"),
                ),
            ),
            Part(
                _("What to leave out"),
                (
                    _("No list of rules, and no tour. They came with a worry, and the rules stand above the box."),
                    _("Ask for nothing in the first week: no introduction, no picture, no story."),
                ),
            ),
            Part(
                _("Somebody who only reads"),
                (_("Reading is taking part. Most people read for long before they write. Leave them in peace."),),
            ),
        ),
    ),
    Page(
        "first-answer",
        _("The first answer"),
        _("A question waits, and nobody has said anything yet."),
        (
            Part(
                _("Why it matters so much"),
                (
                    _(
                        "People who get an answer to their first words write again more often; those who get none leave."
                    ),
                    _("It need not be right in all things. It has to come, and from a person."),
                ),
            ),
            Part(
                _("You do not know the answer"),
                steps=(
                    _("Say what you do know: that it was heard, and that it is hard."),
                    _(
                        "Ask one question that helps the next person to answer: which country, which letter, since when?"
                    ),
                    _("Press “Ask somebody” on the desk, and write to one member who knows. One, not ten."),
                    _("Come back the next evening and look whether somebody came."),
                ),
            ),
            Part(
                _("You do know it"),
                (
                    _(
                        "Tell it as what you did yourself. “I called them first” is easier to hear than “you must call”."
                    ),
                    _("Leave room for others: an answer that says everything is often the last one in a topic."),
                ),
            ),
        ),
    ),
    Page(
        "quiet-weeks",
        _("Quiet weeks"),
        _("Little is written, and you wonder whether it is your fault. It is not."),
        (
            Part(
                _("First look"),
                (
                    _("Is it quiet everywhere, or do people wait? Waiting is a matter for today. Quiet is not."),
                    _("Holidays, pay days and exams show in every group. Look at the same weeks of last year."),
                ),
            ),
            Part(
                _("What helps"),
                steps=(
                    _("Ask something small that many can answer in a line: “What did you put off this week?”"),
                    _("Write to two people whom you miss, and ask for nothing: “I thought of you today.”"),
                    _("Bring back an old answer that helped, and ask its writer how it went on."),
                    _("Give somebody a thing to do that is theirs: to greet, to tag, to keep a list."),
                ),
            ),
            Part(
                _("What does not"),
                (
                    _("Do not write under made-up names to look busy. People notice, and they do not come back."),
                    _("Do not mail everybody. Each such mail costs readers, and most of what it brings is a visit."),
                    _("If it stays quiet for months, two small spaces may be happier as one. Ask the people in them."),
                ),
            ),
        ),
    ),
)
