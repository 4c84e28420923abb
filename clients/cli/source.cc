#include "clients/cli/source.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace berth {
namespace {

constexpr absl::string_view kPayloadUrl = "berth/cli/source";

}  // namespace

absl::Status WithSource(absl::Status status, absl::string_view file) {
  status.SetPayload(kPayloadUrl, absl::Cord(file == "-" ? "standard input" : absl::StrCat("`", file, "`")));
  return status;
}

std::string SourceOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadUrl);
  return payload.has_value() ? std::string(*payload) : std::string();
}

}  // namespace berth
