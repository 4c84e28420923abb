#!/usr/bin/env bash
# Every example's document: taken out of the answer as a user would take it, and
# given to a strict validator in the place of the API that it is for. A document
# of an infeasible plan stays out of the pipe, but has to be valid all the same:
# people inspect it.
#   manifests.sh SERVER_BINARY
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

server_binary=$1
buf=../node_modules/.bin/buf
validate=../manifests/validate.mjs
scratch=$(mktemp -d)
server=

# Ends the server by its process id: politely, then not.
stop_server() {
  [ -n "$server" ] || return 0
  kill "$server" 2>/dev/null || true
  timeout 20 tail --pid="$server" -f /dev/null || kill -KILL "$server" 2>/dev/null || true
  server=
}
trap 'stop_server; rm -rf "$scratch"' EXIT

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# start_server FLAG…
start_server() {
  stop_server
  rm -f "$scratch/port"
  "$server_binary" --address=127.0.0.1:0 --port_file="$scratch/port" "$@" >"$scratch/log" 2>&1 &
  server=$!
  for _ in $(seq 400); do
    [ ! -s "$scratch/port" ] || return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.05
  done
  cat "$scratch/log" >&2
  die 'the server did not start'
}

# ask METHOD REQUEST_FILE
ask() {
  timeout 30 "$buf" curl --protocol grpc --http2-prior-knowledge -d "@$2" \
    "http://127.0.0.1:$(<"$scratch/port")/berth.v1.PlacementService/$1"
}

plan() { ask PlanPlacement "$scratch/requests/$1.json"; }

# The whole pipe. pipe NAME DOCUMENT VERDICT
pipe() {
  plan "$1" | jq -e "select(.outcome==\"OUTCOME_FEASIBLE\") | $2" | node "$validate" >"$scratch/verdict" ||
    die "$1: $(<"$scratch/verdict")"
  grep -q "^stdin: $3 " "$scratch/verdict" || die "$1: $(<"$scratch/verdict")"
  printf '%s: %s\n' "$1" "$(<"$scratch/verdict")"
}

# No document comes out of the pipe. stays NAME DOCUMENT
stays() {
  if plan "$1" | tee "$scratch/answer" |
    jq -e "select(.outcome==\"OUTCOME_FEASIBLE\") | $2" >"$scratch/document"; then
    die "$1: an infeasible document came out of the pipe"
  fi
  [ ! -s "$scratch/document" ] || die "$1: something came out of the pipe"
  jq -e "$2" "$scratch/answer" >/dev/null || die "$1: there is no document to inspect"
  printf '%s: infeasible\n' "$1"
}

# Asks for all plans on one catalog, and writes their documents. write_documents CATALOG_DIR
write_documents() {
  local name document expected
  ask StreamPlanPlacement "$1/batch.json" >"$1/answers"
  # One document for each plan, unless it was asked for the decision alone.
  jq -r '.result | .id, ([.plan | .kubernetes.deployment, .cloudchamber.application, .externalModel.model | values] |
    if length > 1 then error("more than one document") else .[0] end | tojson)' "$1/answers" >"$1/documents"
  while read -r name && read -r document; do
    if [ "$document" != null ]; then
      printf '%s\n' "$document" >"$scratch/documents/$name.json"
    fi
  done <"$1/documents"
  expected=$(jq '.entries[] | select(.request.view != "PLAN_VIEW_DECISION_ONLY") | .id' "$1/batch.json" | wc -l)
  documents=$((documents + expected))
}

# valid KIND LEAST
valid() {
  local count
  count=$(grep -c ": $1 \`" "$scratch/verdicts" || true)
  printf '%d valid: %s\n' "$count" "$1"
  [ "$count" -ge "$2" ] || die "fewer than $2: too few to mean anything"
}

[ -x "$buf" ] || die 'tests/node_modules is missing: run npm ci in tests'
mkdir "$scratch/requests" "$scratch/documents"
node stream_requests.mjs "$scratch/requests"

documents=0
for catalog in "$scratch"/requests/*/catalog.textproto; do
  start_server --catalog="$catalog"
  write_documents "$(dirname "$catalog")"
done
start_server
write_documents "$scratch/requests/default"
node "$validate" "$scratch"/documents/*.json >"$scratch/verdicts" || die "$(grep -v ' is valid$' "$scratch/verdicts")"
[ "$(grep -c ' is valid$' "$scratch/verdicts")" -eq "$documents" ] || die "not all of $documents documents are valid"
valid Deployment 40
valid 'Cloudchamber application' 30
valid Model 12

for name in l40s_deployment_cks h200_mk8s t4_gke cpu_on_mk8s procedure training; do
  pipe "$name" .kubernetes.deployment Deployment
done
for name in workers_ai_default workers_ai_constraints workers_ai_tiger_mode workers_ai_leonardo; do
  pipe "$name" .cloudchamber.application 'Cloudchamber application'
done
for name in workers_ai_h200 workers_ai_h100_640 workers_ai_h100_22_external; do
  pipe "$name" .externalModel.model Model
done
stays a100_on_mk8s .kubernetes.deployment
stays workers_ai_h100_641 .externalModel.model
stays workers_ai_dual_gpu_170_internal .cloudchamber.application
