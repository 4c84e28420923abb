#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "berth/v1/placement_service.pb.h"
#include "core/wire/wire.h"
#include "tests/core/edited_catalog.h"
#include "tests/core/lines.h"

namespace berth {
namespace {

using google::protobuf::Message;
using testing::ElementsAre;
using testing::ElementsAreArray;

void AddUnknown(int number, Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(number, 1);
}

// Over the wire and back.
absl::Status CheckDecoded(const v1::BatchPlanPlacementRequest& message) {
  v1::BatchPlanPlacementRequest decoded;
  absl::Status status = Decode(message.SerializeAsString(), decoded);
  return status.ok() ? CheckStrict(decoded) : status;
}

struct StrictCase {
  absl::string_view name;
  std::function<void(v1::BatchPlanPlacementRequest&)> spoil;
  Lines lines;
};

const StrictCase kStrictCases[] = {
    {"nothing", [](auto&) {}, {}},
    {"field at the top", [](auto& message) { AddUnknown(9, message); }, {"UNKNOWN_FIELD "}},
    {"field in a nested message",
     [](auto& message) {
       AddUnknown(99, *message.mutable_entries(1)->mutable_request()->mutable_replicate()->mutable_version());
     },
     {"UNKNOWN_FIELD entries[1].request.replicate.version"}},
    {"field in an empty message",
     [](auto& message) { AddUnknown(99, *message.mutable_entries(0)->mutable_request()->mutable_workers_ai()); },
     {"UNKNOWN_FIELD entries[0].request.workers_ai"}},
    {"field in a repeated message",
     [](auto& message) {
       AddUnknown(3, *message.mutable_entries(0)->mutable_request()->mutable_workers_ai()->add_env());
     },
     {"UNKNOWN_FIELD entries[0].request.workers_ai.env[0]"}},
    {"reserved field",
     [](auto& message) { AddUnknown(100, *message.mutable_entries(0)->mutable_request()); },
     {"UNKNOWN_FIELD entries[0].request"}},
    {"known number, other type",
     [](auto& message) { message.GetReflection()->MutableUnknownFields(&message)->AddFixed32(1, 1); },
     {"UNKNOWN_FIELD "}},
    {"enum number",
     [](auto& message) {
       message.mutable_entries(1)->mutable_request()->mutable_replicate()->set_provider(static_cast<v1::Provider>(99));
     },
     {"UNKNOWN_ENUM_VALUE entries[1].request.replicate.provider"}},
    {"negative enum number",
     [](auto& message) { message.mutable_entries(0)->mutable_request()->set_view(static_cast<v1::PlanView>(-1)); },
     {"UNKNOWN_ENUM_VALUE entries[0].request.view"}},
    {"all at once",
     [](auto& message) {
       AddUnknown(9, message);
       AddUnknown(10, message);
       v1::PlanPlacementRequest& request = *message.mutable_entries(1)->mutable_request();
       request.mutable_replicate()->set_kind(static_cast<v1::DeployableKind>(50));
       AddUnknown(99, *request.mutable_replicate());
     },
     {"UNKNOWN_FIELD ", "UNKNOWN_FIELD ", "UNKNOWN_FIELD entries[1].request.replicate",
      "UNKNOWN_ENUM_VALUE entries[1].request.replicate.kind"}},
};

TEST(StrictTest, RefusesWhatThisVersionDoesNotKnow) {
  for (const StrictCase& row : kStrictCases) {
    SCOPED_TRACE(std::string(row.name));
    auto message = FromText<v1::BatchPlanPlacementRequest>(R"(
      entries { id: "a" request { replicate { provider: PROVIDER_CKS } } }
      entries { id: "b" request { replicate { version { id: "v" } } } })");
    row.spoil(message);
    EXPECT_THAT(ViolationLines(CheckDecoded(message)), ElementsAreArray(row.lines));
  }
}

TEST(StrictTest, RepeatedEnumsAreCheckedOneByOne) {
  v1::ListHardwareResponse message;
  v1::Hardware& hardware = *message.add_hardware();
  hardware.add_providers(v1::PROVIDER_CKS);
  hardware.add_providers(static_cast<v1::Provider>(77));
  EXPECT_THAT(MessageLines(CheckStrict(message)),
              ElementsAre("hardware[0].providers[1]: `77` is no value of `berth.v1.Provider`"));
}

TEST(StrictTest, EveryKnownEnumNumberPasses) {
  const auto& kinds = *v1::DeployableKind_descriptor();
  for (int i = 0; i < kinds.value_count(); ++i) {
    v1::ReplicateWorkload workload;
    workload.set_kind(static_cast<v1::DeployableKind>(kinds.value(i)->number()));
    EXPECT_TRUE(CheckStrict(workload).ok()) << kinds.value(i)->name();
  }
}

TEST(StrictTest, MessagesSayWhatIsNotKnown) {
  v1::PlanPlacementRequest request;
  AddUnknown(55, *request.mutable_replicate());
  EXPECT_THAT(MessageLines(CheckStrict(request)),
              ElementsAre("replicate: field number 55 is not known in `berth.v1.ReplicateWorkload`"));
}

struct FloodCase {
  absl::string_view name;
  std::function<void(int, v1::BatchPlanPlacementRequest&)> add;
};

// The report stays small, however much there is to report.
TEST(StrictTest, TheReportIsBounded) {
  const FloodCase rows[] = {
      {"unknown fields", [](int i, auto& message) { AddUnknown(1000 + i, message); }},
      {"entries with an unknown field", [](int, auto& message) { AddUnknown(9, *message.add_entries()); }},
      {"entries with an unknown enum number",
       [](int, auto& message) { message.add_entries()->mutable_request()->set_view(static_cast<v1::PlanView>(9)); }},
  };
  for (const FloodCase& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    v1::BatchPlanPlacementRequest message;
    for (int i = 0; i < 100'000; ++i) row.add(i, message);
    const absl::Status status = CheckDecoded(message);
    EXPECT_EQ(ViolationLines(status).size(), 50u);
    EXPECT_LT(ErrorReportOf(status)->ByteSizeLong(), 10'000u);
  }
}

}  // namespace
}  // namespace berth
