#include "core/wire/wire.h"

#include <openssl/sha.h>

#include <climits>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "core/errors/error_report.h"
#include "core/wire/field_count.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver.h"
#include "google/protobuf/util/type_resolver_util.h"

namespace berth {
namespace {

namespace pb = google::protobuf;

constexpr absl::string_view kTypeUrlPrefix = "type.googleapis.com";

std::string TypeUrl(const pb::Message& message) {
  return absl::StrCat(kTypeUrlPrefix, "/", message.GetDescriptor()->full_name());
}

// Protobuf's own resolver lives as long as the process; so does this one.
pb::util::TypeResolver& Resolver() {
  static pb::util::TypeResolver& resolver =
      *pb::util::NewTypeResolverForDescriptorPool(std::string(kTypeUrlPrefix), pb::DescriptorPool::generated_pool());
  return resolver;
}

}  // namespace

absl::Status Decode(absl::string_view bytes, pb::Message& message) {
  if (bytes.size() > INT_MAX || !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return ErrorStatus(v1::ERROR_REASON_MALFORMED_MESSAGE, "",
                       absl::StrCat("the bytes are no `", message.GetDescriptor()->full_name(),
                                    "`: truncated, not UTF-8, or nested too deep"));
  }
  return absl::OkStatus();
}

bool HasTooManyFields(absl::string_view bytes, const pb::Descriptor& type) {
  // A field takes two bytes at least, so that most requests need no count.
  return bytes.size() > size_t{2} * kMaxRequestFields && bytes.size() <= INT_MAX &&
         HasMoreFieldsThan(kMaxRequestFields, bytes, type);
}

absl::Status DecodeRequest(absl::string_view bytes, pb::Message& request) {
  if (HasTooManyFields(bytes, *request.GetDescriptor())) {
    return ErrorStatus(
        v1::ERROR_REASON_TOO_LARGE, "",
        absl::StrCat("the request has more than ", kMaxRequestFields, " fields, the most that are allowed"));
  }
  return Decode(bytes, request);
}

std::string Encode(const pb::Message& message) {
  std::string bytes;
  bytes.reserve(message.ByteSizeLong());
  {
    pb::io::StringOutputStream stream(&bytes);
    pb::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeWithCachedSizes(&coded);
  }
  return bytes;
}

std::string ToJson(const pb::Message& message, bool pretty) {
  pb::util::JsonPrintOptions options;
  options.add_whitespace = pretty;
  std::string json;
  // Printing the message itself would walk its maps in an order that differs from run to run.
  const auto status = pb::util::BinaryToJsonString(&Resolver(), TypeUrl(message), Encode(message), &json, options);
  // INVARIANT: every type is in the generated pool, and what Encode wrote can be read.
  return status.ok() ? json : std::string();
}

absl::Status FromJson(absl::string_view json, pb::Message& message) {
  // Protobuf's account of an error quotes the text, and a report must be UTF-8 itself.
  if (!IsUtf8(json)) return ErrorStatus(v1::ERROR_REASON_MALFORMED_MESSAGE, "", "the text is not UTF-8");
  const auto status = pb::util::JsonStringToMessage(pb::StringPiece(json.data(), json.size()), &message);
  if (!status.ok()) {
    return ErrorStatus(v1::ERROR_REASON_MALFORMED_MESSAGE, "",
                       absl::StrCat("no JSON form of `", message.GetDescriptor()->full_name(),
                                    "`: ", absl::string_view(status.message().data(), status.message().size())));
  }
  return CheckStrict(message);
}

std::string Sha256(absl::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return absl::StrCat("sha256:",
                      absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), sizeof digest)));
}

}  // namespace berth
