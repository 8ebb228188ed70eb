from django.urls import path

from mentorship.views import finding, guides, mentors, pairs

app_name = "mentorship"

urlpatterns = [
    path("mentoring/", finding.home, name="home"),
    path("mentoring/goals/<int:goal_pk>/mentors/<int:mentor_pk>/", finding.ask, name="ask"),
    path("mentoring/goals/<int:goal_pk>/draw/", finding.wish, name="wish"),
    path("mentoring/wishes/<int:pk>/withdrawal/", finding.end_wish, name="end_wish"),
    path("mentoring/requests/<int:pk>/", finding.request_page, name="request"),
    path("mentoring/requests/<int:pk>/acceptance/", finding.accept, name="accept"),
    path("mentoring/requests/<int:pk>/refusal/", finding.decline, name="decline"),
    path("mentoring/requests/<int:pk>/withdrawal/", finding.withdraw, name="withdraw"),
    path("paths/<slug:slug>/guide/", guides.guide, name="guide"),
    path("paths/<slug:slug>/guide/change/", guides.write, name="guide_edit"),
    path("paths/<slug:slug>/guide/versions/", guides.versions, name="guide_versions"),
    path("mentoring/offer/", mentors.offer, name="offer"),
    path("mentoring/people/", mentors.people, name="people"),
    path("mentoring/pause/", mentors.pause, name="pause"),
    path("mentoring/term/", mentors.term, name="term"),
    path("mentoring/pairs/<int:pk>/", pairs.pair, name="pair"),
    path("mentoring/pairs/<int:pk>/reading/", pairs.read, name="read"),
    path("mentoring/pairs/<int:pk>/check-ins/<int:number>/confirmation/", pairs.confirm, name="confirm"),
    path("mentoring/pairs/<int:pk>/ending/", pairs.ending, name="ending"),
    path("mentoring/pairs/<int:pk>/worry/", pairs.worry, name="worry"),
    path("mentoring/worries/", pairs.worries, name="worries"),
    path("mentoring/worries/<int:pk>/seen/", pairs.worry_seen, name="worry_seen"),
]
