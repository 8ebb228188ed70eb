from django.urls import path

from nudges import views

app_name = "nudges"

urlpatterns = [
    path("settings/suggestions/", views.mine, name="mine"),
    path("settings/suggestions/allowance/", views.allowance, name="allowance"),
    path("settings/suggestions/offer/", views.offer, name="offer"),
    path("settings/suggestions/stop/", views.stop, name="stop"),
    path("settings/suggestions/goals/<int:goal_id>/", views.goal_check_in, name="goal_check_in"),
    path("settings/suggestions/trials/", views.take_part, name="take_part"),
    path("trials/", views.trials, name="trials"),
    path("trials/<slug:kind>/", views.trial, name="trial"),
    path("summons/<int:id>/", views.summons, name="summons"),
    path("greeter/", views.greeter, name="greeter"),
    path("claims/<int:topic_id>/", views.claim, name="claim"),
    path("ask-somebody/<int:topic_id>/", views.ask_somebody, name="ask_somebody"),
    path("summons/<int:id>/not-now/", views.not_now, name="not_now"),
]
