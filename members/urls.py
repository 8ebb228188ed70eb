from django.urls import path

from members.views import entrance, hello, landing, profile, running, settings, setup

app_name = "members"

urlpatterns = [
    path("about/", landing.about, name="about"),
    path("help-now/", landing.help_now, name="help_now"),
    path("join/<str:token>/", entrance.join, name="join"),
    path("waiting/", entrance.waiting, name="waiting"),
    path("setup/<str:token>/", setup.set_up, name="setup"),
    path("members/", profile.directory, name="directory"),
    path("settings/", settings.page, name="settings"),
    path("settings/privacy/", settings.privacy, name="privacy"),
    path("settings/invitations/", settings.invite, name="invitations"),
    path("settings/invitations/<int:pk>/withdrawal/", settings.withdraw_invitation, name="withdraw_invitation"),
    path("running/community/", running.community, name="community"),
    path("running/applicants/", running.applicants, name="applicants"),
    path("running/applicants/<int:pk>/", running.answer_applicant, name="answer_applicant"),
    path("@<str:handle>/hello/", hello.hello, name="hello"),
    path("@<str:handle>/", profile.profile, name="profile"),
    path("@<str:handle>/block/", profile.block, name="block"),
]
