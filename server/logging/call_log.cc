#include "server/logging/call_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

namespace berth {
namespace {

// Certificates may hold names of any length.
constexpr size_t kMaxValueBytes = 256;

using Fields = nlohmann::ordered_json;

const char* EndName(CallEnd end) {
  switch (end) {
    case CallEnd::kAnswered:
      return "";
    case CallEnd::kShed:
      return "shed";
    case CallEnd::kExpired:
      return "expired";
    case CallEnd::kCancelled:
      return "cancelled";
    case CallEnd::kCallerRefused:
      return "caller_refused";
  }
  return "";
}

void AddText(Fields& fields, const char* name, absl::string_view value) {
  if (!value.empty()) fields[name] = std::string(value.substr(0, kMaxValueBytes));
}

// In quotation marks, unless it is one plain word.
std::string TextValue(const Fields& value) {
  if (!value.is_string()) return value.dump();
  const auto& text = value.get_ref<const std::string&>();
  const auto is_plain = [](char c) {
    return absl::ascii_isgraph(static_cast<unsigned char>(c)) && c != '"' && c != '\\' && c != '=';
  };
  if (std::all_of(text.begin(), text.end(), is_plain)) return text;
  return absl::StrCat("\"", absl::CHexEscape(text), "\"");
}

std::string TextLine(const Fields& fields) {
  std::string line = "call";
  for (const auto& [name, value] : fields.items()) absl::StrAppend(&line, " ", name, "=", TextValue(value));
  return line;
}

std::string JsonLine(const Fields& fields) {
  Fields line = {{"message", "call"}};
  line.update(fields);
  return line.dump(-1, ' ', /*ensure_ascii=*/true, nlohmann::json::error_handler_t::replace);
}

}  // namespace

CallLog::CallLog(const std::vector<MethodInfo>& methods, const CallLogOptions& options,
                 std::shared_ptr<spdlog::logger> logger)
    : level_(spdlog::level::from_str(options.level)),
      format_(LineFormatNamed(options.format)),
      logger_(std::move(logger)),
      bucket_(options.per_second) {
  methods_.reserve(methods.size());
  for (const MethodInfo& method : methods) methods_.push_back(absl::StrCat(method.service, "/", method.name));
}

void CallLog::OnHandled(const CallReport& report) {
  if (level_ == spdlog::level::off || !logger_->should_log(level_)) return;
  if (!bucket_.Take(std::chrono::steady_clock::now())) {
    suppressed_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  const std::string line = Line(report, suppressed_.exchange(0, std::memory_order_relaxed));
  logger_->log(level_, spdlog::string_view_t(line.data(), line.size()));
}

std::string CallLog::Line(const CallReport& report, int64_t suppressed) const {
  Fields fields;
  AddText(fields, "method", methods_[report.method]);
  AddText(fields, "code", absl::StatusCodeToString(report.code));
  AddText(fields, "end", EndName(report.end));
  fields["duration_us"] = absl::ToInt64Microseconds(report.duration);
  AddText(fields, "catalog_revision", report.catalog_revision);
  AddText(fields, "fingerprint", report.fingerprint);
  AddText(fields, "caller", report.origin.caller);
  AddText(fields, "traceparent", report.origin.trace_parent);
  if (suppressed > 0) fields["suppressed"] = suppressed;
  return format_ == LineFormat::kJson ? JsonLine(fields) : TextLine(fields);
}

}  // namespace berth
