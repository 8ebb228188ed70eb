"""The file that a backup is: whole, or refused (R14)."""

import io
import os
import subprocess
import tarfile
import tracemalloc

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from hosting.archive import age, form
from hosting.archive.reading import DAMAGED, FOREIGN, check, manifest, parts
from hosting.archive.writing import Part, part, sealed
from hosting.refusal import Refused

ABOUT = b'{"format": 1, "product": "Murmuration"}'
NAMES = ["files/a.webp", "files/über/Straße 1.webp", "files/line\nbreak\\.webp", "files/" + "long/" * 60 + "x.webp"]


def small(extra=()):
    yield part(form.MANIFEST, ABOUT)
    yield Part(form.DATABASE + "00000001", 4, [b"du", b"mp"])
    yield from extra


def archive(*extra):
    return b"".join(sealed(small(extra)))


def refused(content):
    with pytest.raises(Refused) as refusal:
        check(io.BytesIO(content))
    return str(refusal.value)


def read(content):
    return {found.name: found.content() for found in parts(io.BytesIO(content))}


def test_what_goes_in_comes_out() -> None:
    content = archive(*(part(name, name.encode()) for name in NAMES), part("files/empty", b""))
    check(io.BytesIO(content))
    found = read(content)
    assert found.pop(form.MANIFEST) == ABOUT
    assert found.pop("database/00000001") == b"dump"
    assert found.pop("files/empty") == b""
    assert found == {name: name.encode() for name in NAMES}


def test_any_tar_opens_it_and_sha256sum_checks_it(tmp_path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive(*(part(name, b"x") for name in NAMES)))) as tar:
        tar.extractall(tmp_path, filter="data")
    done = subprocess.run(["sha256sum", "--check", "--strict", form.SUMS], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout.count("OK")) == (0, 2 + len(NAMES))
    (tmp_path / "files" / "a.webp").write_bytes(b"y")
    assert subprocess.run(["sha256sum", "--check", form.SUMS], cwd=tmp_path, capture_output=True).returncode == 1


def test_the_same_content_makes_the_same_archive() -> None:
    assert archive() == archive()


def test_no_byte_may_change() -> None:
    content = archive(part("files/a", os.urandom(700)))
    told = {refused(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]) for at in range(len(content))}
    assert told == {DAMAGED, FOREIGN}  # FOREIGN: in the first name, by which a backup is known


@pytest.mark.parametrize("kept", [0, 1, 511, 512, 513, 2048, 5000, -1, -512, -1024, -2048])
def test_what_was_cut_is_refused(kept) -> None:
    content = archive(part("files/a", os.urandom(4000)))
    assert refused(content[:kept]) == DAMAGED


@pytest.mark.parametrize("more", [b"\0", b"\0" * 512, b"x" * 10_000])
def test_what_was_added_is_refused(more) -> None:
    assert refused(archive() + more) == DAMAGED
    assert refused(archive() + archive()) == DAMAGED


def test_a_part_that_is_not_as_summed_is_refused_while_it_is_used() -> None:
    """Somebody changed the file after it was looked through."""
    content = bytearray(archive(part("files/a", b"before")))
    content[content.index(b"before")] ^= 1
    with pytest.raises(Refused, match="damaged"):
        read(bytes(content))


def foreign_tar():
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("manifest.txt"))
    return file.getvalue()


@pytest.mark.parametrize("content", [b"PK\3\4" + bytes(2000), foreign_tar(), bytes(4096), b"PGDMP" * 400])
def test_what_is_not_ours_is_refused(content) -> None:
    assert refused(content) == FOREIGN


@pytest.mark.parametrize("about", [b"{", b"[]", b"{}", b'{"format": "1"}', b"\xff\xfe"])
def test_a_manifest_that_says_nothing_is_refused(about) -> None:
    with pytest.raises(Refused, match="not a backup"):
        manifest(io.BytesIO(b"".join(sealed([part(form.MANIFEST, about)]))))


@pytest.mark.parametrize("pieces", [[], [b"sho"], [b"longer"], [b"just", b"r"]])
def test_a_file_that_changes_while_it_is_copied_is_not_copied_wrong(pieces) -> None:
    with pytest.raises(Refused, match="files/a changed while it was copied"):
        archive(Part("files/a", 4, pieces))


# --- encrypted ------------------------------------------------------------------------------------------------


@pytest.fixture
def key():
    return pyrage.x25519.Identity.generate()


def encrypted(path, content, *keys):
    with path.open("wb") as file:
        age.write(iter([content]), file, [key.to_public() for key in keys])
    return path


def opened(path, *keys):
    with age.opened(path, keys) as stream:
        check(stream)
    with age.opened(path, keys) as stream:
        return {found.name: found.content() for found in parts(stream)}


def test_its_key_opens_it_and_nobody_else_reads_it(tmp_path, key) -> None:
    path = encrypted(tmp_path / "a", archive(part("files/a", b"plain words")), key, pyrage.x25519.Identity.generate())
    assert opened(path, key)["files/a"] == b"plain words"
    assert b"plain words" not in path.read_bytes()
    assert pyrage.decrypt(path.read_bytes(), [key]) == archive(part("files/a", b"plain words"))


def test_without_its_key_it_stays_shut(tmp_path, key) -> None:
    path = encrypted(tmp_path / "a", archive(), key)
    with pytest.raises(Refused, match="--identity"):
        opened(path)
    with pytest.raises(Refused, match="does not open"):
        opened(path, pyrage.x25519.Identity.generate())


def test_no_byte_of_it_may_change_and_none_may_be_missing(tmp_path, key) -> None:
    path = encrypted(tmp_path / "a", archive(), key)
    whole = path.read_bytes()
    changed = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(0, len(whole), 37)]
    for content in (*changed, whole[:-1], whole[:-600], whole + b"x", whole[:100]):
        path.write_bytes(content)
        with pytest.raises(Refused):
            opened(path, key)


def test_keys_are_read_as_age_and_ssh_write_them(tmp_path, key) -> None:
    file = tmp_path / "key.txt"
    file.write_text(f"# created: today\n# public key: {key.to_public()}\n{key}\n")
    path = encrypted(tmp_path / "a", archive(), key)
    assert opened(path, *age.identities(file))
    ssh = Ed25519PrivateKey.generate()
    file.write_bytes(ssh.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    with path.open("wb") as out:
        public = ssh.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
        age.write(iter([archive()]), out, [age.recipient(public)])
    assert opened(path, *age.identities(file))


@pytest.mark.parametrize("content", ["", "# nothing\n", "AGE-SECRET-KEY-1BAD", "age1public", "\xff"])
def test_a_file_without_a_key_is_refused(tmp_path, content) -> None:
    (tmp_path / "key").write_text(content)
    with pytest.raises(Refused, match="holds no secret key"):
        age.identities(tmp_path / "key")


@pytest.mark.parametrize("text", ["age1", "ssh-ed25519 AAAA", "somebody@example.org", "AGE-SECRET-KEY-1X"])
def test_what_is_no_public_key_is_refused(text) -> None:
    with pytest.raises(Refused, match="is not a public key"):
        age.recipient(text)


# --- memory ----------------------------------------------------------------------------------------------------


def test_what_is_large_is_never_held_whole(tmp_path, key) -> None:
    size, piece = 48 * 2**20, bytes(2**20)
    parts_of_it = [part(form.MANIFEST, ABOUT), Part("files/large", size, (piece for _ in range(48)))]
    tracemalloc.start()
    with (tmp_path / "a").open("wb") as file:
        age.write(sealed(iter(parts_of_it)), file, [key.to_public()])
    with age.opened(tmp_path / "a", [key]) as stream:
        check(stream)
    with age.opened(tmp_path / "a", [key]) as stream:
        taken = sum(len(some) for found in parts(stream) for some in found.pieces())
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken == size + len(ABOUT)
    assert peak < 8 * 2**20
