# The steps of .ci/run: run a command, say how long it took, count its tests. Sourced, not run.

passed=0
failed=0
results=.cache/ci
rm -rf "$results"
mkdir -p "$results"

# step NAME COMMAND…: one pass or fail, without tests to count. Later steps run all the same: one run shows all that is wrong.
step() {
  local name=$1 start=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if "$@" </dev/null; then
    printf '== %s: ok, %d s\n' "$name" $((SECONDS - start))
  else
    printf '== %s: FAILED, %d s\n' "$name" $((SECONDS - start))
    failed=$((failed + 1))
  fi
}

# suite NAME COMMAND…: a jest run by npm; its tests are counted from jest's own result file.
suite() {
  local name=$1 start=$SECONDS file counts good bad
  shift
  file="$PWD/$results/$(printf '%s' "$name" | tr -c 'a-zA-Z0-9' '-').json"
  printf '\n== %s\n' "$name"
  local code=0
  timeout_long "$@" -- --json --outputFile="$file" </dev/null || code=$?
  # Suites that could not even be loaded have no failed test, but they are failures.
  counts=$(node -e '
    const { readFileSync } = require("node:fs");
    try {
      const r = JSON.parse(readFileSync(process.argv[1], "utf8"));
      console.log(r.numPassedTests, r.numFailedTests + (r.numRuntimeErrorTestSuites ?? 0));
    } catch { console.log(0, 0); }' "$file")
  read -r good bad <<<"$counts"
  if ((code != 0 && bad == 0)); then bad=1; fi
  passed=$((passed + good))
  failed=$((failed + bad))
  printf '== %s: %d passed, %d failed here, %d s\n' "$name" "$good" "$bad" $((SECONDS - start))
}

# optional_suite SCRIPT NEEDS: the suite of an npm script, where package.json has it.
optional_suite() {
  if [[ $(node -p "'$1' in require('./package.json').scripts") != true ]]; then return; fi
  step "what $1 needs" "$2"
  suite "npm run $1" npm run "$1"
}

# finish: the closing line that sums up all suites, and the exit code.
finish() {
  printf '\nAll of it took %d s.\n%d passed, %d failed\n' "$SECONDS" "$passed" "$failed"
  if ((failed > 0 || passed == 0)); then exit 1; fi
  exit 0
}

# No single suite may hang the whole run.
timeout_long() {
  if [[ $1 == on_node ]]; then
    "$@"
  else
    timeout --kill-after=30 2400 "$@"
  fi
}

# retry COMMAND…: twice at most, since a download may fail once.
retry() {
  "$@" && return
  printf 'That failed; trying once more.\n'
  "$@"
}

# on_node MAJOR COMMAND…: the command with that Node first on the PATH; the one that is here, else one from npm.
on_node() {
  local major=$1 folder=.cache/node/$1 path=$PATH
  shift
  if [[ $(node -p 'process.versions.node.split(".")[0]') != "$major" ]]; then
    if [[ ! -x $folder/node_modules/node/bin/node ]]; then
      mkdir -p "$folder"
      retry npm install --prefix "$folder" --no-save --no-audit --no-fund --loglevel=error "node@$major" || return 1
    fi
    path=$PWD/$folder/node_modules/node/bin:$PATH
  fi
  # What npm starts finds the same Node: npm looks it up on the PATH as everyone does.
  PATH=$path node -p '"running on Node " + process.version'
  PATH=$path timeout --kill-after=30 2400 "$@"
}

# need COMMAND PACKAGE…: installs Debian packages where the command is missing.
need() {
  local name=$1
  shift
  if command -v "$name" >/dev/null; then return; fi
  install_packages "$@"
}

install_packages() {
  local sudo=()
  if ((EUID != 0)); then sudo=(sudo); fi
  if [[ ! -f $results/apt-updated ]]; then
    retry "${sudo[@]}" apt-get -qq update && touch "$results/apt-updated"
  fi
  printf 'installing %s\n' "$*"
  retry "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" \
    >"$results/apt.log" 2>&1 || { tail -n 20 "$results/apt.log"; return 1; }
}

need_java() { need javac openjdk-17-jdk-headless && need mvn maven; }

need_postgres() {
  if compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; then return; fi
  install_packages postgresql
}

need_chromium() { need chromium chromium; }

# PySpark lives in an environment of its own; its suite finds it as python3 on the PATH.
need_spark() {
  need java openjdk-17-jre-headless || return 1
  if [[ ! -x .cache/spark/bin/spark-submit ]]; then
    python3 -m venv .cache/spark && retry .cache/spark/bin/pip install --quiet pyspark==4.3.0 || return 1
  fi
  export PATH=$PWD/.cache/spark/bin:$PATH
}

# Schemathesis lives in an environment of its own, where npm run test:schemathesis looks for it.
need_schemathesis() {
  if .cache/schemathesis/bin/schemathesis --version 2>/dev/null | grep -qF ' 4.32.5'; then return; fi
  need python3 python3 python3-venv || return 1
  python3 -m venv .cache/schemathesis && retry .cache/schemathesis/bin/pip install --quiet schemathesis==4.32.5
}

# Checks the alert rules as Prometheus reads them, and the examples of when they fire.
check_alerts() {
  need promtool prometheus || return 1
  promtool check rules docs/operations/alerts.yaml && promtool test rules docs/operations/alerts.test.yaml
}

# Checks the compose files without a Docker engine: the one to try things with, and the one of two replicas, which
# has to refuse to start without a key.
check_compose() {
  local compose=(docker compose) replicas=(-f docker-compose.yml -f docs/compose/replicas.yaml)
  if ! docker compose version >/dev/null 2>&1; then
    need docker-compose docker-compose || return 1
    compose=(docker-compose)
  fi
  "${compose[@]}" config --quiet || return 1
  SPINEWATCH_PATIENT_KEY=checked "${compose[@]}" "${replicas[@]}" config --quiet || return 1
  if env -u SPINEWATCH_PATIENT_KEY "${compose[@]}" "${replicas[@]}" config --quiet 2>/dev/null; then
    printf 'Two replicas would start without a key of their own.\n'
    return 1
  fi
}
