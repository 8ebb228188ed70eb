"""What tests of putting back share: a community with its backup, and archives that say something else."""

import json
from collections import namedtuple
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from forum.models import Topic
from hosting import database, files
from hosting.actions import restore
from hosting.actions.backup import Kept, back_up
from hosting.actions.filling import looked_through
from hosting.archive import form
from hosting.archive.reading import parts
from hosting.archive.writing import part, sealed
from members.models import Member
from tests import make

Usage = namedtuple("Usage", "total used free")


def filled(folders):
    """A community with an admin, a topic, a picture and a mask; and its backup, after which all goes on."""
    make.community(name="Our place")
    admin = make.admin(handle="ada")
    topic = make.topic(title="Rhubarb without sugar", body="Try it with honey.")
    make.masked_topic(by=make.member())
    default_storage.save("pictures/a.webp", ContentFile(b"a picture"))
    run = back_up(to=folders.backups, kept=Kept())
    archive = folders.backups / run.archive
    Topic.objects.filter(pk=topic.pk).update(title="Written over")
    make.member(handle="later")
    default_storage.save("pictures/later.webp", ContentFile(b"later"))
    return SimpleNamespace(folders=folders, archive=archive, admin=admin, topic=topic)


def put_back(archive, *keys):
    return restore.put_back(archive, keys, about=looked_through(archive, keys))


def state():
    """What must be as before where a restore was refused."""
    title = Topic.objects.order_by("pk").first().title
    return title, Member.objects.filter(handle="later").exists(), sorted(files.names()), own_databases()


def own_databases():
    """Beside which others run their tests."""
    return database.databases(database.current_name())


def changed(archive, change, name=form.MANIFEST):
    """An archive, whole and sealed, of which one part says something else."""
    with archive.open("rb") as stream:
        found = [(one.name, one.content()) for one in parts(stream)]
    content = [part(of, change(said) if of == name else said) for of, said in found]
    archive.write_bytes(b"".join(sealed(one for one in content if one.name != "gone")))
    return archive


def saying(**about):
    def change(said):
        found = json.loads(said)
        for key, value in about.items():
            if isinstance(value, dict):
                found[key] |= value
            else:
                found[key] = value
        return json.dumps(found).encode()

    return change
