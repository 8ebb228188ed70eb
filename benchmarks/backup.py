"""How long a backup, a rehearsal and a restore take, and what they weigh: at a tenth of the size, and at the whole.

Each is the command that a host types, as a process of its own. Memory is that of the largest process of it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from benchmarks import generate
from forum.models import Post
from hosting import files
from hosting.actions.restore import forget
from tests import make

WIDTHS = (15_000, 60_000, 150_000)  # bytes of one picture's three sizes, about as WebP makes them
POSTS_OF_A_TOPIC = 5
SEED_TOPICS = 200


class Took(NamedTuple):
    seconds: float
    megabytes: float


def run(posts: int, pictures: int) -> None:
    people = [make.admin(), *(make.member() for _ in range(20))]
    for number in range(SEED_TOPICS):
        topic = make.topic(by=people[number % 20], title=f"Question {number} of somebody", body=words(number))
        for answer in range(1, POSTS_OF_A_TOPIC):
            make.answer(by=people[(number + answer) % 20], topic=topic, body=words(number * 7 + answer))
    store(0, pictures // 10)
    grow(posts // 10)
    small = measure()
    store(pictures // 10, pictures)
    grow(posts)
    whole = measure()
    print(f"\n{'':<10}{'a tenth':>12}{'whole':>12}{'memory, a tenth':>20}{'whole':>12}")
    for name, took in whole.items():
        before = small[name]
        print(
            f"{name:<10}{before.seconds:>10.0f} s{took.seconds:>10.0f} s{before.megabytes:>17.0f} MB{took.megabytes:>9.0f} MB"
        )
    print(f"backup + restore: {whole['backup'].seconds + whole['restore'].seconds:.0f} s")


def words(number: int) -> str:
    """Words that are not all alike, so that they compress as words do."""
    return " ".join(f"word{(number * 31 + step * step) % 9973}" for step in range(90))


def store(first: int, last: int) -> None:
    for number in range(first, last):
        for size in WIDTHS:
            default_storage.save(f"bench/{number % 256:02x}/{number}-{size}.webp", ContentFile(os.urandom(size)))


def grow(posts: int) -> None:
    times = posts // Post.objects.count()
    if times > 1:
        generate.multiply(times)


def measure() -> dict[str, Took]:
    folder = Path(settings.BACKUP_DIR)
    shutil.rmtree(folder, ignore_errors=True)
    found = {"backup": timed("backup"), "rehearse": timed("rehearse")}
    (archive,) = folder.iterdir()
    print(
        f"{Post.objects.count()} posts, {sum(1 for _ in files.names())} files, {archive.stat().st_size / 10**6:.0f} MB"
    )
    shutil.rmtree(settings.MEDIA_ROOT)  # as on a new machine
    found["restore"] = timed("restore", str(archive), "--yes")
    connection.close()  # the restore has sent it away
    forget()
    return found


def timed(*words: str) -> Took:
    """In a process between, so that the largest of its children is that of this command alone."""
    began = time.monotonic()
    code = (
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:]); "
        "print('PEAK', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(done.returncode)"
    )
    command = [sys.executable, "-c", code, sys.executable, "manage.py", *words]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        raise RuntimeError(said.stderr)
    peak = next(line.split()[1] for line in said.stdout.splitlines() if line.startswith("PEAK"))
    print(said.stdout.strip(), flush=True)
    return Took(time.monotonic() - began, int(peak) / 1024)
