#!/bin/sh
# snowballstemmer 3.1.1: one stemmer that several threads use gives wrong stems without a word.
#
# A stemmer keeps the word and its place in it between calls of its own methods. Its one method takes a word and gives a
# stem, so that it looks like a function, and whoever makes one per language and keeps it stores stems of other threads'
# words: nothing is found by them any more. Now and then an AssertionError or IndexError tells. One stemmer for each thread is right.
# Seen: four threads, one stemmer: stems that are not the word’s, or an error; one for each: none.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet snowballstemmer==3.1.1
"$place/venv/bin/python" - <<'PYTHON'
import sys
from threading import Barrier, Thread

from snowballstemmer import stemmer

WORDS = ["universities", "payments", "advisers", "borrowing", "creditors", "negotiation", "arrangements", "ran"]
RIGHT = {word: stemmer("english").stemWord(word) for word in WORDS}
sys.setswitchinterval(1e-6)


def wrong_stems(*, shared: bool) -> int:
    one, start, wrong = stemmer("english"), Barrier(4), []

    def work() -> None:
        mine = one if shared else stemmer("english")
        start.wait()
        for _ in range(1_000):
            for word in WORDS:
                try:
                    if mine.stemWord(word) != RIGHT[word]:
                        wrong.append(word)
                except (AssertionError, IndexError):
                    wrong.append(word)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(wrong)


shared, apart = wrong_stems(shared=True), wrong_stems(shared=False)
print(f"of 32,000 stems {shared} are wrong with one stemmer, {apart} with one for each thread")
assert shared > 0
assert apart == 0
PYTHON
