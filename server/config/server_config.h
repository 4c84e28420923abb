// How the server is set up: plain data, with the same names as the settings, and
// its validation. Knows no flags, no environment and no files: setting_table.h
// says what each setting means, settings.h where its value comes from. Nothing in
// it is secret: keys and certificates are paths.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace berth {

// One per core, but at least four: with fewer threads, floods of cancelled calls on several connections keep all of
// them reading, and healthy calls out.
int DefaultCompletionQueues();

// Certificate names by RPC: `PlanPlacement`, `grpc.health.v1.Health/Check` or `*`, to `dns:planner.internal`,
// `spiffe://…`, `uri:…`, `email:…` or `ip:…`.
using AllowedCallers = std::map<std::string, std::vector<std::string>>;

// Empty strings stand for none.
struct ServerConfig {
  // Where it listens, and what it serves.
  std::string address = "127.0.0.1:50051";
  std::string port_file;
  std::string admin_address;
  std::string admin_port_file;
  std::string catalog;  // Empty: the default catalog.
  bool reflection = true;
  bool channelz = false;

  // Who may connect and call.
  std::string tls_certificate;
  std::string tls_private_key;
  std::string tls_client_ca;
  AllowedCallers allowed_callers;  // Empty: everyone who may connect.
  bool allow_plaintext = false;
  bool allow_plaintext_admin = false;

  // Connections.
  int max_connections = 5000;
  absl::Duration max_connection_age = absl::Minutes(30);  // Zero: unlimited.
  absl::Duration max_connection_age_grace = absl::Seconds(30);
  absl::Duration max_connection_idle = absl::Minutes(5);  // Zero: unlimited.
  absl::Duration handshake_timeout = absl::Seconds(10);
  absl::Duration keepalive_time = absl::Seconds(30);
  absl::Duration keepalive_timeout = absl::Seconds(10);
  absl::Duration min_ping_interval = absl::Seconds(10);
  int max_concurrent_streams = 100;          // Per connection.
  int max_abandoned_calls_per_second = 200;  // Per connection. Zero: unlimited.

  // Requests.
  int max_receive_message_bytes = 4 << 20;
  int max_metadata_bytes = 8 << 10;
  int max_batch_plans = 1000;
  int max_batch_access_checks = 10'000;

  // Overload.
  int completion_queues = DefaultCompletionQueues();
  int max_queued_calls = 1024;  // For each processor.
  absl::Duration target_queue_delay = absl::Milliseconds(3);

  // The end.
  absl::Duration drain_delay = absl::Seconds(1);
  absl::Duration shutdown_timeout = absl::Seconds(10);

  // What it writes down.
  std::string log_level = "info";
  std::string log_format = "text";
  std::string log_calls = "info";
  int log_calls_per_second = 100;  // Zero: unlimited.
  std::string decision_log;
  int decision_log_max_bytes = 64 << 20;
  int decision_log_files = 5;
};

// Everything that is wrong, one message each, beginning with the name of a setting. Looks at no file.
std::vector<std::string> FaultsOf(const ServerConfig& config);

// Of these only the faults between settings, where each by itself may be as it is.
std::vector<std::string> FaultsBetween(const ServerConfig& config);

}  // namespace berth
