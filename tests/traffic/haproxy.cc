#include "tests/traffic/haproxy.h"

#include <cstdlib>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/traffic/sockets.h"

namespace berth {
namespace {

constexpr char kConfiguration[] = R"(
global
  maxconn 1000
  nbthread 1
  stats socket "${BERTH_STATS}" mode 600
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
frontend grpc
  bind "fd@${BERTH_SOCKET}" proto h2
  default_backend berth
backend berth
  balance leastconn
  option httpchk GET /readyz
  http-check expect status 200
  retries 3
  option redispatch 1
  retry-on conn-failure
  default-server proto h2 check inter 100ms fall 1 rise 1
)";

std::string NameOf(int backend) { return absl::StrCat("berth", backend); }

}  // namespace

Haproxy::Haproxy(const std::vector<Backend>& backends) {
  const ListeningSocket socket;
  port_ = socket.port();
  std::string servers;
  for (size_t i = 0; i < backends.size(); ++i) {
    absl::StrAppend(&servers, "  server ", NameOf(static_cast<int>(i)), " 127.0.0.1:", backends[i].port, " check port ",
                    backends[i].admin_port, "\n");
  }
  // The shell writes what HAProxy reads into the process's own directory.
  process_ = std::make_unique<BackgroundProcess>(std::vector<std::string>{
      "/bin/sh", "-c",
      "printf '%s' \"$1\" >$0/haproxy.cfg && BERTH_STATS=$0/stats BERTH_SOCKET=$2 exec haproxy -db -f $0/haproxy.cfg",
      kDirectory, absl::StrCat(kConfiguration, servers), absl::StrCat(socket.descriptor())});
}

std::string Haproxy::Statistic(int backend, const std::string& column) const {
  const std::string table = AskUnixSocket(process_->directory() + "/stats", "show stat\n");
  const std::vector<std::string> rows = absl::StrSplit(table, '\n');
  const std::vector<std::string> header = absl::StrSplit(rows.front(), ',');
  for (const std::string& row : rows) {
    if (!absl::StartsWith(row, absl::StrCat("berth,", NameOf(backend), ","))) continue;
    const std::vector<std::string> cells = absl::StrSplit(row, ',');
    for (size_t i = 0; i < std::min(header.size(), cells.size()); ++i) {
      if (header[i] == column) return cells[i];
    }
  }
  return "";
}

int Haproxy::UnderWay(int backend) const {
  int calls = -1;
  return absl::SimpleAtoi(Statistic(backend, "scur"), &calls) ? calls : -1;
}

bool Haproxy::Uses(int backend) const { return absl::StartsWith(Statistic(backend, "status"), "UP"); }

}  // namespace berth
