#include "server/transport/trace_parent.h"

#include <algorithm>

namespace berth {
namespace {

constexpr absl::string_view kForm = "00-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";

bool IsHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

bool IsTraceParent(absl::string_view text) {
  return text.size() == kForm.size() && std::equal(text.begin(), text.end(), kForm.begin(), [](char c, char form) {
           return form == 'x' ? IsHexDigit(c) : c == form;
         });
}

absl::string_view TraceParentOf(const grpc::ServerContext& context) {
  const auto found = context.client_metadata().find("traceparent");
  if (found == context.client_metadata().end()) return "";
  const absl::string_view value(found->second.data(), found->second.size());
  return IsTraceParent(value) ? value : "";
}

}  // namespace berth
