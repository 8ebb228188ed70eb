"""What the beat does for the attention treaty. Each may run twice or late."""

from celery import shared_task

from nudges.actions import claims, ends, greeters, letters, notes, pairs, summoning, trials


@shared_task(name="nudges.next_waves")
def next_waves() -> None:
    """Every five minutes: asks more people, while a newcomer or a question is alone."""
    summoning.next_waves()


@shared_task(name="nudges.look_after_newcomers")
def look_after_newcomers() -> None:
    """Every five minutes: names a greeter to who has none, and hands on what one of them cannot do."""
    greeters.look_after()


@shared_task(name="nudges.release_claims")
def release_claims() -> None:
    """Every minute: whoever said half an hour ago that they are on it."""
    claims.release()


@shared_task(name="nudges.letters")
def write_letters() -> None:
    """Hourly: the ask after a goal, and the same for somebody else."""
    letters.ask_to_stay()
    letters.reciprocate()


@shared_task(name="nudges.notes")
def write_notes() -> None:
    """Hourly: the quiet notes, each once, to whom it is day."""
    notes.write()


@shared_task(name="nudges.check_ins")
def check_ins() -> None:
    """Hourly: how is it going, of pairs that went quiet; renew or rest, of mentors whose term ends."""
    pairs.ask_how_it_goes()
    pairs.ask_to_renew()


@shared_task(name="nudges.outcomes")
def note_outcomes() -> None:
    """Hourly: what came of letters and summons, and which kinds stop."""
    ends.run_out()
    ends.reopen_due()
    letters.note_outcomes()
    trials.note_landmarks()
