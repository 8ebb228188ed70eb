"""The lists for the tests of them: where they are, and what stands in one."""

LATEST, UNANSWERED, FOLLOWING = "/latest/", "/unanswered/", "/following/"
OWN, SAVED, SPACES = "/own/", "/saved/", "/spaces/"


def titles(response):
    return [row.title for row in response.context["found"].rows]


def bodies(response):
    return [row.words for row in response.context["found"].rows]
