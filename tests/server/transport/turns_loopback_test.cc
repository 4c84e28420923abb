// Turns of calls that wait on one queue: what happens to them before and while
// another has its turn.
#include <malloc.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "berth/v1/placement_service.grpc.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/assembly/methods.h"
#include "server/transport/transport.h"
#include "tests/server/loopback.h"

namespace berth {
namespace {

using Placement = v1::PlacementService;
using RawService = Placement::WithRawMethod_PlanPlacement<Placement::WithRawMethod_GetCatalogInfo<Placement::Service>>;

constexpr size_t kTurnMethod = 0;

size_t AllocatedBytes() {
  const auto memory = mallinfo2();
  return memory.uordblks + memory.hblkhd;
}

class Observer final : public CallObserver {
 public:
  void OnStarted(size_t method) override {
    if (method == kTurnMethod) ++started_;
  }
  void OnHandled(const CallReport& report) override {
    const absl::MutexLock lock(&mutex_);
    if (report.method == kTurnMethod) ends_.push_back(report.end);
  }

  int started() const { return started_; }
  std::vector<CallEnd> ends() const {
    const absl::MutexLock lock(&mutex_);
    return ends_;
  }

 private:
  std::atomic<int> started_ = 0;
  mutable absl::Mutex mutex_;
  std::vector<CallEnd> ends_;
};

// One queue, and two methods: PlanPlacement waits for its turn, which is the test's to fill, and GetCatalogInfo is
// always answered at once.
class TurnsTest : public testing::Test {
 protected:
  void Start(std::function<void(Call&)> first_turn) {
    const auto always = [this](Call&) -> absl::StatusOr<const google::protobuf::Message*> {
      ++answered_at_once_;
      return &response_;
    };
    const auto turn = [this, first_turn](Call& call) -> absl::StatusOr<const google::protobuf::Message*> {
      if (turns_++ == 0) first_turn(call);
      return &response_;
    };
    Methods methods;
    methods.services = {&service_};
    methods.unary.push_back({{kPlacementService, "PlanPlacement"},
                             [this](auto* context, auto* bytes, auto* responder, auto* queue, void* tag) {
                               service_.RequestPlanPlacement(context, bytes, responder, queue, queue, tag);
                             },
                             turn});
    methods.unary.push_back({{kPlacementService, "GetCatalogInfo"},
                             [this](auto* context, auto* bytes, auto* responder, auto* queue, void* tag) {
                               service_.RequestGetCatalogInfo(context, bytes, responder, queue, queue, tag);
                             },
                             always,
                             CallPriority::kAlways});
    TransportOptions options;
    options.address.ip = "127.0.0.1";
    options.queues = 1;
    options.queueing = {.target_delay = absl::Minutes(1), .max_bytes = size_t{1} << 30};  // All that a test asks waits.
    auto transport = Transport::Start(options, std::move(methods), {observer_});
    ASSERT_TRUE(transport.ok()) << transport.status();
    transport_ = *std::move(transport);
    stub_ = Placement::NewStub(ConnectTo(transport_->address().port));
  }

  // Whether `condition` came true while the call breathed, as long as it is patient.
  static bool BreatheUntil(const Call& call, const std::function<bool()>& condition) {
    const absl::Time end = absl::Now() + absl::Seconds(20);
    while (!condition() && absl::Now() < end) call.breathe();
    return condition();
  }

  grpc::Status CallAtOnce() {
    grpc::ClientContext context;
    v1::GetCatalogInfoResponse response;
    return stub_->GetCatalogInfo(&context, {}, &response);
  }

  grpc::Status CallForATurn(grpc::ClientContext& context) {
    v1::PlanPlacementResponse response;
    return stub_->PlanPlacement(&context, {}, &response);
  }

  RawService service_;
  Observer observer_;
  const v1::PlanPlacementResponse response_;  // Empty, as any other.
  std::atomic<int> turns_ = 0, answered_at_once_ = 0;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<Placement::Stub> stub_;
};

TEST_F(TurnsTest, OthersAreHeardInTheMiddleOfALongTurn) {
  std::atomic<bool> began = false, heard = false;
  Start([&](Call& call) {
    auto& mine = *google::protobuf::Arena::CreateMessage<v1::PlanPlacementResponse>(&call.arena);
    mine.set_fingerprint("mine");
    began = true;
    heard = BreatheUntil(call, [&] { return answered_at_once_ > 0 && observer_.started() == 2; });
    EXPECT_EQ(mine.fingerprint(), "mine");
    EXPECT_EQ(turns_, 1) << "a turn within a turn";
  });
  const auto ask_for_a_turn = [this] {
    grpc::ClientContext context;
    EXPECT_TRUE(CallForATurn(context).ok());
  };
  std::thread first(ask_for_a_turn);
  while (!began) absl::SleepFor(absl::Milliseconds(1));
  std::thread second(ask_for_a_turn);
  EXPECT_TRUE(CallAtOnce().ok());
  first.join();
  second.join();
  EXPECT_TRUE(heard);
  EXPECT_EQ(turns_, 2);
}

// Calls are used again, the most recent ones first: one that rests may rest for long.
TEST_F(TurnsTest, CallsThatAreOverHoldNoRequests) {
  constexpr int kCalls = 60;
  Start([&](Call& call) { EXPECT_TRUE(BreatheUntil(call, [&] { return observer_.started() == kCalls; })); });
  v1::PlanPlacementRequest request;
  request.GetReflection()->MutableUnknownFields(&request)->AddLengthDelimited(1000, std::string(1 << 20, 'x'));
  const size_t before = AllocatedBytes();
  std::vector<std::thread> clients;
  for (int i = 0; i < kCalls; ++i) {
    clients.emplace_back([&] {
      grpc::ClientContext context;
      v1::PlanPlacementResponse response;
      stub_->PlanPlacement(&context, request, &response);
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(observer_.ends().size(), kCalls);
  // Clients are done a little earlier than the server.
  const auto is_released = [&] { return AllocatedBytes() < before + (size_t{kCalls} << 20) / 4; };
  for (const absl::Time end = absl::Now() + absl::Seconds(10); !is_released() && absl::Now() < end;) {
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_TRUE(is_released());
}

TEST_F(TurnsTest, AnExpiredCallGetsNoTurn) {
  std::atomic<bool> began = false;
  const auto deadline = std::chrono::system_clock::now() + std::chrono::milliseconds(500);
  Start([&](Call& call) {
    began = true;
    EXPECT_TRUE(BreatheUntil(call, [&] { return observer_.started() == 2; }));
    // gRPC rounds up what it tells the server.
    const auto over = deadline + std::chrono::milliseconds(300);
    EXPECT_TRUE(BreatheUntil(call, [&] { return std::chrono::system_clock::now() > over; }));
  });
  std::thread first([this] {
    grpc::ClientContext context;
    EXPECT_TRUE(CallForATurn(context).ok());
  });
  while (!began) absl::SleepFor(absl::Milliseconds(1));
  grpc::ClientContext context;
  context.set_deadline(deadline);
  EXPECT_EQ(CallForATurn(context).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  first.join();
  transport_.reset();
  EXPECT_EQ(turns_, 1);
  EXPECT_THAT(observer_.ends(), testing::ElementsAre(CallEnd::kAnswered, CallEnd::kExpired));
}

TEST_F(TurnsTest, ACancelledCallGetsNoTurn) {
  std::atomic<bool> began = false, waits = false, cancelled = false;
  Start([&](Call& call) {
    began = true;
    EXPECT_TRUE(BreatheUntil(call, [&] { return observer_.started() == 2; }));
    waits = true;
    EXPECT_TRUE(BreatheUntil(call, [&] { return cancelled.load(); }));
    // What came on the connection after the cancellation has been answered; the cancellation is among what is next.
    const int before = answered_at_once_;
    EXPECT_TRUE(BreatheUntil(call, [&] { return answered_at_once_ >= before + 2; }));
  });
  std::thread first([this] {
    grpc::ClientContext context;
    EXPECT_TRUE(CallForATurn(context).ok());
  });
  while (!began) absl::SleepFor(absl::Milliseconds(1));
  grpc::ClientContext context;
  std::thread second([&] { EXPECT_EQ(CallForATurn(context).error_code(), grpc::StatusCode::CANCELLED); });
  while (!waits) absl::SleepFor(absl::Milliseconds(1));
  context.TryCancel();
  second.join();
  EXPECT_TRUE(CallAtOnce().ok());
  cancelled = true;
  while (observer_.ends().empty()) EXPECT_TRUE(CallAtOnce().ok());
  first.join();
  transport_.reset();
  EXPECT_EQ(turns_, 1);
  EXPECT_THAT(observer_.ends(), testing::ElementsAre(CallEnd::kAnswered, CallEnd::kCancelled));
}

// Ends the process, if it goes wrong.
TEST_F(TurnsTest, ATurnThatOutlastsTheGraceEndsInPeace) {
  std::atomic<bool> began = false, stopped = false;
  Start([&](Call& call) {
    began = true;
    EXPECT_TRUE(BreatheUntil(call, [&] { return observer_.started() == 2; }));
    std::thread([&] {
      transport_->Stop(absl::ZeroDuration());
      stopped = true;
    }).detach();
    const absl::Time end = absl::Now() + absl::Milliseconds(500);
    BreatheUntil(call, [&] { return absl::Now() > end; });
    EXPECT_FALSE(stopped) << "nobody waited for the turn";
  });
  const auto ask_for_a_turn = [this] {
    grpc::ClientContext context;
    EXPECT_FALSE(CallForATurn(context).ok());
  };
  std::thread first(ask_for_a_turn);
  while (!began) absl::SleepFor(absl::Milliseconds(1));
  std::thread second(ask_for_a_turn);
  first.join();
  second.join();
  while (!stopped) absl::SleepFor(absl::Milliseconds(1));
}

}  // namespace
}  // namespace berth
