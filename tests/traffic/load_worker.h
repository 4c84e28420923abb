// One thread of a Load: its connections, its completion queue, and its calls.
// Starts calls when they are due, and counts how they end. Everything in here
// runs on that one thread.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/traffic/load.h"
#include "tests/traffic/load_call.h"

namespace berth {

class LoadWorker {
 public:
  // All must outlive the worker.
  LoadWorker(const LoadOptions& options, const std::atomic<bool>& stop, std::atomic<int64_t>& answered);
  ~LoadWorker();

  // From the first call to the end of the last.
  LoadResult Run();

 private:
  void Connect();
  // Whether more calls may start at all.
  bool Open(int64_t now) const;
  void StartWhatIsDue(int64_t now);
  void StartCall(int64_t intended);
  // Waits for events, at most until the next call is due.
  void TakeEvents(int64_t now);
  void TakeEvent(void* tag, bool ok);
  void Record(const LoadCall& call, int64_t now);
  void RecordRefusal(const grpc::Status& status, int64_t latency);

  const LoadOptions& options_;
  const std::atomic<bool>& stop_;
  std::atomic<int64_t>& answered_;
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs_;
  grpc::CompletionQueue queue_;
  absl::flat_hash_map<LoadCall*, std::unique_ptr<LoadCall>> calls_;
  LoadResult result_;
  // Nanoseconds of the steady clock.
  int64_t count_from_ = 0;
  int64_t end_ = 0;
  int64_t interval_ = 0;  // 0: closed loop.
  int64_t next_start_ = 0;
  int64_t paused_until_ = 0;
};

}  // namespace berth
