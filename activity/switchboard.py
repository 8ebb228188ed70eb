"""What happens when? Each verb and the handlers that hear of it, in any order, each at least until it succeeded.

A handler is a dotted name, `def name(event: Event) -> None`, in some app's actions. It touches the database only,
takes under a second and is state-based: it locks the thing, reads what is true now and makes it so. So it may run
twice, late and before its elder siblings. A verb without handlers need not stand here.
"""

HANDLERS: dict[str, tuple[str, ...]] = {
    "answer.helped": ("recognition.actions.helping.answered",),
    "answer.unhelped": ("recognition.actions.helping.answered",),
    "comment.written": ("forum.actions.exchange.settle",),
    "hello.said": ("recognition.actions.helping.greeted",),
    "mask.taken_off": (
        "blog.actions.unmasking.unmasked",
        "moderation.actions.unmasking.unmasked",
        "recognition.actions.unmasking.unmasked",
    ),
    "post.crisis": ("nudges.actions.crisis.paused",),
    "post.held": ("moderation.actions.holds.held",),
    "post.written": ("forum.actions.exchange.settle",),
    "stage.changed": ("mentorship.actions.mentors.follow_stage",),
}
