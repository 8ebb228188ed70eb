"""The forum's addresses. What is asked for most first; whoever adds a page adds a line."""

from django.urls import URLPattern, path

from forum.views import asking, comments, composer, drafts, hearing, interrupted, keeping, lists, posts, search, topics

app_name = "forum"

urlpatterns: list[URLPattern] = [
    path("t/<int:id>/<str:slug>/", topics.topic, name="topic"),
    path("latest/", lists.latest, name="latest"),
    path("unanswered/", lists.unanswered, name="unanswered"),
    path("following/", lists.following, name="following"),
    path("spaces/", lists.all_spaces, name="spaces"),
    path("s/<slug:slug>/", lists.space, name="space"),
    path("tags/<str:slug>/", lists.tag, name="tag"),
    path("following/read/", keeping.all_read, name="all_read"),
    path("hearing/", hearing.own, name="hearing"),
    path("hearing/<str:kind>/<int:id>/", hearing.choose, name="hear"),
    path("own/", lists.own, name="own"),
    path("own/questions/", lists.own_questions, name="own_questions"),
    path("saved/", lists.saved, name="saved"),
    path("ask/", asking.ask, name="ask"),
    path("ask/first/", asking.ask_first, name="ask_first"),
    path("t/<int:id>/answers", posts.answer, name="answer"),
    path("t/<int:id>/newer", topics.newer, name="newer"),
    path("t/<int:id>/follow", keeping.follow, name="follow"),
    path("t/<int:id>/reading", keeping.reading, name="reading"),
    path("t/<int:id>/mask-removal", topics.mask_removal, name="mask_removal"),
    path("p/<int:id>/edit/", posts.edit, name="edit"),
    path("p/<int:id>/deletion/", posts.deletion, name="deletion"),
    path("p/<int:id>/restoration/", posts.restoration, name="restoration"),
    path("p/<int:id>/helped/", posts.helped, name="helped"),
    path("p/<int:id>/bookmark/", keeping.bookmark, name="bookmark"),
    path("p/<int:id>/reminder/", keeping.reminder, name="reminder"),
    path("p/<int:id>/versions/", posts.versions, name="versions"),
    path("p/<int:id>/comments/", comments.comments, name="comments"),
    path("c/<int:id>/edit/", comments.edit, name="comment_edit"),
    path("c/<int:id>/deletion/", comments.deletion, name="comment_deletion"),
    path("c/<int:id>/restoration/", comments.restoration, name="comment_restoration"),
    path("m/<uuid:mask>/mute/", keeping.mute, name="mute"),
    path("resume/", interrupted.resume, name="resume"),
    path("drafts/", drafts.own, name="drafts"),
    path("drafts/keep/", drafts.keep, name="draft"),
    path("drafts/drop/", drafts.drop, name="draft_drop"),
    path("writing/preview/", composer.preview, name="preview"),
    path("writing/handles/", composer.handles, name="handles"),
    path("writing/things/", composer.things, name="things"),
    path("search/", search.search, name="search"),
    path("keyboard/", keeping.keyboard, name="keyboard"),
    path("similar/", search.similar, name="similar"),
]
