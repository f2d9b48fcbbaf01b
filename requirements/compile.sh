#!/bin/sh
# Makes the hash-pinned files again from the .in files. Needs uv (pip install uv).
set -eu
cd "$(dirname "$0")"
for name in run dev; do
    uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header \
        --no-emit-index-url --no-emit-find-links "$name.in" -o "$name.txt" "$@"
done
