"""Together: sharing out the work, thanks, handing over, ending."""

from django.utils.translation import gettext_lazy as _

from moderation.playbook.page import Page, Part

TOGETHER = (
    Page(
        "sharing",
        _("Sharing out the work"),
        _("A few of you do everything, or you do it alone."),
        (
            Part(
                _("Why it cannot be one person"),
                (
                    _("Groups that hang on one person end with that person’s holidays."),
                    _("Reading hard things wears people out, the careful ones first. It shows late."),
                ),
            ),
            Part(
                _("How to begin"),
                steps=(
                    _("Write down what you did this week. Cross out what nobody would miss."),
                    _("Ask one member for one small thing that fits them, and say why you thought of them."),
                    _("Say until when. “For four weeks, then we look” is easier to accept than “would you help”."),
                    _("Agree who looks at the desk on which days, and leave those days to them."),
                ),
            ),
            Part(
                _("On the desk"),
                (
                    _("Opening a case tells your colleagues that you have it. Passing one on asks no reason of you."),
                    _("What you carried stands on a page of your own. Nobody else sees it, and nobody is compared."),
                ),
            ),
        ),
    ),
    Page(
        "thanks",
        _("Thanks that land"),
        _("Somebody did something good, and you would like them to know it."),
        (
            Part(
                _("Say what it did"),
                (
                    _("“Thank you for all you do” is forgotten by noon. “Your list made me open the letters” is kept."),
                    _("Name the sentence, and what it changed for whom. One line is enough."),
                ),
            ),
            Part(
                _("Let it be a gift"),
                (
                    _("Thank nobody so that they go on. Thanks that want something feel like a bill."),
                    _("No prizes, no lists, no names of the month: they help those who need it least, and then stop."),
                    _("Thank quietly where somebody is shy. A line under the post is public, a letter is not."),
                ),
            ),
            Part(
                _("Thank whoever is not seen"),
                steps=(
                    _("Somebody who tagged forty old topics."),
                    _("Somebody who came back to say how it went."),
                    _("Somebody who left a quarrel alone."),
                    _("A colleague of yours, after a hard night."),
                ),
            ),
        ),
    ),
    Page(
        "handing-over",
        _("Handing over"),
        _("Your term ends, you go on holiday, or a case has become too much."),
        (
            Part(
                _("A single case"),
                (
                    _("Write two lines on it: what happened, and what you promised. Then pass it to a colleague."),
                    _("If nobody in particular takes it, say so in the note, and let the next one choose."),
                ),
            ),
            Part(
                _("A week or two away"),
                steps=(
                    _("Tell your colleagues the days, and switch off being woken."),
                    _("Look through what you promised to look at again, and give each to somebody."),
                    _("Tell members who write to you where to turn."),
                ),
            ),
            Part(
                _("The end of a term"),
                (
                    _("Terms end so that nobody has to resign. Stopping is not letting anybody down."),
                    _("Do the last two weeks together with whoever comes next: they decide, you sit beside them."),
                    _(
                        "Tell them three things that stand nowhere: who is fragile, what is old, what makes people laugh."
                    ),
                ),
            ),
        ),
    ),
    Page(
        "ending",
        _("Ending well"),
        _("Somebody leaves, a space has done its work, or a group comes to an end."),
        (
            Part(
                _("Somebody leaves"),
                (
                    _("Most people leave when they have what they came for. That is the point of the place."),
                    _("Say goodbye once, warmly, and ask for nothing. They know where the door is."),
                    _("Never ask why in public. If they want to tell you, they will."),
                ),
            ),
            Part(
                _("A space has done its work"),
                steps=(
                    _("Ask the people in it, in the open, and wait two weeks for their answers."),
                    _("Choose together which answers should be found again, and tag or collect them."),
                    _("Name the day, and where to go from here."),
                    _("Close it so that it can still be read. What helped somebody once will help again."),
                ),
            ),
            Part(
                _("Yourself"),
                (
                    _("You may stop on a good day. You need not wait until you are tired."),
                    _("Read once what people said to you here. Then let it go."),
                ),
            ),
        ),
    ),
)
