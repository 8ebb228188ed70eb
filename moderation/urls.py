"""The addresses of tending."""

from django.urls import URLPattern, path, register_converter

from moderation.views import (
    accounts,
    alarms,
    appointments,
    carried,
    casework,
    closing,
    desk,
    log,
    playbook,
    rearranging,
    reasons,
    reports,
    reveals,
    second_looks,
    several,
    topics,
    wordings,
)

app_name = "moderation"


class KindConverter:
    """What can be reported and decided about."""

    regex = "post|comment"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class AboutConverter(KindConverter):
    """What the desk shares its work about."""

    regex = "post|comment|person"


register_converter(KindConverter, "kind")
register_converter(AboutConverter, "about")

urlpatterns: list[URLPattern] = [
    path("report/<kind:kind>/<int:pk>/", reports.reporting, name="report"),
    path("log/", log.log, name="log"),
    path("second-look/<int:pk>/", second_looks.second_look, name="second_look"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<kind:kind>/<int:pk>/", desk.case, name="case"),
    path("desk/<kind:kind>/<int:pk>/hide/", desk.hiding, name="hiding"),
    path("desk/<kind:kind>/<int:pk>/warning/", desk.warning, name="warning"),
    path("desk/<kind:kind>/<int:pk>/pause/", desk.crisis, name="crisis"),
    path("desk/<kind:kind>/<int:pk>/restriction/", desk.restriction, name="restriction"),
    path("desk/<kind:kind>/<int:pk>/seen/", alarms.seen, name="seen"),
    path("desk/<about:kind>/<int:pk>/open/", casework.claim, name="claim"),
    path("desk/<about:kind>/<int:pk>/colleague/", casework.give, name="give"),
    path("desk/<about:kind>/<int:pk>/note/", casework.note, name="note"),
    path("desk/<about:kind>/<int:pk>/later/", casework.promise, name="promise"),
    path("desk/<about:kind>/<int:pk>/looked/", casework.kept, name="kept"),
    path("desk/notes/<int:pk>/removal/", casework.note_removal, name="note_removal"),
    path("desk/people/<str:handle>/", casework.person, name="person"),
    path("desk/several/", several.several, name="several"),
    path("desk/several/<uuid:batch>/undo/", several.undoing, name="undo_several"),
    path("desk/reasons/", reasons.reasons, name="reasons"),
    path("desk/<kind:kind>/<int:pk>/reveal/", reveals.asking, name="reveal"),
    path("desk/reveals/", reveals.reveals, name="reveals"),
    path("desk/reveals/<int:pk>/agree/", reveals.agreeing, name="reveal_agree"),
    path("desk/reveals/<int:pk>/decline/", reveals.declining, name="reveal_decline"),
    path("desk/reveals/<int:pk>/read/", reveals.reading, name="reveal_read"),
    path("desk/carried/", carried.carried, name="carried"),
    path("desk/playbook/", playbook.contents, name="playbook"),
    path("desk/playbook/<slug:slug>/", playbook.chapter, name="chapter"),
    path("desk/wordings/", wordings.wordings, name="wordings"),
    path("desk/wordings/<int:pk>/removal/", wordings.removal, name="wording_removal"),
    path("desk/words/", alarms.words, name="words"),
    path("desk/words/<int:pk>/removal/", alarms.removal, name="words_removal"),
    path("desk/decisions/<int:pk>/undo/", desk.undo, name="undo"),
    path("desk/second-looks/<int:pk>/", second_looks.looking_again, name="looking_again"),
    path("desk/topics/<int:pk>/", topics.place, name="place"),
    path("desk/topics/<int:pk>/split/", rearranging.split, name="split"),
    path("desk/topics/<int:pk>/merge/", rearranging.merge, name="merge"),
    path("desk/suspended/", accounts.suspended, name="suspended"),
    path("desk/topics/<int:pk>/closing/", closing.closing, name="closing"),
    path("desk/people/<str:handle>/silence/", accounts.silence, name="silence"),
    path("desk/people/<str:handle>/suspension/", accounts.suspension, name="suspension"),
    path("desk/suspensions/<int:pk>/lift/", accounts.lifting, name="lift"),
    path("desk/appointments/", appointments.appointments, name="appointments"),
    path("desk/appointments/<int:pk>/end/", appointments.ending, name="end_term"),
]
