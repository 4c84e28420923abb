// berth_traffic: load on a server, measured. Prints one JSON object; ends with 0
// if every call was answered rightly or refused, with 1 if not, with 2 on bad
// flags.
//   berth_traffic --address=127.0.0.1:50051 --rate=500 --duration=10s
#include <fstream>
#include <iostream>
#include <sstream>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "clients/cli/console.h"
#include "clients/cli/request_form.h"
#include "tests/traffic/load.h"
#include "tests/traffic/load_report.h"
#include "tests/traffic/requests.h"

ABSL_FLAG(std::string, address, "127.0.0.1:50051", "server, as gRPC names it");
ABSL_FLAG(std::string, workload, "plan", "what to ask: plan, batch, stream or health");
ABSL_FLAG(int, plans, 100, "plans in a batch or a stream");
ABSL_FLAG(std::string, request, "", "file with a PlanPlacementRequest to ask instead, as YAML or JSON");
ABSL_FLAG(std::string, fingerprint, "", "that every plan must have (workload plan)");
ABSL_FLAG(double, rate, 0, "calls per second, whatever the server does; 0: as many as --calls at a time allow");
ABSL_FLAG(int, calls, 8, "most calls at a time");
ABSL_FLAG(int, connections, 1, "connections");
ABSL_FLAG(int, threads, 1, "threads, at most one for each connection");
ABSL_FLAG(absl::Duration, duration, absl::Seconds(5), "for how long calls start, at most an hour");
ABSL_FLAG(absl::Duration, warm_up, absl::ZeroDuration(), "before that, without counting");
ABSL_FLAG(absl::Duration, deadline, absl::Seconds(10), "of each call");
ABSL_FLAG(absl::Duration, read_pause, absl::ZeroDuration(), "before each message of a stream is read");
ABSL_FLAG(int64_t, max_calls, 10'000'000, "most calls in all");
ABSL_FLAG(std::string, ca, "", "file with the certificates of authorities to trust; turns TLS on");
ABSL_FLAG(std::string, certificate, "", "file with the client's own certificate");
ABSL_FLAG(std::string, private_key, "", "file with its key");
ABSL_FLAG(std::string, server_name, "", "name that the server's certificate must have");

namespace berth {
namespace {

constexpr int kBadUsage = 2;

std::string Contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

LoadTarget TargetFromFlags() {
  LoadTarget target{absl::GetFlag(FLAGS_address), nullptr, absl::GetFlag(FLAGS_server_name)};
  if (absl::GetFlag(FLAGS_ca).empty()) return target;
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = Contents(absl::GetFlag(FLAGS_ca));
  if (!absl::GetFlag(FLAGS_certificate).empty()) {
    tls.pem_cert_chain = Contents(absl::GetFlag(FLAGS_certificate));
    tls.pem_private_key = Contents(absl::GetFlag(FLAGS_private_key));
  }
  target.credentials = grpc::SslCredentials(tls);
  return target;
}

// Sets what the workload needs; false if there is no such workload.
bool SetWorkload(const std::string& workload, const v1::PlanPlacementRequest& plan, LoadOptions& options) {
  const int plans = absl::GetFlag(FLAGS_plans);
  if (workload == "plan") {
    options.method = kPlanMethod;
    options.requests = {plan.SerializeAsString()};
    options.is_right = [expected = absl::GetFlag(FLAGS_fingerprint)](size_t, absl::string_view answer) {
      v1::PlanPlacementResponse response;
      if (!response.ParseFromArray(answer.data(), static_cast<int>(answer.size()))) return false;
      return expected.empty() ? !response.fingerprint().empty() : response.fingerprint() == expected;
    };
  } else if (workload == "batch") {
    options.method = kBatchMethod;
    options.requests = {ExplainedBatch(plans).SerializeAsString()};
  } else if (workload == "stream") {
    options.method = kStreamMethod;
    options.requests = {ExplainedStream(plans).SerializeAsString()};
    options.server_stream = true;
    options.messages_per_stream = plans;
  } else if (workload == "health") {
    options.method = kHealthMethod;
    options.requests = {""};
    options.is_right = [](size_t, absl::string_view answer) { return answer == "\x08\x01"; };  // SERVING
  } else {
    return false;
  }
  return true;
}

int Fail(const std::string& message) {
  std::cerr << "berth_traffic: " << message << "\n";
  return kBadUsage;
}

int Run() {
  v1::PlanPlacementRequest plan = ExplainedPlan("gpu-l40s");
  if (const std::string file = absl::GetFlag(FLAGS_request); !file.empty()) {
    Console console{std::cin, std::cout, std::cerr};
    plan.Clear();
    if (absl::Status status = ReadRequest(file, console, plan); !status.ok()) {
      return Fail(std::string(status.message()));
    }
  }
  LoadOptions options;
  if (!SetWorkload(absl::GetFlag(FLAGS_workload), plan, options)) {
    return Fail(absl::StrCat("no workload `", absl::GetFlag(FLAGS_workload), "`"));
  }
  options.target = TargetFromFlags();
  options.calls_per_second = absl::GetFlag(FLAGS_rate);
  options.calls_at_a_time = absl::GetFlag(FLAGS_calls);
  options.connections = absl::GetFlag(FLAGS_connections);
  options.threads = absl::GetFlag(FLAGS_threads);
  options.duration = std::min(absl::GetFlag(FLAGS_duration), absl::Hours(1));
  options.warm_up = std::min(absl::GetFlag(FLAGS_warm_up), absl::Hours(1));
  options.deadline = absl::GetFlag(FLAGS_deadline);
  options.read_pause = absl::GetFlag(FLAGS_read_pause);
  options.max_calls = absl::GetFlag(FLAGS_max_calls);
  if (options.connections < 1 || options.calls_at_a_time < 1 || options.calls_per_second < 0) {
    return Fail("--connections and --calls are at least 1, --rate is not negative");
  }
  const LoadResult result = RunLoad(std::move(options));
  std::cout << ReportLine(result) << "\n";
  return result.Failed() == 0 && result.Accepted() > 0 ? 0 : 1;
}

}  // namespace
}  // namespace berth

int main(int argc, char** argv) {
  // Debian's Abseil checks every lock for deadlocks, which costs about a tenth of an RPC.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  absl::SetProgramUsageMessage("puts load on a berth-server, and prints what it measured as JSON");
  absl::ParseCommandLine(argc, argv);
  return berth::Run();
}
