// Load on a gRPC server, measured: closed loop (so many calls at a time) or
// open loop (so many calls a second, whatever the server does; latency counts
// from the intended start, so that waiting counts). Bytes in, bytes out, never
// retried, bounded in time and count. Not for comparing answers in depth: that
// is the caller's check. A Load is used from one thread; its check runs on the
// Load's own threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/status.h"

namespace berth {

struct LoadTarget {
  std::string address;                                    // As gRPC names it, such as `127.0.0.1:50051`.
  std::shared_ptr<grpc::ChannelCredentials> credentials;  // Unset: without encryption.
  std::string server_name;                                // That the certificate must have. Empty: the address.
};

struct LoadOptions {
  LoadTarget target;
  std::string method;                 // Such as `berth.v1.PlacementService/PlanPlacement`.
  std::vector<std::string> requests;  // Sent in turn.
  bool server_stream = false;
  // Whether the answer (each message of a stream) to `requests[index]` is right. Unset: any is.
  std::function<bool(size_t index, absl::string_view answer)> is_right;
  int messages_per_stream = 0;                       // What a whole stream has. 0: any number.
  absl::Duration read_pause = absl::ZeroDuration();  // Before each message of a stream is read.
  double calls_per_second = 0;                       // Open loop. 0: closed loop.
  int calls_at_a_time = 1;                           // Open loop: at most; what is due beyond waits.
  int connections = 1;                               // Each its own, never shared.
  int threads = 1;                                   // The connections and the rate are divided among them.
  absl::Duration connect_time = absl::Seconds(10);   // At most, before the first call.
  absl::Duration warm_up = absl::ZeroDuration();     // What ends in this time is not counted.
  absl::Duration duration = absl::Seconds(1);        // After the warm-up.
  absl::Duration deadline = absl::Seconds(10);       // Of a call, from its actual start.
  int64_t max_calls = 10'000'000;
  bool wait_for_ready = false;  // A call waits while there is no connection.
  // No call starts for so long after UNAVAILABLE: gRPC may not have noticed yet that the connection is gone.
  absl::Duration pause_when_unavailable = absl::ZeroDuration();
};

struct LoadResult {
  // By status; calls that ended OK with a wrong answer are in `wrong` instead.
  std::map<grpc::StatusCode, int64_t> calls;
  int64_t wrong = 0;
  // Refused: RESOURCE_EXHAUSTED or UNAVAILABLE.
  int64_t refused_with_retry_info = 0;
  std::map<std::string, int64_t> refused_reasons;  // Of `google.rpc.ErrorInfo`.
  // First messages of other failures, for people.
  std::vector<std::string> failures;
  // Nanoseconds, sorted.
  std::vector<int64_t> accepted_latency;
  std::vector<int64_t> refused_latency;
  int64_t started = 0;
  // Accepted before the time was over; `calls` has those too that ended later.
  int64_t accepted_in_window = 0;
  absl::Duration window;

  int64_t Count(grpc::StatusCode code) const;
  int64_t Accepted() const { return Count(grpc::StatusCode::OK); }
  int64_t Refused() const;
  // Neither accepted nor refused, wrong answers included.
  int64_t Failed() const;
  double AcceptedPerSecond() const;
  void Add(const LoadResult& other);
};

// A channel that shares its connection with no other, and retries nothing. `small_window`: takes 64 KiB ahead of the
// reader and no more, so that a slow reader holds up the server.
std::shared_ptr<grpc::Channel> NewConnection(const LoadTarget& target, bool small_window = false);

class Load {
 public:
  // Connects first, and starts at once. An address that nobody answers shows as failed calls.
  explicit Load(LoadOptions options);
  // Stops if need be.
  ~Load();

  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  // Starts no more calls. Those under way end by themselves.
  void Stop() { stop_ = true; }
  // Calls that were answered OK, wrongly or not, so far.
  int64_t answered() const { return answered_; }
  // Waits for the end, and gives what was counted. Once.
  LoadResult Wait();

 private:
  const LoadOptions options_;
  std::atomic<bool> stop_ = false;
  std::atomic<int64_t> answered_ = 0;
  std::vector<LoadResult> results_;
  std::vector<std::thread> threads_;
};

// From start to end.
LoadResult RunLoad(LoadOptions options);

// Asks the first request once, and holds every answer of `options` against that one: right is what is the same.
// For requests that all have one answer. It costs the load next to nothing, so that the server is what is slow.
// False if there was no answer.
bool HoldToFirstAnswer(LoadOptions& options);

}  // namespace berth
