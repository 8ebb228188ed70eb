"""Hard days: a quarrel, somebody in danger, a no, posts without a name."""

from django.utils.translation import gettext_lazy as _

from moderation.playbook.page import Page, Part

HARD_DAYS = (
    Page(
        "quarrel",
        _("When two people quarrel"),
        _("Two members are sharp with each other, and others begin to take sides."),
        (
            Part(
                _("Before you do anything"),
                (
                    _("Read the whole topic from its first line. What looks like the beginning seldom is."),
                    _("Look whether a colleague has it open already. Two who step in look like a side."),
                    _("If you are angry yourself, or a friend of one of them, pass it on. No reason is asked of you."),
                ),
            ),
            Part(
                _("In this order"),
                steps=(
                    _("Say one calm sentence in the topic, about the matter and to nobody by name."),
                    _("Have a word with each of them apart, about what they wrote and not about who they are."),
                    _("Hide what shames somebody or tells private things, each with its reason."),
                    _("Close the topic for a while if it goes on. You can open it again tomorrow."),
                    _("Only then think of a silence in this space, for some days, for one or for both."),
                ),
            ),
            Part(
                _("Afterwards"),
                (
                    _(
                        "Ask both, a few days later, how they are. Set a day for it on the case, or it will be forgotten."
                    ),
                    _("You need not find out who was right. People need to be able to come back."),
                ),
            ),
        ),
    ),
    Page(
        "danger",
        _("Somebody in danger"),
        _("Somebody writes that they cannot go on, or that somebody hurts them."),
        (
            Part(
                _("Now"),
                steps=(
                    _("Press “I have seen it”, so that your colleagues know that somebody is there."),
                    _("Answer in the topic within the hour. “I read this. I am glad that you said it.”"),
                    _("Ask plainly: “Are you safe at this moment? Is somebody with you?” Asking does no harm."),
                    _("Give the numbers of those who answer by day and night. They stand beside the case."),
                    _("Stay until somebody else has taken over, or they have answered. Then rest."),
                ),
            ),
            Part(
                _("What you are not"),
                (
                    _(
                        "You are not their therapist, and you cannot be with them. You are the one who did not look away."
                    ),
                    _(
                        "Do not promise to keep it to yourself, or that all will be well. Promise what you will do today."
                    ),
                    _(
                        "Do not hide it: being hidden is what they fear. Hide a method or an address, with a word to them."
                    ),
                ),
            ),
            Part(
                _("If they wrote without their name"),
                (
                    _("You cannot see who it is, and they count on that. Write to the name: it reaches them."),
                    _("Only where a life hangs on it can two admins uncover a name together, and the author is told."),
                ),
            ),
            Part(
                _("Afterwards"),
                (
                    _("Set a day on which somebody asks “how is she?”. It comes back to the desk by itself."),
                    _("Tell a colleague what you read. Do not open the next hard one today if you need not."),
                ),
            ),
        ),
    ),
    Page(
        "saying-no",
        _("Saying no kindly"),
        _("Something has to be hidden, closed or refused, and its writer will read your reason."),
        (
            Part(
                _("Three parts, in three sentences"),
                steps=(
                    _("What you did: “I have hidden your answer.”"),
                    _("Why, as a fact about the words: “It names the street where he lives.”"),
                    _("What would be fine: “Without the street it can stand. You can change it and ask again.”"),
                ),
            ),
            Part(
                _("Why it is worth the minute"),
                (
                    _("People who are refused with a reason and a way forward come back far more often than others."),
                    _("The reason is also for whoever reads the log. Name nobody in it."),
                ),
            ),
            Part(
                _("If they object"),
                (
                    _("A second look goes to somebody else, always. That is not a vote against you."),
                    _(
                        "You can take back what you decided yourself. Doing so now and then earns more trust than never."
                    ),
                ),
            ),
            Part(
                _("Start small"),
                (_("A word, then hiding one post, then a silence in one space for days. A suspension comes last."),),
            ),
        ),
    ),
    Page(
        "anonymous",
        _("Posts without a name"),
        _("Somebody writes as “Quiet Heron”, and you would like to know more."),
        (
            Part(
                _("What you can know"),
                (
                    _("A name without a person behind it is the same person within one topic, and nothing more."),
                    _(
                        "Nobody here can see who it is: not you, not an admin by themselves. That is why they dare to write."
                    ),
                ),
            ),
            Part(
                _("What you can do"),
                steps=(
                    _("Answer as you would answer anybody. Shame is normal here, and so is a mask."),
                    _("Have a word with the name, hide a post, or close the topic to the name."),
                    _("Note something about the name for your colleagues. It stays with the name."),
                    _("Pause what we suggest to them. It reaches them, and tells you nothing."),
                ),
            ),
            Part(
                _("What to leave alone"),
                (
                    _("Do not guess aloud, not even kindly. “Is that you, Anna?” can cost somebody their home."),
                    _("If members guess, hide it as private details, and say why in one sentence."),
                    _("Do not compare styles and hours. Whoever looks long enough will believe that they know."),
                ),
            ),
        ),
    ),
)
