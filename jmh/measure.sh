#!/bin/sh
# Measures what docs/performance.md shows and writes it there, with the pictures in docs/images. About fifteen minutes on an idle machine.
#   jmh/measure.sh                                      # seeded cases, scalar baseline
#   jmh/measure.sh --cases DIR --yardstick BIN          # your cases, and a C++ program to compare with
#   jmh/measure.sh --only cases,forms --rounds 5        # some parts, more rounds
#   jmh/measure.sh --print                              # leave the page alone
# All options: the class Measure. The image target/duet is built first if it is not there.
set -eu
cd "$(dirname "$0")/.."
goal="--page docs/performance.md --pictures docs/images"
if [ "${1-}" = --print ]; then
    goal=
    shift
fi
[ -x target/duet/bin/duet ] || mvn -q -B -DskipTests package
mvn -q -B -Pjmh -DskipTests test -Djmh.main=dev.duet.jmh.Measure -Djmh.args="$goal $*"
