#include "server/config/setting_table.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/flags/marshalling.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/names/nearest_names.h"
#include "server/config/allowed_callers.h"
#include "server/config/shown_value.h"
#include "server/transport/listen_address.h"

namespace berth {
namespace {

using absl::Hours;
using absl::Milliseconds;
using absl::Minutes;
using absl::Seconds;
using absl::ZeroDuration;
using Config = ServerConfig;
using Strings = std::vector<std::string>;

constexpr size_t kMaxTextBytes = 4096;
constexpr int kKiB = 1 << 10;
constexpr int kMiB = 1 << 20;

template <class Value>
bool ParseValue(absl::string_view text, Value& value) {
  std::string error;
  return absl::ParseFlag(text, &value, &error);
}
bool ParseValue(absl::string_view text, absl::Duration& value) { return absl::ParseDuration(text, &value); }

template <class Value>
std::string ValueText(const Value& value) {
  return absl::UnparseFlag(value);
}
std::string ValueText(absl::Duration value) { return absl::FormatDuration(value); }

template <class Value>
Setting Make(absl::string_view name, Value Config::* member, std::string form, absl::string_view meaning,
             std::function<bool(const Value&)> allows) {
  Setting setting;
  setting.name = name;
  setting.form = std::move(form);
  setting.meaning = meaning;
  setting.read = [member](absl::string_view text, Config& config) {
    Value value;
    if (!ParseValue(text, value)) return false;
    config.*member = value;
    return true;
  };
  setting.text = [member](const Config& config) { return ValueText(config.*member); };
  setting.allows = [member, allows = std::move(allows)](const Config& config) { return allows(config.*member); };
  return setting;
}

Setting Path(absl::string_view name, std::string Config::* member, absl::string_view meaning) {
  const auto allows = [](const std::string& path) { return path.size() <= kMaxTextBytes && IsShowable(path); };
  return Make<std::string>(name, member, absl::StrCat("a path of at most ", kMaxTextBytes, " printable bytes in UTF-8"),
                           meaning, allows);
}

Setting Address(absl::string_view name, std::string Config::* member, bool required, absl::string_view meaning) {
  const auto allows = [required](const std::string& address) {
    return address.empty() ? !required : ParseListenAddress(address).ok();
  };
  return Make<std::string>(name, member, "an IP address and a port, such as `127.0.0.1:50051` or `[::1]:50051`",
                           meaning, allows);
}

Setting Choice(absl::string_view name, std::string Config::* member, const Strings& choices,
               absl::string_view meaning) {
  const auto allows = [choices](const std::string& choice) {
    return std::find(choices.begin(), choices.end(), choice) != choices.end();
  };
  return Make<std::string>(name, member, absl::StrCat("one of ", absl::StrJoin(choices, ", ")), meaning, allows);
}

Setting Switch(absl::string_view name, bool Config::* member, absl::string_view meaning) {
  Setting setting = Make<bool>(name, member, "true or false", meaning, [](bool) { return true; });
  setting.is_switch = true;
  return setting;
}

Setting Number(absl::string_view name, int Config::* member, int min, int max, absl::string_view meaning) {
  return Make<int>(name, member, absl::StrCat("a whole number from ", min, " to ", max), meaning,
                   [min, max](int number) { return number >= min && number <= max; });
}

// gRPC counts in milliseconds: a fraction of one could turn into zero, which often means unlimited.
Setting Time(absl::string_view name, absl::Duration Config::* member, absl::Duration min, absl::Duration max,
             absl::string_view meaning) {
  const auto allows = [min, max](absl::Duration time) {
    return time >= min && time <= max && time % Milliseconds(1) == ZeroDuration();
  };
  return Make<absl::Duration>(name, member,
                              absl::StrCat("a time in whole milliseconds from ", absl::FormatDuration(min), " to ",
                                           absl::FormatDuration(max), ", such as `10s` or `5ms`"),
                              meaning, allows);
}

Setting Callers(absl::string_view name, absl::string_view meaning) {
  Setting setting;
  setting.name = name;
  setting.form = "methods and names such as `PlanPlacement=dns:a,dns:b;*=dns:ops`, each method once";
  setting.meaning = meaning;
  setting.read = [](absl::string_view text, Config& config) {
    std::optional<AllowedCallers> callers = ParseAllowedCallers(text);
    if (!callers.has_value()) return false;
    config.allowed_callers = *std::move(callers);
    return true;
  };
  setting.text = [](const Config& config) { return AllowedCallersText(config.allowed_callers); };
  // Its content has faults of its own, and may have many: see FaultsIn.
  setting.allows = [](const Config&) { return true; };
  return setting;
}

void AddService(std::vector<Setting>& table) {
  table.push_back(Address("address", &Config::address, true,
                          "IP address and port to listen on; port 0 lets the system choose; no host names"));
  table.push_back(Path("port_file", &Config::port_file, "file to write the port to, once the server serves"));
  table.push_back(Address("admin_address", &Config::admin_address, false,
                          "IP address and port for metrics, health and the effective configuration over HTTP"));
  table.push_back(Path("admin_port_file", &Config::admin_port_file, "file to write the admin port to"));
  table.push_back(Path("catalog", &Config::catalog,
                       "catalog file in protobuf's text format, in place of the one that is compiled in"));
  table.push_back(Switch("reflection", &Config::reflection, "serve grpc.reflection.v1 and v1alpha"));
  table.push_back(Switch("channelz", &Config::channelz,
                         "serve grpc.channelz.v1, which shows every connection; not where strangers can reach it"));
}

void AddSecurity(std::vector<Setting>& table) {
  table.push_back(
      Path("tls_certificate", &Config::tls_certificate, "certificate chain in PEM, the server's own first"));
  table.push_back(Path("tls_private_key", &Config::tls_private_key, "private key in PEM, of that certificate"));
  table.push_back(Path("tls_client_ca", &Config::tls_client_ca,
                       "authorities in PEM; clients must show a certificate from one of them"));
  table.push_back(Callers("allowed_callers", "which certificates' names may call which RPC; without it, all may"));
  table.push_back(Switch("allow_plaintext", &Config::allow_plaintext,
                         "listen on an address that other machines can reach without TLS"));
  table.push_back(Switch("allow_plaintext_admin", &Config::allow_plaintext_admin,
                         "let the admin address be one that other machines can reach"));
}

void AddConnections(std::vector<Setting>& table) {
  table.push_back(Number("max_connections", &Config::max_connections, 1, 1'000'000, "most connections at a time"));
  table.push_back(Time("max_connection_age", &Config::max_connection_age, ZeroDuration(), Hours(720),
                       "age at which a connection is asked to end, give or take a tenth; 0 for no limit"));
  table.push_back(Time("max_connection_age_grace", &Config::max_connection_age_grace, ZeroDuration(), Hours(1),
                       "how long calls may go on after that"));
  table.push_back(Time("max_connection_idle", &Config::max_connection_idle, ZeroDuration(), Hours(720),
                       "how long a connection may be without calls; 0 for no limit"));
  table.push_back(Time("handshake_timeout", &Config::handshake_timeout, Milliseconds(100), Minutes(10),
                       "how long TLS and HTTP/2 may take to begin"));
  table.push_back(Time("keepalive_time", &Config::keepalive_time, Seconds(1), Hours(24),
                       "silence after which the server pings the client"));
  table.push_back(Time("keepalive_timeout", &Config::keepalive_timeout, Milliseconds(100), Minutes(10),
                       "how long the answer to that may take"));
  table.push_back(Time("min_ping_interval", &Config::min_ping_interval, ZeroDuration(), Hours(1),
                       "least time between a client's own pings; who pings more often is cut off"));
  table.push_back(Number("max_concurrent_streams", &Config::max_concurrent_streams, 1, 100'000,
                         "most calls at a time on one connection"));
  table.push_back(Number("max_abandoned_calls_per_second", &Config::max_abandoned_calls_per_second, 0, 1'000'000,
                         "calls of one connection that its client gives up before they are answered; beyond that the "
                         "connection is cut; 0 for no limit"));
}

void AddRequests(std::vector<Setting>& table) {
  table.push_back(
      Number("max_receive_message_bytes", &Config::max_receive_message_bytes, kKiB, 64 * kMiB, "largest request"));
  table.push_back(Number("max_metadata_bytes", &Config::max_metadata_bytes, kKiB, kMiB, "most metadata of a request"));
  table.push_back(Number("max_batch_plans", &Config::max_batch_plans, 1, 100'000, "most plans in one batch"));
  table.push_back(Number("max_batch_access_checks", &Config::max_batch_access_checks, 1, 1'000'000,
                         "most access checks in one batch"));
  table.push_back(
      Number("completion_queues", &Config::completion_queues, 1, 64, "completion queues, with one thread each"));
  table.push_back(Number("max_queued_calls", &Config::max_queued_calls, 1, 100'000,
                         "most calls that wait, for each processor; further ones are shed"));
  table.push_back(Time("target_queue_delay", &Config::target_queue_delay, Milliseconds(1), Seconds(10),
                       "how long calls may wait before the server sheds some"));
}

void AddOperation(std::vector<Setting>& table) {
  table.push_back(Time("drain_delay", &Config::drain_delay, ZeroDuration(), Minutes(10),
                       "how long the server goes on accepting after it has said that it stops"));
  table.push_back(Time("shutdown_timeout", &Config::shutdown_timeout, ZeroDuration(), Hours(1),
                       "how long calls may take to end when the server stops"));
  table.push_back(
      Choice("log_level", &Config::log_level, {"debug", "info", "warn", "error", "off"}, "least level that is logged"));
  table.push_back(Choice("log_format", &Config::log_format, {"text", "json"}, "form of log lines"));
  table.push_back(
      Choice("log_calls", &Config::log_calls, {"debug", "info", "off"}, "level at which each call has a line"));
  table.push_back(Number("log_calls_per_second", &Config::log_calls_per_second, 0, 1'000'000,
                         "most such lines; what is left out is counted; 0 for no limit"));
  table.push_back(Path("decision_log", &Config::decision_log, "file with one JSON line for each decision"));
  table.push_back(Number("decision_log_max_bytes", &Config::decision_log_max_bytes, 64 * kKiB, 1024 * kMiB,
                         "size at which the next such file is begun"));
  table.push_back(Number("decision_log_files", &Config::decision_log_files, 1, 100, "how many such files are kept"));
}

std::vector<Setting> MakeTable() {
  std::vector<Setting> table;
  AddService(table);
  AddSecurity(table);
  AddConnections(table);
  AddRequests(table);
  AddOperation(table);
  return table;
}

}  // namespace

const std::vector<Setting>& AllSettings() {
  static const std::vector<Setting> table = MakeTable();
  return table;
}

const Setting* FindSetting(absl::string_view name) {
  const std::vector<Setting>& table = AllSettings();
  const auto found = std::find_if(table.begin(), table.end(), [&](const Setting& row) { return row.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::string MustBe(const Setting& setting, absl::string_view text) {
  return absl::StrCat(" is ", Shown(text), ", but must be ", setting.form);
}

std::string UnknownSetting(absl::string_view name, const std::function<std::string(absl::string_view)>& write) {
  std::vector<absl::string_view> known = {"config"};
  for (const Setting& setting : AllSettings()) known.push_back(setting.name);
  std::vector<std::string> nearest = NearestNames(name, known);
  for (std::string& each : nearest) each = write(each);
  const std::string written = write(name);
  return UnknownNameMessage("setting", IsShowable(written) ? written : absl::CHexEscape(written), nearest);
}

}  // namespace berth
