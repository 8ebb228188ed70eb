from django.urls import path

from members.views import entrance, hello, landing, looks, next_steps, profile, running, settings, setup, shaping
from members.views import path as path_views

app_name = "members"

urlpatterns = [
    path("about/", landing.about, name="about"),
    path("help-now/", landing.help_now, name="help_now"),
    path("join/<str:token>/", entrance.join, name="join"),
    path("waiting/", entrance.waiting, name="waiting"),
    path("setup/<str:token>/", setup.set_up, name="setup"),
    path("setup/<str:token>/<int:number>/", setup.set_up, name="setup_step"),
    path("members/", profile.directory, name="directory"),
    path("settings/", settings.page, name="settings"),
    path("settings/privacy/", settings.privacy, name="privacy"),
    path("settings/invitations/", settings.invite, name="invitations"),
    path("settings/invitations/<int:pk>/withdrawal/", settings.withdraw_invitation, name="withdraw_invitation"),
    path("running/community/", running.community, name="community"),
    path("running/colour/", looks.hue, name="hue"),
    path("running/next/", next_steps.page, name="next"),
    path("running/next/put-away/", next_steps.put_away, name="next_put_away"),
    path("running/applicants/", running.applicants, name="applicants"),
    path("running/applicants/<int:pk>/", running.answer_applicant, name="answer_applicant"),
    path("running/shape/<slug:kind>/", shaping.shapes, name="shapes"),
    path("running/shape/<slug:kind>/new/", shaping.shape, name="new_shape"),
    path("running/shape/<slug:kind>/<int:pk>/", shaping.shape, name="shape"),
    path("path/", path_views.own, name="path"),
    path("path/stay/", path_views.stay, name="stay"),
    path("path/away/", path_views.away, name="away"),
    path("path/new/<slug:slug>/", path_views.new_goal, name="new_goal"),
    path("path/goals/<int:pk>/", path_views.goal, name="goal"),
    path("path/goals/<int:pk>/closing/", path_views.close, name="close_goal"),
    path("path/goals/<int:pk>/reaching/", path_views.reach, name="reach_goal"),
    path("path/goals/<int:pk>/reopening/", path_views.reopen, name="reopen_goal"),
    path("path/goals/<int:pk>/reached/", path_views.congratulation, name="congratulation"),
    path("path/goals/<int:pk>/steps/", path_views.add_step, name="add_step"),
    path("path/steps/<int:pk>/place/", path_views.move_step, name="move_step"),
    path("path/steps/<int:pk>/reaching/", path_views.reach_step, name="reach_step"),
    path("path/steps/<int:pk>/removal/", path_views.remove_step, name="remove_step"),
    path("@<str:handle>/hello/", hello.hello, name="hello"),
    path("hellos/<int:pk>/", hello.hello_answer, name="hello_answer"),
    path("@<str:handle>/", profile.profile, name="profile"),
    path("@<str:handle>/block/", profile.block, name="block"),
]
