"""The forum's addresses. Lists first; whoever adds a page adds a line."""

from django.urls import URLPattern, path

from forum.views import lists

app_name = "forum"

urlpatterns: list[URLPattern] = [
    path("latest/", lists.latest, name="latest"),
    path("unanswered/", lists.unanswered, name="unanswered"),
    path("following/", lists.following, name="following"),
    path("spaces/", lists.all_spaces, name="spaces"),
    path("s/<slug:slug>/", lists.space, name="space"),
    path("tags/<str:slug>/", lists.tag, name="tag"),
    path("own/", lists.own, name="own"),
    path("saved/", lists.saved, name="saved"),
]
