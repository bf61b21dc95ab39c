#!/usr/bin/env bash
# Runs the packaged command line where things go wrong: killed, interrupted, full and read-only disks, other users, bare environments.
# usage: faults.sh IMAGE [FOLDER]     IMAGE: target/duet; FOLDER: where to work, beside the image by default
# Prints a line for each fault: ok, or skipped and why. Ends with 1 at the first that is not as it should be. It needs no root; what
# only root can arrange is skipped without.
set -uo pipefail
umask 022

image=$(cd "$1" && pwd -P)
work=$(mktemp -d "${2:-$(dirname "$image")}/faults.XXXXXX")
chmod 755 "$work"
duet=$image/bin/duet
set_file=$image/sample/labels.json
mounted=

cleanup() {
    [ -n "$mounted" ] && umount "$mounted" 2>/dev/null
    chmod -R u+rwX "$work" 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT

ok() { echo "fault: $1: ok"; }
skipped() { echo "fault: $1: skipped, $2"; }
fail() {
    echo "fault: $1: NOT as it should be: $2" >&2
    [ -f "$work/out" ] && sed 's/^/    out: /' "$work/out" >&2
    [ -f "$work/err" ] && sed 's/^/    err: /' "$work/err" >&2
    exit 1
}

# run NAME CODE COMMAND...: what it prints is in $work/out and $work/err
run() {
    local name=$1 wanted=$2 code=0
    shift 2
    "$@" >"$work/out" 2>"$work/err" || code=$?
    [ "$code" = "$wanted" ] || fail "$name" "exit code $code, expected $wanted"
}

# A failure is one line that holds a text, whatever Java would have said.
says() {
    [ "$(wc -l <"$work/err")" = 1 ] || fail "$1" "not one line on stderr"
    grep -qF -- "$2" "$work/err" || fail "$1" "stderr lacks '$2'"
    grep -qE 'Exception|^	at |java\.' "$work/err" && fail "$1" "stderr shows Java"
    return 0
}

none_left() {
    local left
    left=$(find "$2" -name '*.tmp' | head -1)
    [ -z "$left" ] || fail "$1" "$left was left"
}

# An unprivileged user, if this is root and the user can read the image.
other=()
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    other=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    "${other[@]}" test -x "$duet" -a -r "$set_file" 2>/dev/null || other=()
fi

sample=(assign --system yolov8 --labels "$set_file" --predictions "$image/sample/predictions.npz")

# --- bare environments ---
run "env -i" 0 env -i "$duet" --version
[ -s "$work/err" ] && fail "env -i" "something is on stderr"
run "no HOME, LANG=C" 0 env -u HOME LANG=C LC_ALL=C "$duet" "${sample[@]}" --output "$work/c.npz"
[ -s "$work/c.npz" ] || fail "no HOME, LANG=C" "no result"
ok "env -i, no HOME, LANG=C"

run "JVM options" 0 env DUET_JAVA_OPTS="-Xmx700m -Dx=y" "$duet" --version
[ -s "$work/err" ] && fail "JVM options" "something is on stderr"
run "JVM options" 1 env DUET_JAVA_OPTS=-Xmx8q "$duet" --version
grep -q "Invalid maximum heap size" "$work/err" || fail "JVM options" "nobody says what is wrong with -Xmx8q"
ok "JVM options"

run "java.io.tmpdir missing" 0 env DUET_JAVA_OPTS=-Djava.io.tmpdir=/nonexistent "$duet" "${sample[@]}" --output "$work/t.npz"
ok "java.io.tmpdir missing"
if [ "$(id -u)" = 0 ] && [ "${work#/tmp/}${image#/tmp/}" = "$work$image" ] && unshare -m true 2>/dev/null; then
    # shellcheck disable=SC2016 # expands in the other shell
    run "/tmp closed" 0 unshare -m sh -c 'mount -t tmpfs -o ro,mode=000 none /tmp && exec "$0" "$@"' \
        "$duet" "${sample[@]}" --output "$work/t.npz"
    ok "/tmp empty and read-only"
else
    skipped "/tmp empty and read-only" "no mount of its own is possible here"
fi

# --- names of files ---
mkdir "$work/名字" "$work/名字/labels"
for name in 一 данные é 😀 plain; do
    echo '0 0.5 0.5 0.2 0.2' >"$work/名字/labels/$name.txt"
done
for locale in C POSIX C.UTF-8 de_DE.ISO-8859-1; do
    run "names, $locale" 0 env -i LC_ALL="$locale" "$duet" assign --system yolov5 --photo-size 64x64 \
        --labels "$work/名字/labels" --output "$work/名字/ü.json"
    [ -s "$work/名字/ü.json" ] || fail "names, $locale" "no result under its name"
    [ "$(grep -o '"name"' "$work/名字/ü.json" | wc -l)" -ge 5 ] || fail "names, $locale" "not 5 images"
    rm "$work/名字/ü.json"
done
(cd "$work/名字" && run "names, cwd" 0 env -i "$duet" assign --system yolov5 --photo-size 64x64 --labels labels --output é.json &&
    [ -s é.json ]) || fail "names" "not in a folder with such a name"
run "names, no text" 2 "$duet" audit --systems yolov5 --labels "$work/"$'lat\xe9.json'
says "names, no text" "bytes that are not UTF-8"
ok "names in every locale"

# --- standard output ---
if [ -e /dev/full ]; then
    code=0
    "$duet" audit --systems yolov5 --labels "$set_file" --json >/dev/full 2>"$work/err" || code=$?
    [ "$code" = 1 ] || fail "stdout full" "exit code $code, expected 1"
    says "stdout full" "No space left on device"
    code=0
    timeout 30 "$duet" explore --port 0 >/dev/full 2>"$work/err" || code=$?
    [ "$code" = 1 ] || fail "stdout full" "explore ends with $code, expected 1: nobody knows its address"
    says "stdout full" "No space left on device"
    ok "stdout full"
else
    skipped "stdout full" "there is no /dev/full"
fi
: >"$work/err"
"$duet" systems --json yolov8 2>"$work/err" | true
code=${PIPESTATUS[0]}
[ "$code" = 0 ] || [ "$code" = 141 ] || fail "reader gone" "exit code $code"
[ -s "$work/err" ] && fail "reader gone" "something is on stderr"
ok "reader of the pipe gone"
run "streams closed" 1 bash -c '"$0" audit --systems yolov5 --labels none.json <&- 2>&-' "$duet"
ok "stdin and stderr closed"

# --- disks and folders ---
cp "$work/c.npz" "$work/kept.npz"
chmod 640 "$work/kept.npz"
ln -s kept.npz "$work/link.npz"
run "mode and link" 0 "$duet" "${sample[@]}" --output "$work/link.npz"
[ -L "$work/link.npz" ] || fail "mode and link" "the link was replaced"
[ "$(stat -c %a "$work/kept.npz")" = 640 ] || fail "mode and link" "mode $(stat -c %a "$work/kept.npz")"
ok "mode and link of a replaced file"

mkdir "$work/small"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=4k none "$work/small" 2>/dev/null; then
    mounted=$work/small
    run "disk full" 1 "$duet" "${sample[@]}" --output "$work/small/o.npz"
    says "disk full" "No space left on device"
    [ -z "$(ls -A "$work/small")" ] || fail "disk full" "something was left"
    umount "$work/small" && mounted=
    ok "disk full"
else
    skipped "disk full" "no small disk can be mounted here"
fi

mkdir "$work/closed" "$work/open"
chmod 555 "$work/closed"
chmod 733 "$work/open"
if [ ${#other[@]} -gt 0 ]; then
    run "read-only folder" 1 "${other[@]}" "$duet" "${sample[@]}" --output "$work/closed/o.npz"
    says "read-only folder" "cannot be written"
    ok "read-only folder, other user"
    cd "$work/open" || exit 1
    run "folder that cannot be listed" 0 "${other[@]}" "$duet" "${sample[@]}" --output here.npz
    [ -s "$work/open/here.npz" ] || fail "folder that cannot be listed" "the result is elsewhere"
    cd "$work" || exit 1
    ok "folder that cannot be listed"
elif [ "$(id -u)" != 0 ]; then
    run "read-only folder" 1 "$duet" "${sample[@]}" --output "$work/closed/o.npz"
    says "read-only folder" "cannot be written"
    ok "read-only folder"
    skipped "folder that cannot be listed" "its owner can list it"
else
    skipped "read-only folder, folder that cannot be listed" "no other user can run the image"
fi

# --- the image itself ---
cp -r "$image" "$work/moved"
chmod -R a-w "$work/moved"
ln -s "$work/moved/bin/duet" "$work/duet"
cd / || exit 1
run "moved and read-only image" 0 ${other[@]+"${other[@]}"} "$work/duet" systems
cd "$work" || exit 1
grep -q yolov8 "$work/out" || fail "moved and read-only image" "no systems"
chmod -R u+w "$work/moved"
rm "$work"/moved/lib/duet-*.jar
run "incomplete image" 1 "$work/duet" systems
says "incomplete image" "copy the whole folder again"
ok "moved, read-only and incomplete image"

# --- ended from outside while it writes ---
awk 'BEGIN {
    n = 60000
    printf "{\"categories\":[{\"id\":1,\"name\":\"a\"}],\"images\":["
    for (i = 0; i < n; i++) printf "%s{\"id\":%d,\"file_name\":\"%d.jpg\",\"width\":640,\"height\":480}", i ? "," : "", i, i
    printf "],\"annotations\":["
    for (i = 0; i < n; i++)
        printf "%s{\"id\":%d,\"image_id\":%d,\"category_id\":1,\"bbox\":[10,10,%d,60]}", i ? "," : "", i, i, 50 + i % 200
    print "]}"
}' >"$work/many.json"

# ended SIGNAL CODE: while the temporary file is there
set -m
ended() {
    local name="SIG$1 while writing" code=0 pid tries=0
    mkdir -p "$work/out.d"
    echo old >"$work/out.d/o.json"
    "$duet" assign --system yolov5 --labels "$work/many.json" --explain --output "$work/out.d/o.json" >"$work/out" 2>"$work/err" &
    pid=$!
    # The first temporary file is the check before the work; what is waited for has grown.
    until [ -n "$(find "$work/out.d" -name '*.tmp' -size +8k 2>/dev/null)" ]; do
        tries=$((tries + 1))
        [ $tries -lt 3000 ] && kill -0 "$pid" 2>/dev/null || fail "$name" "it did not come to write"
        sleep 0.01
    done
    kill -s "$1" "$pid"
    { wait "$pid" || code=$?; } 2>/dev/null
    [ "$code" = "$2" ] || fail "$name" "exit code $code, expected $2"
    [ "$(cat "$work/out.d/o.json")" = old ] || fail "$name" "the older file was touched"
    [ "$1" = KILL ] || none_left "$name" "$work/out.d"
    ok "$name"
}
ended TERM 143
ended INT 130
ended KILL 137
set +m
[ -n "$(find "$work/out.d" -name '*.tmp')" ] || fail "after SIGKILL" "nothing to clean up: the test proves nothing"
run "after SIGKILL" 0 "$duet" "${sample[@]}" --output "$work/out.d/o.json"
none_left "after SIGKILL" "$work/out.d"
ok "what a killed run left is cleaned up"
