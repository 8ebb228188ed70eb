"""What happens when? Each verb and the handlers that hear of it, in any order, each at least until it succeeded.

A handler is a dotted name, `def name(event: Event) -> None`, in some app's actions. It touches the database only,
takes under a second and is state-based: it locks the thing, reads what is true now and makes it so. So it may run
twice, late and before its elder siblings. A verb without handlers need not stand here.
"""

HANDLERS: dict[str, tuple[str, ...]] = {
    "account.looked_again": ("notices.actions.reactions.accounts.looked_again",),
    "address.died": ("notices.actions.reactions.accounts.address_died",),
    "answer.helped": (
        "recognition.actions.helping.answered",
        "notices.actions.reactions.recognition.helped",
    ),
    "answer.unhelped": (
        "recognition.actions.helping.answered",
        "notices.actions.reactions.recognition.helped",
    ),
    "article.answered": ("notices.actions.reactions.articles.answered",),
    "article.approved": ("notices.actions.reactions.articles.approved",),
    "article.changed": ("notices.actions.reactions.articles.changed",),
    "article.invited": ("notices.actions.reactions.articles.invited",),
    "article.proposed": ("notices.actions.reactions.articles.proposed",),
    "article.published": ("notices.actions.reactions.articles.published",),
    "article.withdrawn": ("notices.actions.reactions.articles.withdrawn",),
    "case.closed": (
        "notices.actions.reactions.cases.changed",
        "notices.actions.reactions.desk.answered",
    ),
    "case.given": ("notices.actions.reactions.desk.given",),
    "case.reopened": (
        "notices.actions.reactions.cases.changed",
        "notices.actions.reactions.desk.reopened",
    ),
    "comment.edited": ("notices.actions.reactions.cases.written",),
    "comment.written": (
        "forum.actions.first_exchange.promote_newcomers",
        "notices.actions.reactions.cases.written",
        "notices.actions.reactions.writing.commented",
    ),
    "hello.answered": ("notices.actions.reactions.recognition.hello_answered",),
    "hello.said": (
        "recognition.actions.helping.greeted",
        "notices.actions.reactions.recognition.greeted",
        "nudges.actions.summoning.greeted",
        "nudges.actions.letters.greeted",
    ),
    "mask.taken_off": (
        "blog.actions.unmasking.unmasked",
        "moderation.actions.unmasking.unmasked",
        "recognition.actions.unmasking.unmasked",
        "notices.actions.reactions.writing.unmasked",
    ),
    "member.applied": ("notices.actions.reactions.accounts.applied",),
    "member.declined": (
        "notices.actions.reactions.accounts.applied",
        "notices.actions.reactions.accounts.declined",
    ),
    "member.joined": (
        "notices.actions.reactions.accounts.applied",
        "notices.actions.reactions.accounts.joined",
        "nudges.actions.greeters.joined",
        "nudges.actions.summoning.joined",
    ),
    "member.suspended": ("notices.actions.reactions.accounts.suspended",),
    "member.suspension_lifted": ("notices.actions.reactions.accounts.suspension_lifted",),
    "mentor.accepted": ("notices.actions.reactions.mentoring.accepted",),
    "mentor.declined": ("notices.actions.reactions.mentoring.declined",),
    "mentor.passed_on": ("notices.actions.reactions.mentoring.passed_on",),
    "mentor.renewed": ("nudges.actions.pairs.term_chosen",),
    "mentor.requested": ("notices.actions.reactions.mentoring.requested",),
    "mentor.stopped": ("nudges.actions.pairs.term_chosen",),
    "mentor.worried": ("notices.actions.reactions.mentoring.worried",),
    "mentorship.ended": (
        "notices.actions.reactions.mentoring.ended",
        "nudges.actions.pairs.wrote",
    ),
    "mentorship.letter": (
        "notices.actions.reactions.mentoring.letter",
        "nudges.actions.pairs.wrote",
    ),
    "moderator.appointed": ("notices.actions.reactions.tending.appointed",),
    "post.crisis": ("nudges.actions.crisis.paused",),
    "post.crisis_over": ("nudges.actions.crisis.over",),
    "post.edited": (
        "notices.actions.reactions.cases.written",
        "notices.actions.reactions.writing.edited",
    ),
    "post.held": (
        "moderation.actions.holds.held",
        "notices.actions.reactions.cases.written",
        "notices.actions.reactions.tending.held",
        "forum.actions.live.seen_by_others",
    ),
    "post.hidden": (
        "notices.actions.reactions.tending.hidden",
        "forum.actions.live.seen_by_others",
    ),
    "post.put_back": ("notices.actions.reactions.cases.changed",),
    "post.released": ("notices.actions.reactions.tending.released",),
    "post.reported": ("notices.actions.reactions.cases.changed",),
    "post.restored": ("notices.actions.reactions.tending.restored",),
    "post.taken_back": ("notices.actions.reactions.cases.changed",),
    "post.upheld": ("notices.actions.reactions.tending.upheld",),
    "post.written": (
        "forum.actions.first_exchange.promote_newcomers",
        "notices.actions.reactions.cases.written",
        "notices.actions.reactions.writing.written",
        "nudges.actions.summoning.answered",
        "forum.actions.live.answered",
    ),
    "quote.answered": ("notices.actions.reactions.articles.quote_answered",),
    "quote.asked": ("notices.actions.reactions.articles.quote_asked",),
    "space.changed": ("forum.actions.live.seen_by_others",),
    "stage.changed": ("mentorship.actions.mentors.follow_stage",),
    "thanks.given": ("notices.actions.reactions.recognition.thanked",),
    "thanks.withdrawn": ("notices.actions.reactions.recognition.thanked",),
    "topic.asked": (
        "notices.actions.reactions.cases.written",
        "notices.actions.reactions.writing.asked",
        "nudges.actions.summoning.asked",
    ),
    "topic.closed": ("notices.actions.reactions.tending.closed",),
    "topic.moved": (
        "notices.actions.reactions.cases.moved",
        "forum.actions.live.seen_by_others",
    ),
}
