"""The addresses of the blog. A page's own name below /blog/ is reserved in blog/actions/publishing.py."""

from django.urls import URLPattern, path

from blog.views import drafts, invitations, quotes, reading
from blog.views.feed import ArticleFeed

app_name = "blog"

urlpatterns: list[URLPattern] = [
    path("blog/", reading.home, name="home"),
    path("blog/feed/", ArticleFeed(), name="feed"),
    path("blog/invite/<int:post_id>/", invitations.invite, name="invite"),
    path("blog/invitations/<int:pk>/", invitations.invitation, name="invitation"),
    path(
        "blog/invitations/<int:pk>/withdrawal/",
        invitations.invitation_withdrawal,
        name="invitation_withdrawal",
    ),
    path("blog/drafts/", drafts.index, name="drafts"),
    path("blog/drafts/<int:pk>/", drafts.draft, name="draft"),
    path("blog/drafts/<int:pk>/versions/", drafts.history, name="versions"),
    path("blog/drafts/<int:pk>/byline/", drafts.byline, name="byline"),
    path("blog/drafts/<int:pk>/proposal/", drafts.proposal, name="proposal"),
    path("blog/drafts/<int:pk>/approval/", drafts.approval, name="approval"),
    path("blog/drafts/<int:pk>/publication/", drafts.publication, name="publication"),
    path("blog/drafts/<int:pk>/dropped-change/", drafts.dropped_change, name="dropped_change"),
    path("blog/drafts/<int:pk>/withdrawal/", drafts.withdrawal, name="withdrawal"),
    path("blog/drafts/<int:pk>/reopening/", drafts.reopening, name="reopening"),
    path("blog/quotes/<int:pk>/", quotes.quote, name="quote"),
    path("blog/<slug:slug>/", reading.article, name="article"),
]
