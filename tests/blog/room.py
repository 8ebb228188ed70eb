"""The place of the blog's tests: an answer that helped, its author, who asked, and who tends the space."""

from __future__ import annotations

from dataclasses import dataclass

from blog.actions import drafts, invitations, publishing
from blog.models import Article, ArticleInvitation
from forum.models import Post, Space
from members.models import Member
from tests import cast, make

LONG = (
    "You wrote it all down in a table. That is the hardest part, and it is done. I was short every month last "
    "spring. Rent, council tax and electric stay first. Call before the day it is due, not after. I asked each "
    "card for a month of reduced payments and said the number I could really do. Three said yes on the first call. "
    "Stop moving money between cards: it cost me nine pounds a go and hid the problem from the only person who "
    "could fix it, who was me. A free adviser can also ask for breathing space."
)
QUESTION = "I keep moving money between them so that no one card notices. What would you do first? I have told nobody."


@dataclass
class Room:
    space: Space
    moderator: Member
    stranger: Member  # tends another space
    admin: Member
    asker: Member
    author: Member
    reader: Member
    post: Post

    def invited(self, **more: object) -> ArticleInvitation:
        fields = {"moderator": self.moderator, "post": self.post, "reason": "It keeps helping people."}
        return invitations.invite(**fields | more)

    def draft(self, byline: str = "", words: str = "", invitation: ArticleInvitation | None = None) -> Article:
        byline = byline or ("mask" if self.post.is_masked else "name")
        invitation = invitation or self.invited()
        return invitations.accept(actor=self.author, invitation=invitation, byline=byline, byline_words=words)

    def written(self, article: Article, **more: object) -> Article:
        article.refresh_from_db()
        fields = {
            "editor": self.author,
            "title": "Call before the day it is due",
            "standfirst": "What I would tell you.",
            "body": f"{LONG}\n\nIt took longer than the evening.",
            "based_on": article.revision_count,
        }
        return drafts.write(article=article, **fields | more)

    def proposed(self, article: Article | None = None) -> Article:
        article = article or self.written(self.draft())
        return drafts.propose(moderator=self.moderator, article=article, revision=article.revision_count)

    def approved(self, article: Article | None = None) -> Article:
        article = self.proposed(article)
        return drafts.approve(actor=self.author, article=article, revision=article.revision_count)

    def published(self, article: Article | None = None) -> Article:
        return publishing.publish(moderator=self.moderator, article=self.approved(article))


def room_of(audience: str = "everyone") -> Room:
    space, other = make.space(title="Cards and loans"), make.space(title="Banks and bills")
    moderator, admin = cast.marit(), cast.nasreen()
    make.appoint(member=moderator, space=space, by=admin)
    asker, author = cast.ines(), cast.dorrie()
    topic = make.topic(space=space, by=asker, title="Which card first?", body=QUESTION, audience=audience)
    post = make.answer(topic=topic, by=author, body=LONG)
    make.helped_mark(post=post)
    stranger = make.moderator(of=other, by=admin, name="Lotte")
    return Room(space, moderator, stranger, admin, asker, author, cast.pau(), Post.objects.get(pk=post.pk))
