"""Links from one imported post to another lead to ours."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from forum.actions.bulk import replace_texts
from forum.models import Post
from importers.actions.job import BATCH, Job
from importers.actions.posts import KIND as POST
from importers.models import Imported
from importers.stackexchange.mapping import linked_posts, relinked
from writing.html import clean_html


def resolve_links(job: Job) -> None:
    total = Imported.objects.filter(source=job.site.host, kind=POST).count()
    with job.progress("links", total) as bar:
        for done, posts in _pages(job):
            _resolve(job, posts)
            bar.advance(done)


def _pages(job: Job) -> Iterator[tuple[int, list[Post]]]:
    """The imported posts that hold a link into their old home, page by page."""
    ids, done, last = Imported.objects.filter(source=job.site.host, kind=POST).order_by("foreign_id"), 0, -1
    hosts = Q(body__contains=job.site.host)
    for host in job.site.others:
        hosts |= Q(body__contains=host)
    while page := list(ids.filter(foreign_id__gt=last).values_list("foreign_id", "object_id")[:BATCH]):
        last, done = page[-1][0], done + len(page)
        yield done, list(Post.objects.filter(hosts, pk__in=[ours for _theirs, ours in page]))


def _resolve(job: Job, posts: list[Post]) -> None:
    wanted = set().union(*(linked_posts(post.body, job.site) for post in posts)) if posts else set()
    ours = job.known(POST, wanted)
    targets = Post.objects.select_related("topic").in_bulk(list(ours.values()))
    addresses = {theirs: targets[pk].get_absolute_url() for theirs, pk in ours.items() if pk in targets}
    changed = []
    for post in posts:
        body = relinked(post.body, job.site, addresses.get)
        if body != post.body:
            safe = clean_html(body)
            post.body, post.html, post.text = body, safe.html, safe.text
            changed.append(post)
    replace_texts(posts=changed)
    job.summary.count("posts with links led home", made=len(changed))
