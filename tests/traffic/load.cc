#include "tests/traffic/load.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "tests/traffic/load_worker.h"

namespace berth {
namespace {

constexpr size_t kMostFailures = 5;

void Merge(std::vector<int64_t>& sorted, const std::vector<int64_t>& other) {
  const auto middle = static_cast<std::ptrdiff_t>(sorted.size());
  sorted.insert(sorted.end(), other.begin(), other.end());
  std::inplace_merge(sorted.begin(), sorted.begin() + middle, sorted.end());
}

// The share of the thread `index` of `threads`.
int ShareOf(int whole, int index, int threads) { return whole / threads + (index < whole % threads ? 1 : 0); }

}  // namespace

int64_t LoadResult::Count(grpc::StatusCode code) const {
  const auto found = calls.find(code);
  return found == calls.end() ? 0 : found->second;
}

int64_t LoadResult::Refused() const {
  return Count(grpc::StatusCode::RESOURCE_EXHAUSTED) + Count(grpc::StatusCode::UNAVAILABLE);
}

int64_t LoadResult::Failed() const {
  int64_t all = wrong;
  for (const auto& [code, count] : calls) all += count;
  return all - Accepted() - Refused();
}

double LoadResult::AcceptedPerSecond() const {
  return window > absl::ZeroDuration() ? static_cast<double>(accepted_in_window) / absl::ToDoubleSeconds(window) : 0;
}

void LoadResult::Add(const LoadResult& other) {
  for (const auto& [code, count] : other.calls) calls[code] += count;
  for (const auto& [reason, count] : other.refused_reasons) refused_reasons[reason] += count;
  for (const std::string& failure : other.failures) {
    if (failures.size() < kMostFailures) failures.push_back(failure);
  }
  Merge(accepted_latency, other.accepted_latency);
  Merge(refused_latency, other.refused_latency);
  wrong += other.wrong;
  refused_with_retry_info += other.refused_with_retry_info;
  started += other.started;
  accepted_in_window += other.accepted_in_window;
  window = std::max(window, other.window);
}

std::shared_ptr<grpc::Channel> NewConnection(const LoadTarget& target, bool small_window) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  // This one is how long a connection may take to come about.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 20'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
  if (small_window) arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetMaxReceiveMessageSize(-1);
  if (!target.server_name.empty()) arguments.SetSslTargetNameOverride(target.server_name);
  const auto credentials = target.credentials ? target.credentials : grpc::InsecureChannelCredentials();
  return grpc::CreateCustomChannel(target.address, credentials, arguments);
}

Load::Load(LoadOptions options) : options_(std::move(options)) {
  const int threads = std::clamp(options_.threads, 1, std::max(1, options_.connections));
  results_.resize(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) {
    LoadOptions share = options_;
    share.connections = ShareOf(options_.connections, i, threads);
    share.calls_at_a_time = std::max(1, ShareOf(options_.calls_at_a_time, i, threads));
    share.calls_per_second = options_.calls_per_second / threads;
    share.max_calls = options_.max_calls / threads;
    threads_.emplace_back([this, i, share = std::move(share)] {
      LoadWorker worker(share, stop_, answered_);
      results_[static_cast<size_t>(i)] = worker.Run();
    });
  }
}

Load::~Load() {
  Stop();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

LoadResult Load::Wait() {
  LoadResult all;
  for (size_t i = 0; i < threads_.size(); ++i) {
    threads_[i].join();
    all.Add(results_[i]);
  }
  return all;
}

LoadResult RunLoad(LoadOptions options) { return Load(std::move(options)).Wait(); }

bool HoldToFirstAnswer(LoadOptions& options) {
  std::string first;
  LoadOptions once = options;
  once.max_calls = 1;
  once.is_right = [&first](size_t, absl::string_view answer) {
    first = std::string(answer);
    return true;
  };
  if (RunLoad(once).Accepted() != 1) return false;
  options.is_right = [first](size_t, absl::string_view answer) { return answer == first; };
  return true;
}

}  // namespace berth
