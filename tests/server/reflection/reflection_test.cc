#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "berth/v1/catalog.pb.h"
#include "berth/v1/placement_service.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/rpc/error_details.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "gtest/gtest.h"
#include "server/reflection/reflection_index.h"
#include "server/reflection/reflection_stream.h"

namespace berth {
namespace {

using Request = ReflectionIndex::Request;
using Response = ReflectionIndex::Response;

const ReflectionIndex& Index() {
  static const ReflectionIndex index(
      {grpc::health::v1::HealthCheckRequest::descriptor()->file(), v1::PlanPlacementRequest::descriptor()->file()},
      {v1::Catalog::descriptor()->file(), google::rpc::ErrorInfo::descriptor()->file()});
  return index;
}

Response Ask(const Request& request) {
  Response response;
  Index().Answer(request, response);
  EXPECT_EQ(response.original_request().SerializeAsString(), request.SerializeAsString());
  return response;
}

std::vector<google::protobuf::FileDescriptorProto> FilesIn(const Response& response) {
  std::vector<google::protobuf::FileDescriptorProto> files;
  for (const std::string& bytes : response.file_descriptor_response().file_descriptor_proto()) {
    EXPECT_TRUE(files.emplace_back().ParseFromString(bytes));
  }
  return files;
}

TEST(ReflectionIndexTest, ListsServicesSorted) {
  Request request;
  request.set_host("somewhere");
  request.set_list_services("*");
  const Response response = Ask(request);
  EXPECT_EQ(response.valid_host(), "somewhere");
  ASSERT_EQ(response.list_services_response().service_size(), 2);
  EXPECT_EQ(response.list_services_response().service(0).name(), "berth.v1.PlacementService");
  EXPECT_EQ(response.list_services_response().service(1).name(), "grpc.health.v1.Health");
}

TEST(ReflectionIndexTest, FindsFiles) {
  struct Case {
    const char* by_name;
    const char* by_symbol;
    const char* file;
  };
  const std::vector<Case> cases = {
      {"berth/v1/placement_service.proto", nullptr, "berth/v1/placement_service.proto"},
      {"berth/v1/catalog.proto", nullptr, "berth/v1/catalog.proto"},
      {"google/protobuf/duration.proto", nullptr, "google/protobuf/duration.proto"},
      {nullptr, "berth.v1.PlacementService", "berth/v1/placement_service.proto"},
      {nullptr, "berth.v1.PlacementService.PlanPlacement", "berth/v1/placement_service.proto"},
      {nullptr, "berth.v1.ReplicateWorkload", "berth/v1/workload.proto"},
      {nullptr, "berth.v1.ReplicateWorkload.kind", "berth/v1/workload.proto"},
      {nullptr, "berth.v1.ERROR_REASON_UNKNOWN_SKU", "berth/v1/error_reason.proto"},
      {nullptr, "berth.v1.ErrorReport", "berth/v1/error_reason.proto"},
      {nullptr, "google.rpc.ErrorInfo", "google/rpc/error_details.proto"},
      {nullptr, "grpc.health.v1.HealthCheckResponse.ServingStatus", "grpc/health/v1/health.proto"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.by_name != nullptr ? test.by_name : test.by_symbol);
    Request request;
    if (test.by_name != nullptr) request.set_file_by_filename(test.by_name);
    if (test.by_symbol != nullptr) request.set_file_containing_symbol(test.by_symbol);
    const auto files = FilesIn(Ask(request));
    ASSERT_FALSE(files.empty());
    EXPECT_EQ(files[0].name(), test.file);
    // With all that it imports.
    std::set<std::string> names;
    for (const auto& file : files) names.insert(file.name());
    for (const auto& file : files) {
      for (const std::string& import : file.dependency()) EXPECT_TRUE(names.contains(import)) << import;
    }
  }
}

TEST(ReflectionIndexTest, SaysWhatItDoesNotKnow) {
  struct Case {
    const char* name;
    void (*fill)(Request&);
    absl::StatusCode code;
  };
  const std::vector<Case> cases = {
      {"nothing asked", [](Request&) {}, absl::StatusCode::kInvalidArgument},
      {"file", [](Request& r) { r.set_file_by_filename("berth/v2/none.proto"); }, absl::StatusCode::kNotFound},
      {"file that is compiled in but not served",
       [](Request& r) { r.set_file_by_filename("grpc/reflection/v1alpha/reflection.proto"); },
       absl::StatusCode::kNotFound},
      {"symbol", [](Request& r) { r.set_file_containing_symbol("berth.v1.None"); }, absl::StatusCode::kNotFound},
      {"empty symbol", [](Request& r) { r.set_file_containing_symbol(""); }, absl::StatusCode::kNotFound},
      {"extension of an unknown type",
       [](Request& r) { r.mutable_file_containing_extension()->set_containing_type("berth.v1.None"); },
       absl::StatusCode::kNotFound},
      {"unknown extension",
       [](Request& r) {
         r.mutable_file_containing_extension()->set_containing_type("berth.v1.ErrorReport");
         r.mutable_file_containing_extension()->set_extension_number(100);
       },
       absl::StatusCode::kNotFound},
      {"extensions of an unknown type", [](Request& r) { r.set_all_extension_numbers_of_type("berth.v1.None"); },
       absl::StatusCode::kNotFound},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    Request request;
    test.fill(request);
    EXPECT_EQ(Ask(request).error_response().error_code(), static_cast<int>(test.code));
  }
}

TEST(ReflectionIndexTest, HasNoExtensionsOfItsOwnTypes) {
  Request request;
  request.set_all_extension_numbers_of_type("berth.v1.ErrorReport");
  const Response response = Ask(request);
  ASSERT_TRUE(response.has_all_extension_numbers_response());
  EXPECT_EQ(response.all_extension_numbers_response().base_type_name(), "berth.v1.ErrorReport");
  EXPECT_EQ(response.all_extension_numbers_response().extension_number_size(), 0);
}

TEST(ReflectionStreamTest, AnswersOneRequestAfterTheOther) {
  ReflectionStream stream(Index());
  EXPECT_EQ(stream.Next().kind, StreamStep::Kind::kWait);
  for (int i = 0; i < 2; ++i) {
    Request request;
    request.set_list_services("");
    stream.OnMessage(request.SerializeAsString());
    ASSERT_EQ(stream.Next().kind, StreamStep::Kind::kWrite);
    EXPECT_EQ(stream.Next().kind, StreamStep::Kind::kWait);
  }
  stream.OnHalfClose();
  const StreamStep last = stream.Next();
  ASSERT_EQ(last.kind, StreamStep::Kind::kFinish);
  EXPECT_TRUE(last.status.ok());
}

TEST(ReflectionStreamTest, RefusesBytesThatAreNoRequest) {
  std::string groups;
  while (groups.size() < 1'000'000) groups += "\xC3\x3E\xC4\x3E";
  for (const std::string& bytes : {std::string("\x1A\x7F"), groups}) {
    ReflectionStream stream(Index());
    stream.OnMessage(bytes);
    const StreamStep step = stream.Next();
    ASSERT_EQ(step.kind, StreamStep::Kind::kFinish);
    EXPECT_EQ(step.status.code(), absl::StatusCode::kInvalidArgument);
  }
}

// What lets one handler serve both versions.
TEST(ReflectionStreamTest, BothVersionsAreTheSameBytes) {
  const auto shape = [](const google::protobuf::FileDescriptor& file) {
    std::string text;
    for (int i = 0; i < file.message_type_count(); ++i) {
      const google::protobuf::Descriptor& type = *file.message_type(i);
      text += type.name() + "\n";
      for (int j = 0; j < type.field_count(); ++j) {
        const google::protobuf::FieldDescriptor& field = *type.field(j);
        text += std::to_string(field.number()) + " " + field.name() + " " + field.type_name() + " " +
                (field.message_type() == nullptr ? "" : field.message_type()->name()) +
                (field.is_repeated() ? " repeated\n" : "\n");
      }
    }
    return text;
  };
  EXPECT_EQ(shape(*Request::descriptor()->file()),
            shape(*grpc::reflection::v1alpha::ServerReflectionRequest::descriptor()->file()));
}

}  // namespace
}  // namespace berth
