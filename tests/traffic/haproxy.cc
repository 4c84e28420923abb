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

std::string Loopback(int port) { return absl::StrCat("127.0.0.1:", port); }

}  // namespace

Haproxy::Haproxy(const std::array<Backend, 2>& backends) {
  const ListeningSocket socket;
  port_ = socket.port();
  // Its statistics are for this test only.
  process_ = std::make_unique<BackgroundProcess>(std::vector<std::string>{
      "/bin/sh", "-c",
      "printf 'global\\n    stats socket %s/stats mode 600\\n' $0 >$0/stats.cfg\n"
      "BERTH_FRONT=$2 BERTH_SERVER_1=$3 BERTH_ADMIN_1=$4 BERTH_SERVER_2=$5 BERTH_ADMIN_2=$6 "
      "exec haproxy -db -f \"$1\" -f $0/stats.cfg",
      kDirectory, BERTH_SOURCE_DIR "/deploy/haproxy/haproxy.cfg", absl::StrCat("fd@", socket.descriptor()),
      Loopback(backends[0].port), absl::StrCat(backends[0].admin_port), Loopback(backends[1].port),
      absl::StrCat(backends[1].admin_port)});
}

std::string Haproxy::Statistic(int backend, const std::string& column) const {
  const std::string table = AskUnixSocket(process_->directory() + "/stats", "show stat\n");
  const std::vector<std::string> rows = absl::StrSplit(table, '\n');
  const std::vector<std::string> header = absl::StrSplit(rows.front(), ',');
  for (const std::string& row : rows) {
    if (!absl::StartsWith(row, absl::StrCat("berth,berth-", backend + 1, ","))) continue;
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
